import 'server-only';
import type { z } from 'zod';
import type {
  addFollowUpSchema,
  changeFollowUpSchema,
  endFollowUpSchema,
  reopenFollowUpSchema,
} from '@/lib/contracts/follow-up';
import type { Me } from '@/lib/contracts/views';
import { AppError, conflict, notFound } from '@/lib/domain/errors';
import { reminderFrom } from '@/lib/domain/follow-ups';
import { appendEvent, storeNow, type Transaction } from '../audit/append-event';
import { authoriseFor } from '../auth/authorise-for';
import { peopleWhoReach } from '../auth/reach';
import { db } from '../db';
import { Prisma } from '../generated/prisma/client';
import { getCurrentRunbook } from '../runbooks/store-runbook';

/**
 * What is to be done after an incident, by whoever may write its report. A closed incident's chain goes on with these
 * events: what came of a promise belongs to what it was promised for.
 */
export async function addFollowUp(me: Me, input: z.output<typeof addFollowUpSchema>): Promise<{ followUpId: string }> {
  const actor = await authoriseFor(me, 'report.write', { report: input.incidentCode });
  return db().$transaction(async (tx) => {
    const incident = await tx.incident.findUnique({ where: { code: input.incidentCode }, include: { target: true } });
    if (!incident) throw notFound('report');
    const owner = await ownerWhoReaches(tx, input.ownerId, incident.target.teamId);
    const { text, ownerId, dueOn } = input;
    const day = new Date(dueOn);
    // Nobody's phone rings in the next half minute for what they are just writing down for themselves.
    const remindedFor = ownerId === actor.id && (await isDue(tx, dueOn)) ? day : null;
    const { id } = await tx.followUp.create({
      data: { incidentId: incident.id, text, ownerId, dueOn: day, remindedFor, createdById: actor.id },
    });
    const data = { followUpId: id, text, owner, dueOn };
    await appendEvent(tx, { type: 'followup.added', incidentId: incident.id, actor, data });
    return { followUpId: id };
  });
}

/** Whether the morning on which it is reminded of is over. */
async function isDue(tx: Transaction, dueOn: string): Promise<boolean> {
  const { timeZone } = (await getCurrentRunbook()).content.drills;
  return reminderFrom(dueOn, timeZone) <= (await storeNow(tx));
}

/** Gives an open one other words, another owner or another day. Refused where it is done: what was promised then stands. */
export async function changeFollowUp(me: Me, input: z.output<typeof changeFollowUpSchema>): Promise<null> {
  const actor = await authoriseFor(me, 'report.write', { followUp: input.followUpId });
  return db().$transaction(async (tx) => {
    const before = await lockFollowUp(tx, input.followUpId);
    if (before.state !== 'open')
      throw conflict('This follow-up is done; it was not changed.', 'Open it again first, or add another one.');
    const { text, ownerId, dueOn } = input;
    const was = { text: before.text, owner: before.owner.name, dueOn: toDay(before.dueOn) };
    const isOther = ownerId !== before.ownerId;
    if (!isOther && text === was.text && dueOn === was.dueOn) return null;
    const owner = isOther ? await ownerWhoReaches(tx, ownerId, before.incident.target.teamId) : was.owner;
    // Whoever has it now was not reminded yet.
    const remind = isOther ? { remindedFor: null } : {};
    await tx.followUp.update({ where: { id: before.id }, data: { text, ownerId, dueOn: new Date(dueOn), ...remind } });
    const data = { followUpId: before.id, text, owner, dueOn, was };
    await appendEvent(tx, { type: 'followup.changed', incidentId: before.incidentId, actor, data });
    return null;
  });
}

/** It is done, with a word on what came of it. Whoever may write the report may say so, for others too. */
export async function endFollowUp(me: Me, input: z.output<typeof endFollowUpSchema>): Promise<null> {
  const actor = await authoriseFor(me, 'report.write', { followUp: input.followUpId });
  return db().$transaction(async (tx) => {
    const { id, state, text, incidentId } = await lockFollowUp(tx, input.followUpId);
    if (state !== 'open') throw conflict('Somebody else has marked this follow-up as done; nothing was changed.');
    const done = { doneById: actor.id, doneAt: new Date(), doneNote: input.note };
    await tx.followUp.update({ where: { id }, data: { state: 'done', ...done } });
    const data = { followUpId: id, text, note: input.note };
    await appendEvent(tx, { type: 'followup.done', incidentId, actor, data });
    return null;
  });
}

/** It turned out not to be done. */
export async function reopenFollowUp(me: Me, input: z.output<typeof reopenFollowUpSchema>): Promise<null> {
  const actor = await authoriseFor(me, 'report.write', { followUp: input.followUpId });
  return db().$transaction(async (tx) => {
    const { id, state, text, incidentId } = await lockFollowUp(tx, input.followUpId);
    if (state !== 'done') throw conflict('This follow-up is open already; nothing was changed.');
    await tx.followUp.update({
      where: { id },
      data: { state: 'open', doneById: null, doneAt: null, doneNote: '' },
    });
    const data = { followUpId: id, text, reason: input.reason };
    await appendEvent(tx, { type: 'followup.reopened', incidentId, actor, data });
    return null;
  });
}

const withAll = {
  owner: { select: { name: true } },
  incident: { select: { target: { select: { teamId: true } } } },
} satisfies Prisma.FollowUpInclude;

/** Held to the transaction's end, so that of two presses one is first. */
export async function lockFollowUp(tx: Transaction, id: string) {
  await tx.$executeRaw(Prisma.sql`SELECT 1 FROM "FollowUp" WHERE "id" = ${id}::uuid FOR UPDATE`);
  const found = await tx.followUp.findUnique({ where: { id }, include: withAll });
  if (!found) throw notFound('follow-up');
  return found;
}

/** The name of somebody who could open what they are to see to. */
async function ownerWhoReaches(tx: Transaction, id: string, teamId: string | null): Promise<string> {
  const owner = await tx.person.findFirst({ where: { id, isActive: true, ...peopleWhoReach(teamId) } });
  if (owner) return owner.name;
  const message = 'Whoever sees to it has to be active and to reach this target; nothing was saved.';
  throw new AppError('invalid_input', message, 'Choose somebody of its team.', { fields: { ownerId: message } });
}

/** Prisma reads a day as its first moment in UTC. */
export const toDay = (date: Date): string => date.toISOString().slice(0, 10);
