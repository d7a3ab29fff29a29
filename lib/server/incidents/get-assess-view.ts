import 'server-only';
import type { SignalKind } from '@/lib/contracts/runbook';
import type { AssessView, Me } from '@/lib/contracts/views';
import { channelsFor } from '@/lib/domain/message-recipients';
import { authorise } from '../auth/authorise';
import { reachableTargets } from '../auth/reach';
import { db } from '../db';
import { CUSTOMER_CHANNEL, readDirectory } from '../messages/directory';
import { getCurrentRunbook } from '../runbooks/store-runbook';
import { toLoadedTarget } from '../targets/get-target';
import { summariseHealth } from '../targets/health';
import { signalCards } from './measure-signals';

/** The first page of Assess: every target with its signals as measured, the unwell ones first. */
export async function getAssessView(
  me: Me,
  { targetKey, signals }: { targetKey?: string; signals?: SignalKind[] } = {},
): Promise<AssessView> {
  const person = await authorise(me, 'console.read');
  const [rows, { content }] = await Promise.all([
    db().target.findMany({ where: { isActive: true, ...reachableTargets(person) }, orderBy: { name: 'asc' } }),
    getCurrentRunbook(),
  ]);
  const targets = await Promise.all(
    rows.map(toLoadedTarget).map(async (target) => {
      const { id, key, name, environment } = target;
      const health = await summariseHealth(target);
      return { id, key, name, environment, health, signals: signalCards(health) };
    }),
  );
  const directory = await readDirectory(db(), content);
  const unwell = targets.find((t) => t.signals.some((s) => s.measured?.isSuggested));
  const selected = targets.find((t) => t.key === targetKey) ?? unwell ?? targets[0];
  const suggested = selected?.signals.filter((s) => s.measured?.isSuggested).map((s) => s.kind) ?? [];
  return {
    at: new Date().toISOString(),
    targets,
    channels: channelsFor('internal', directory.channels, CUSTOMER_CHANNEL.key).map((channel) => ({
      ...channel,
      isForCustomers: false,
    })),
    contacts: directory.contacts.map(({ key, name, notifiedFor }) => ({ key, name, notifiedFor })),
    selectedTargetKey: selected?.key ?? null,
    preselected: [...new Set([...(signals ?? []), ...suggested])],
  };
}
