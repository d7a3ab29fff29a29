import 'server-only';
import { db } from '../db';

/**
 * The sequence number of the newest event of those that figures over all incidents are made from: an incident began, its
 * users were well again, a run was done. Has an index of its own, with just these words.
 */
async function lastMilestone(): Promise<bigint> {
  const [row] = await db().$queryRaw<{ last: bigint | null }[]>`SELECT max("id") AS last FROM "Event"
    WHERE "type" IN ('incident.declared', 'incident.recovered', 'run.succeeded')`;
  return row?.last ?? 0n;
}

/**
 * What is computed over all incidents there ever were, computed again only where a milestone was passed since. `key`
 * says what else it depends on.
 */
export function sinceMilestone<T>(compute: () => Promise<T>): (key?: string) => Promise<T> {
  let kept: { at: bigint; key: string; value: Promise<T> } | null = null;
  return async (key = '') => {
    // Read before the value: what comes in between is in the value, and is only computed once more.
    const at = await lastMilestone();
    if (kept?.at === at && kept.key === key) return kept.value;
    const mine = { at, key, value: compute() };
    kept = mine;
    mine.value.catch(() => {
      if (kept === mine) kept = null;
    });
    return mine.value;
  };
}
