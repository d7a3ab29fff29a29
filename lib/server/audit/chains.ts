import 'server-only';
import type { Me } from '@/lib/contracts/views';
import { reachableTargets, reachesAll } from '../auth/reach';
import { db } from '../db';
import type { Event } from '../generated/prisma/client';

/** One chain of the log: an incident's, or the console's own, which has no row that records its head. */
export type Chain = {
  code: string | null;
  incidentId: string | null;
  title: string;
  head: { seq: number; hash: string } | null;
};

const OWN: Chain = { code: null, incidentId: null, title: 'The console’s own', head: null };
const CHAINS_AT_ONCE = 200;
const EVENTS_AT_ONCE = 500;

/**
 * Every chain that this person reaches, the console's own first where they reach all targets, and then incidents, newest first; or an incident's alone, by
 * its code.
 */
export async function* listChains(person: Me, only?: string): AsyncGenerator<Chain> {
  if (only === undefined && (await reachesAll(person))) yield OWN;
  for (let last: { id: string; declaredAt: Date } | undefined; ; ) {
    const rows = await db().incident.findMany({
      where: {
        target: reachableTargets(person),
        ...(only === undefined ? {} : { code: only }),
        ...(last ? olderThan(last) : {}),
      },
      orderBy: [{ declaredAt: 'desc' }, { id: 'asc' }],
      take: CHAINS_AT_ONCE,
      select: { id: true, code: true, title: true, headSeq: true, headHash: true, declaredAt: true },
    });
    for (const { id, code, title, headSeq, headHash } of rows)
      yield { code, incidentId: id, title, head: { seq: headSeq, hash: headHash } };
    if (rows.length < CHAINS_AT_ONCE) return;
    last = rows.at(-1);
  }
}

/** How many events a chain has at most, by its newest one. */
export async function lengthOf({ incidentId, head }: Chain): Promise<number> {
  const newest = head ?? (await db().event.findFirst({ where: { incidentId }, orderBy: { seq: 'desc' } }));
  return newest?.seq ?? 0;
}

const olderThan = ({ id, declaredAt }: { id: string; declaredAt: Date }) => ({
  OR: [{ declaredAt: { lt: declaredAt } }, { declaredAt, id: { gt: id } }],
});

/** A chain's events in their order, some hundred at a time; only those up to an event of the log, where one is given. */
export async function* eventsOf(incidentId: string | null, until?: bigint): AsyncGenerator<Event[]> {
  for (let after: number | undefined; ; ) {
    const events: Event[] = await db().event.findMany({
      where: { incidentId, seq: { gt: after }, id: { lte: until } },
      orderBy: { seq: 'asc' },
      take: EVENTS_AT_ONCE,
    });
    if (events.length > 0) yield events;
    if (events.length < EVENTS_AT_ONCE) return;
    after = events.at(-1)?.seq;
  }
}

/** Whether an anchor of this chain is for this person's eyes: a code alone tells that there was an incident. */
export async function reachedCodes(person: Me): Promise<(code: string | null) => boolean> {
  if (await reachesAll(person)) return () => true;
  const foreign = await db().incident.findMany({
    where: { target: { NOT: reachableTargets(person) } },
    select: { code: true },
  });
  const hidden = new Set(foreign.map(({ code }) => code));
  return (code) => code !== null && !hidden.has(code);
}
