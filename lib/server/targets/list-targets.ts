import 'server-only';
import type { HealthSeries } from '@/lib/contracts/health-view';
import type { FaultTrouble } from '@/lib/contracts/target';
import type { TargetGrantsView, TargetHostsView } from '@/lib/contracts/target-hosts';
import type { Me, TargetView, TeamView } from '@/lib/contracts/views';
import { mayDo } from '@/lib/domain/permissions';
import { authorise } from '../auth/authorise';
import { reachableTargets } from '../auth/reach';
import { db } from '../db';
import type { Prisma } from '../generated/prisma/client';
import { listTeams } from '../people/list-people';
import { findFaultTroubles } from './fault-troubles';
import { toGrantsView, toHostsView } from './get-hosts-view';
import { type LoadedTarget, toLoadedTarget } from './get-target';
import { readHealthSeries } from './health';
import { toTargetView } from './target-view';

export type TargetItem = TargetView & {
  series: HealthSeries;
  /** `isOn` and `isThere` are null until the worker has looked. */
  faults: { key: string; title: string; effect: string; isOn: boolean | null; trouble: FaultTrouble | null }[];
  tools: { title: string; isThere: boolean | null; install: string }[];
  hostLines: TargetHostsView;
  /** For administrators only. */
  grants: TargetGrantsView | null;
  /** Whose it is; null: everybody's. */
  team: TeamView | null;
};
const withTeam = { team: { select: { id: true, key: true, name: true } } } satisfies Prisma.TargetInclude;

type TargetList = {
  targets: TargetItem[];
  /** What a target can be given to: for those who may, and empty for the others. */
  teams: TeamView[];
  canManage: boolean;
  canSwitchFaults: boolean;
};

/** The targets that this person reaches. */
export async function listTargets(me: Me): Promise<TargetList> {
  const person = await authorise(me, 'console.read');
  const rows = await db().target.findMany({
    where: { isActive: true, ...reachableTargets(person) },
    orderBy: { name: 'asc' },
    include: withTeam,
  });
  const canManage = mayDo(person.role, 'target.manage');
  const targets = await Promise.all(rows.map((row) => toItem(row, canManage)));
  return {
    targets,
    teams: canManage ? await listTeams() : [],
    canManage,
    canSwitchFaults: mayDo(person.role, 'sandbox.switch-fault'),
  };
}

async function toItem(
  row: Prisma.TargetGetPayload<{ include: typeof withTeam }>,
  canManage: boolean,
): Promise<TargetItem> {
  const target = toLoadedTarget(row);
  const now = new Date();
  const { inventory, observed, environment } = target;
  return {
    ...(await toTargetView(target)),
    series: await readHealthSeries(target.id, new Date(now.getTime() - 15 * 60_000), now),
    faults: environment === 'sandbox' ? await listFaults(target) : [],
    tools: Object.entries(inventory.tools).map(([key, { title, install }]) => ({
      title,
      install,
      isThere: observed?.tools[key] ?? null,
    })),
    hostLines: toHostsView(row),
    grants: canManage ? toGrantsView(row) : null,
    team: row.team,
  };
}

async function listFaults(target: LoadedTarget): Promise<TargetItem['faults']> {
  const { faults } = target.inventory;
  const troubles = faults.length > 0 ? await findFaultTroubles(db(), target) : {};
  return faults.map(({ key, title, effect }) => ({
    key,
    title,
    effect,
    isOn: target.observed?.faults[key] ?? null,
    trouble: troubles[key] ?? null,
  }));
}
