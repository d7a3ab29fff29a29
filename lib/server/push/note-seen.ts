import 'server-only';
import type { z } from 'zod';
import type { pushSeenSchema } from '@/lib/contracts/push';
import { appendEvent, storeNow, type Transaction } from '../audit/append-event';
import { db } from '../db';
import type { Push } from '../generated/prisma/client';

/**
 * Writes down that a device showed a notification, or that somebody pressed it: once each. Whoever knows its id was sent it:
 * it is random, and stands in what was encrypted for that browser and nowhere else. A session is not asked for: a phone
 * that is woken at 3 a.m. has none any more. Says nothing, whatever the id.
 */
export async function notePushSeen({ id, seen }: z.output<typeof pushSeenSchema>): Promise<void> {
  await db().$transaction(async (tx) => {
    await note(tx, id, 'shown');
    if (seen === 'opened') await note(tx, id, 'opened');
  });
}

async function note(tx: Transaction, id: string, seen: 'shown' | 'opened'): Promise<void> {
  const now = await storeNow(tx);
  const field = seen === 'shown' ? 'shownAt' : 'openedAt';
  const { count } = await tx.push.updateMany({ where: { id, [field]: null }, data: { [field]: now } });
  if (count === 1) await tell(tx, await tx.push.findUniqueOrThrow({ where: { id } }), seen, now);
}

/** The first device of a person: on which of theirs it was does not matter to anybody who waits for them. */
async function tell(tx: Transaction, push: Push, seen: 'shown' | 'opened', now: Date): Promise<void> {
  const { incidentId, eventSeq, eventId, personId, runId } = push;
  if (!incidentId || eventSeq === null || push.kind === 'over') return;
  const field = seen === 'shown' ? 'shownAt' : 'openedAt';
  const earlier = await tx.push.count({
    where: { eventId, personId, kind: push.kind, id: { not: push.id }, [field]: { not: null } },
  });
  if (earlier > 0) return;
  const { name } = await tx.person.findUniqueOrThrow({ where: { id: personId } });
  const data = { person: name, of: eventSeq, afterMs: now.getTime() - push.at.getTime() };
  const type = seen === 'shown' ? ('push.delivered' as const) : ('push.opened' as const);
  await appendEvent(tx, { type, incidentId, runId, actor: null, data });
}
