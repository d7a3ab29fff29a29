import 'server-only';
import type { Audience } from '@/lib/contracts/message';
import type { RunbookContent } from '@/lib/contracts/runbook';
import { contactsOfMiss, nextRound, readMessageClock } from '@/lib/domain/message-clock';
import { timeWords } from '@/lib/domain/message-facts';
import { appendEvent, storeNow, type Transaction } from '../audit/append-event';
import { db } from '../db';
import { env } from '../env';
import type { MessageClock } from '../generated/prisma/client';
import { getCurrentRunbook } from '../runbooks/store-runbook';
import { clockRule } from './message-clocks';
import { sendBatch } from './send-batch';

/**
 * Warns before an update is due, and brings one that was missed to the people of the next level. Any number of workers
 * may do it at once: each clock is held by one of them while it decides, on the store's time, and what it decided is
 * there before another one looks.
 */
export async function watchMessageClocks(): Promise<void> {
  const { content } = await getCurrentRunbook();
  const due = await db().$queryRaw<{ incidentId: string; audience: Audience }[]>`
    SELECT c."incidentId", c."audience" FROM "MessageClock" c JOIN "Incident" i ON i."id" = c."incidentId"
    WHERE i."state" = 'open' AND c."stoppedAt" IS NULL
      AND c."nextDueAt" <= clock_timestamp()
        + CASE WHEN c."warnedAt" IS NULL THEN make_interval(mins => ${content.messages.warnMinutes}) ELSE interval '0' END`;
  for (const clock of due) await db().$transaction((tx) => watchOne(tx, content, clock));
}

async function watchOne(
  tx: Transaction,
  content: RunbookContent,
  { incidentId, audience }: { incidentId: string; audience: Audience },
): Promise<void> {
  const [clock] = await tx.$queryRaw<MessageClock[]>`SELECT * FROM "MessageClock"
    WHERE "incidentId" = ${incidentId}::uuid AND "audience" = ${audience} AND "stoppedAt" IS NULL FOR UPDATE SKIP LOCKED`;
  if (!clock) return;
  const now = await storeNow(tx);
  const rule = clockRule(content, audience);
  const reading = readMessageClock(clock, now, rule);
  if (reading === 'quiet') return;
  const where = { incidentId_audience: { incidentId, audience } };
  if (reading === 'warn') {
    await tx.messageClock.update({ where, data: { warnedAt: now } });
    return warn(tx, content, clock);
  }
  const missedCount = clock.missedCount + 1;
  await tx.messageClock.update({ where, data: { ...nextRound(now, rule), missedAt: now, missedCount } });
  await bringUp(tx, content, { ...clock, missedCount });
}

const AUDIENCE_WORDS = { internal: 'the team', customer: 'customers' } as const;

async function warn(tx: Transaction, content: RunbookContent, clock: MessageClock): Promise<void> {
  const about = await aboutIncident(tx, content, clock, 1);
  const to = AUDIENCE_WORDS[about.audience];
  const { warnMinutes } = content.messages;
  await appendEvent(tx, {
    type: 'update.due',
    incidentId: clock.incidentId,
    actor: null,
    data: { audience: about.audience, dueAt: clock.nextDueAt.toISOString(), contacts: about.names },
  });
  await sendBatch(tx, {
    ...about.batch,
    // Nobody has to be told by hand that something is due soon: the room shows it.
    leavesOutUnset: true,
    subject: `The next update to ${to} is due in ${warnMinutes} minutes (${about.code})`,
    body: `${about.title}\n\nThe next update to ${to} is due at ${timeWords(clock.nextDueAt)}. Write it in the room: ${about.link}`,
  });
}

async function bringUp(tx: Transaction, content: RunbookContent, clock: MessageClock): Promise<void> {
  const about = await aboutIncident(tx, content, clock, clock.missedCount);
  const to = AUDIENCE_WORDS[about.audience];
  const subject = `No update to ${to} in time (${about.code})`;
  // What was still to be told about the last miss is overtaken by this one.
  await tx.message.updateMany({
    where: {
      incidentId: clock.incidentId,
      kind: 'reminder',
      state: 'tell_yourself',
      subject: { endsWith: subject },
    },
    data: { state: 'cancelled' },
  });
  await appendEvent(tx, {
    type: 'update.missed',
    incidentId: clock.incidentId,
    actor: null,
    data: {
      audience: about.audience,
      dueAt: clock.nextDueAt.toISOString(),
      count: clock.missedCount,
      contacts: about.names,
    },
  });
  await sendBatch(tx, {
    ...about.batch,
    subject,
    body: `${about.title}\n\nThe update to ${to} that was due at ${timeWords(clock.nextDueAt)} was not sent. Write it in the room: ${about.link}`,
  });
}

/** Whom it concerns: the people of this level, and the driver or whoever declared the incident. */
async function aboutIncident(tx: Transaction, content: RunbookContent, clock: MessageClock, missedCount: number) {
  const incident = await tx.incident.findUniqueOrThrow({
    where: { id: clock.incidentId },
    include: { runs: { orderBy: { createdAt: 'desc' }, take: 1, select: { driverId: true } } },
  });
  const contactKeys = contactsOfMiss(content.messages.missed, missedCount);
  return {
    audience: clock.audience as Audience,
    code: incident.code,
    title: incident.title,
    link: `${env().NEXTAUTH_URL}/incidents/${incident.code}`,
    names: contactKeys.map((key) => content.contacts.find((contact) => contact.key === key)?.name ?? key),
    batch: {
      incidentId: incident.id,
      audience: 'internal' as const,
      kind: 'reminder' as const,
      contactKeys,
      // Whoever it was handed over to writes the updates; before that, whoever works on it.
      personIds: [incident.leadId ?? incident.runs[0]?.driverId ?? incident.declaredById],
      byId: null,
    },
  };
}
