import 'server-only';
import type { HostLine, HostLooks, TargetGrantsView, TargetHostsView } from '@/lib/contracts/target-hosts';
import type { Me } from '@/lib/contracts/views';
import { notFound } from '@/lib/domain/errors';
import { authoriseFor } from '../auth/authorise-for';
import { db } from '../db';
import type { Target } from '../generated/prisma/client';
import { toLoadedTarget } from './get-target';
import { pinnedFingerprint } from './host-key';
import { readingOf } from './reading-look';

/** A worker that died while it looked has no answer to give any more. */
const ANSWER_MS = 90_000;

/** What is known of a target's hosts, from what the worker last saw. */
export async function getHostsView(me: Me, targetKey: string): Promise<TargetHostsView> {
  await authoriseFor(me, 'console.read', { target: targetKey });
  const row = await db().target.findUnique({ where: { key: targetKey } });
  if (!row?.isActive) throw notFound('target');
  return toHostsView(row);
}

/** The same, of a row that is there already. */
export function toHostsView(row: Target): TargetHostsView {
  const looks = row.hostLooks as HostLooks | null;
  const hosts = toLoadedTarget(row).inventory.hosts.map((host): HostLine => {
    const roles = host.roles ?? [];
    if (host.kind === 'local')
      return { key: host.key, roles, where: 'the machine of the worker', isRemote: false, pinned: null, look: null };
    const look = looks?.hosts.find((one) => one.host === host.key);
    return {
      key: host.key,
      roles,
      where: `${host.user}@${host.address}:${host.port}`,
      isRemote: true,
      pinned: pinnedFingerprint(host),
      look: look ? { state: look.state, seen: look.seen?.fingerprint ?? null, sentence: look.sentence } : null,
    };
  });
  return {
    key: row.key,
    at: looks?.at ?? null,
    isAsked: isAsked(row),
    hosts,
    problems: looks?.problems ?? [],
    reading: readingOf(row.readUrl !== null, looks?.reading),
  };
}

const isAsked = ({ hostsAskedAt }: Target) => hostsAskedAt !== null && Date.now() - hostsAskedAt.getTime() < ANSWER_MS;

/** What the console's role lacks there, for administrators: it says how to give more. */
export async function getGrantsView(me: Me, targetKey: string): Promise<TargetGrantsView> {
  await authoriseFor(me, 'target.manage', { target: targetKey });
  const row = await db().target.findUnique({ where: { key: targetKey } });
  if (!row?.isActive) throw notFound('target');
  return toGrantsView(row);
}

/** The same, of a row that is there already; the caller has looked who asks. */
export function toGrantsView(row: Target): TargetGrantsView {
  const looks = row.hostLooks as HostLooks | null;
  return { key: row.key, isAsked: isAsked(row), advice: looks?.grants ?? null };
}
