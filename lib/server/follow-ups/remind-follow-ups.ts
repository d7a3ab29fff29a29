import 'server-only';
import { dayIn, dueWords, type FollowUpState, reminderFrom } from '@/lib/domain/follow-ups';
import { appendEvent, storeNow, type Transaction } from '../audit/append-event';
import { peopleWhoReach, reachesSql } from '../auth/reach';
import { db } from '../db';
import { env } from '../env';
import { Prisma } from '../generated/prisma/client';
import { logger } from '../logger';
import { sendBatch } from '../messages/send-batch';
import { getCurrentRunbook } from '../runbooks/store-runbook';
import { lockFollowUp, toDay } from './write-follow-up';

/** A worker that was away reminds late, but not of what everybody has read on Now for a week. */
const LATE_DAYS = 7;

/**
 * Reminds the owners of open follow-ups on the morning of their day, on the store's clock: by mail where a channel is
 * connected, and by push (push-rules.ts). Once for each day and owner, however many workers look: that it was is written by
 * the transaction that writes the message and the event. What is overdue stays on Now, and nobody is reminded of it again.
 * Whoever has left meanwhile is told nothing; for the team it is on Now once its day is over.
 */
export async function remindFollowUps(): Promise<void> {
  const now = await storeNow(db());
  const { timeZone } = (await getCurrentRunbook()).content.drills;
  const today = dayIn(now, timeZone);
  const due = await db().$queryRaw<{ id: string; dueOn: string }[]>(Prisma.sql`
    SELECT f."id", f."dueOn"::text AS "dueOn" FROM "FollowUp" f JOIN "Person" p ON p."id" = f."ownerId"
      JOIN "Incident" i ON i."id" = f."incidentId" JOIN "Target" t ON t."id" = i."targetId"
    WHERE f."state" = 'open' AND f."dueOn" <= ${today}::date AND f."dueOn" >= ${today}::date - ${LATE_DAYS}::int
      AND f."remindedFor" IS DISTINCT FROM f."dueOn" AND p."isActive" AND ${reachesSql}
    ORDER BY f."dueOn", f."id"`);
  for (const { id, dueOn } of due)
    if (reminderFrom(dueOn, timeZone) <= now)
      // One that cannot be reminded of must not hold up those behind it; it is tried again with the next look.
      await remind(id, dueOn, today).catch((error: unknown) =>
        logger().error({ err: error, followUpId: id }, 'a follow-up could not be reminded of'),
      );
}

async function remind(id: string, dueOn: string, today: string): Promise<void> {
  await db().$transaction(async (tx) => {
    const followUp = await lockFollowUp(tx, id);
    const { state, remindedFor, text } = followUp;
    const isOther = toDay(followUp.dueOn) !== dueOn || (remindedFor && toDay(remindedFor) === dueOn);
    if (state !== 'open' || isOther) return;
    const incident = await tx.incident.findUniqueOrThrow({
      where: { id: followUp.incidentId },
      include: { target: { select: { name: true, teamId: true } } },
    });
    const owner = await tx.person.findFirst({
      where: { id: followUp.ownerId, isActive: true, ...peopleWhoReach(incident.target.teamId) },
    });
    if (!owner) return;
    await tx.followUp.update({ where: { id }, data: { remindedFor: new Date(dueOn) } });
    const due = dueWords({ state: state as FollowUpState, dueOn }, today);
    await tellByMail(tx, { incident, text, due, owner });
    const data = { followUpId: id, text, owner: owner.name, dueOn, toId: owner.id, due };
    await appendEvent(tx, { type: 'followup.reminded', incidentId: incident.id, actor: null, data });
  });
}

type Reminder = {
  incident: { id: string; code: string; title: string; target: { name: string } };
  text: string;
  due: string;
  owner: { id: string; name: string };
};

async function tellByMail(tx: Transaction, { incident, text, due, owner }: Reminder): Promise<void> {
  await sendBatch(tx, {
    incidentId: incident.id,
    audience: 'internal',
    kind: 'reminder',
    subject: `${owner.name}, a follow-up is ${due}: ${text} (${incident.code})`,
    body: [
      text,
      `${owner.name} sees to it; it is ${due}.`,
      `After: ${incident.title} on ${incident.target.name}`,
      `Mark it as done, or give it another day: ${env().NEXTAUTH_URL}/reports/${incident.code}`,
    ].join('\n'),
    contactKeys: [],
    personIds: [owner.id],
    byId: null,
    leavesOutUnset: true,
    isPersonal: true,
  });
}
