import 'server-only';
import { db } from '../db';
import { Prisma } from '../generated/prisma/client';
import { onceAReading } from '../one-reading';

/**
 * The sequence number of the newest event of those that figures over all incidents are made from. `milestones`: an incident
 * began, its users were well again, a run was done. `figures`: what figures over time are made from. Each has an index of its
 * own, with just these words.
 */
const NEWEST = {
  milestones: Prisma.sql`"type" IN ('incident.declared', 'incident.recovered', 'run.succeeded')`,
  figures: Prisma.sql`"type" IN ('incident.declared', 'run.prepared', 'incident.severity_changed', 'escalation.started',
    'approval.approved', 'incident.recovered', 'run.started')`,
};
type Kind = keyof typeof NEWEST;

function newestOf(kind: Kind): Promise<bigint> {
  return onceAReading(`newest of ${kind}`, async () => {
    const [row] = await db().$queryRaw<{ last: bigint | null }[]>`
      /* planned once */ SELECT max("id") AS last FROM "Event" WHERE ${NEWEST[kind]}`;
    return row?.last ?? 0n;
  });
}

/** Figures of so many keys are kept, those asked for last. A key is what people reach, and there are few of those. */
const KEPT = 50;

/**
 * What is computed over all incidents there ever were, computed again only where an event of its `kind` came since. `key`
 * says what else it depends on, `input` is what it is then computed from.
 */
export function sinceMilestone<T, Input>(
  compute: (input: Input) => Promise<T>,
  kind: Kind = 'milestones',
): (key: string, input: Input) => Promise<T> {
  const kept = new Map<string, { at: bigint; value: Promise<T> }>();
  return async (key, input) => {
    // Read before the value: what comes in between is in the value, and is only computed once more.
    const at = await newestOf(kind);
    const known = kept.get(key);
    kept.delete(key);
    const mine = known?.at === at ? known : { at, value: compute(input) };
    kept.set(key, mine);
    for (const oldest of kept.keys()) if (kept.size > KEPT) kept.delete(oldest);
    mine.value.catch(() => {
      if (kept.get(key) === mine) kept.delete(key);
    });
    return mine.value;
  };
}
