import 'server-only';
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

/** Every chain, the console's own first and then incidents, newest first; or an incident's alone, by its code. */
export async function* listChains(only?: string): AsyncGenerator<Chain> {
  if (only === undefined) yield OWN;
  for (let last: { id: string; declaredAt: Date } | undefined; ; ) {
    const rows = await db().incident.findMany({
      where: { ...(only === undefined ? {} : { code: only }), ...(last ? olderThan(last) : {}) },
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
