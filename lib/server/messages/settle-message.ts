import 'server-only';
import type { z } from 'zod';
import type { messageSchema, messagesSchema, withdrawMessageSchema } from '@/lib/contracts/message-inputs';
import type { Me } from '@/lib/contracts/views';
import { AppError, conflict, notFound } from '@/lib/domain/errors';
import { messageActions } from '@/lib/domain/message-actions';
import { appendEvent, storeNow, type Transaction } from '../audit/append-event';

import { authorise } from '../auth/authorise';
import { authoriseFor } from '../auth/authorise-for';
import { db } from '../db';
import type { Message } from '../generated/prisma/client';
import { settleClock } from './message-clocks';
import { appendMessageEvent } from './message-events';

/** Records that this person told them: what no channel reached counts as heard from then on, by their name. */
export async function markMessagesTold(me: Me, input: z.output<typeof messagesSchema>): Promise<null> {
  const actor = await authorise(me, 'message.write');
  await Promise.all(input.messageIds.map((message) => authoriseFor(me, 'message.write', { message })));
  return db().$transaction(async (tx) => {
    const messages = await lockMessages(tx, input.messageIds);
    for (const message of messages) await assertOffered(tx, message, actor, 'message-told');
    const data = {
      state: 'told_by_person',
      byId: actor.id,
      sentAt: await storeNow(tx),
      answer: `${actor.name} told them`,
    };
    await tx.message.updateMany({ where: { id: { in: messages.map((message) => message.id) } }, data });
    for (const message of messages) await settleClock(tx, message);
    for (const message of messages) await appendMessageEvent(tx, 'message.told', { ...message, ...data }, actor);
    return null;
  });
}

/** Gives a message that failed another round of tries. */
export async function sendMessageAgain(me: Me, input: z.output<typeof messageSchema>): Promise<null> {
  const actor = await authoriseFor(me, 'message.write', { message: input.messageId });
  return db().$transaction(async (tx) => {
    const message = await lockMessage(tx, input.messageId);
    await assertOffered(tx, message, actor, 'message-again');
    const data = { state: 'queued', attempts: 0, nextAttemptAt: await storeNow(tx) };
    await tx.message.update({ where: { id: message.id }, data });
    const { incidentId, recipient } = message;
    await appendEvent(tx, { type: 'message.queued_again', incidentId, actor, data: { recipient } });
    return null;
  });
}

/** The second person's word on a text to customers: it goes out, or is for a person to tell where nothing is connected. */
export async function confirmMessage(me: Me, input: z.output<typeof messageSchema>): Promise<null> {
  const actor = await authoriseFor(me, 'message.confirm', { message: input.messageId });
  return db().$transaction(async (tx) => {
    const message = await lockMessage(tx, input.messageId);
    await assertOffered(tx, message, actor, 'message-confirm');
    const channel = await tx.channelSetting.findUnique({ where: { key: message.channelKey } });
    const isSandbox = await isOnSandbox(tx, message);
    const isSent = !isSandbox && Boolean(channel?.isEnabled && channel.secret && channel.address);
    const recipient = channel?.address || message.recipient;
    const data = isSent
      ? { state: 'queued', nextAttemptAt: await storeNow(tx) }
      : {
          state: 'tell_yourself',
          answer: isSandbox ? NO_CUSTOMERS : 'No channel to customers is connected to this console.',
        };
    await tx.message.update({ where: { id: message.id }, data: { ...data, recipient, secondById: actor.id } });
    const { incidentId, subject } = message;
    await appendEvent(tx, { type: 'message.confirmed', incidentId, actor, data: { subject, recipient, isSent } });
    return null;
  });
}

const NO_CUSTOMERS = 'A sandbox has no customers, so nothing is sent.';

async function isOnSandbox(tx: Transaction, { incidentId }: Message): Promise<boolean> {
  if (!incidentId) return false;
  const incident = await tx.incident.findUniqueOrThrow({ where: { id: incidentId }, include: { target: true } });
  return incident.target.environment === 'sandbox';
}

/** Takes a text to customers back before it goes out. */
export async function withdrawMessage(me: Me, input: z.output<typeof withdrawMessageSchema>): Promise<null> {
  const actor = await authoriseFor(me, 'message.write', { message: input.messageId });
  return db().$transaction(async (tx) => {
    const message = await lockMessage(tx, input.messageId);
    await assertOffered(tx, message, actor, 'message-withdraw');
    await tx.message.update({ where: { id: message.id }, data: { state: 'cancelled', answer: input.reason } });
    const { incidentId, subject } = message;
    await appendEvent(tx, { type: 'message.withdrawn', incidentId, actor, data: { subject, reason: input.reason } });
    return null;
  });
}

/** In one order, so that two who hold some of the same messages do not each wait for the other. */
async function lockMessages(tx: Transaction, ids: readonly string[]): Promise<Message[]> {
  await tx.$executeRaw`SELECT 1 FROM "Message" WHERE "id" = ANY(${[...ids]}::uuid[]) ORDER BY "id" FOR UPDATE`;
  const messages = await tx.message.findMany({ where: { id: { in: [...ids] } }, orderBy: { id: 'asc' } });
  if (messages.length === 0) throw notFound('message');
  return messages;
}

async function lockMessage(tx: Transaction, id: string): Promise<Message> {
  return (await lockMessages(tx, [id]))[0] as Message;
}

/** Refuses what the screen would not offer, in the words that the screen would show. */
async function assertOffered(tx: Transaction, message: Message, actor: Me, key: string): Promise<void> {
  const channel = await tx.channelSetting.findUnique({ where: { key: message.channelKey } });
  const incident = message.incidentId
    ? await tx.incident.findUnique({ where: { id: message.incidentId }, select: { state: true } })
    : null;
  const facts = {
    ...message,
    isConnected: Boolean(channel?.isEnabled && channel.secret),
    isIncidentOpen: incident?.state === 'open',
  };
  const offered = messageActions(facts, actor).find((action) => action.key === key);
  if (offered?.disabledBecause)
    throw new AppError('forbidden', `Nothing was changed. ${offered.disabledBecause}`, 'Ask one of them to read it.');
  if (!offered)
    throw conflict(
      'This cannot be done with this message now: somebody else may have been first. Nothing was changed.',
      'Look at the message as it is now.',
    );
}
