import 'server-only';
import { AppError } from '@/lib/domain/errors';
import { type Delivery, MAX_ATTEMPTS, retryDelayMs, settleDelivery } from '@/lib/domain/message-delivery';
import { storeNow, type Transaction } from '../audit/append-event';
import { decryptSecret } from '../auth/secrets';
import { db } from '../db';
import type { Message } from '../generated/prisma/client';
import { settleClock } from './message-clocks';
import { appendMessageEvent } from './message-events';
import { sendEmail } from './send-email';
import { sendSlack } from './send-slack';

export type SendingChannel = 'slack' | 'email';

/** Sent side by side; the rest waits for the next turn. */
const AT_ONCE = 5;
/** Longer than any try (answer.ts): who takes a message has ended or died before another one may take it. */
const LEASE_SECONDS = 60;
/** Somebody looks at the screen while a test is sent, and presses again if they want to. */
const TEST_ATTEMPTS = 1;

/**
 * Sends what is due over one kind of channel, until nothing is. Any number of workers may do it at once: a row is taken
 * by one of them, on the store's clock. A message is sent at least once: a worker that dies between sending and recording
 * leaves it `sending`, and after the lease another one sends it again. Better told twice than not at all; the rows of a
 * rollback are never touched, and nothing waits for this. Only the end of a message is an event; tries in between are
 * counted in its row.
 */
export async function deliverDue(channel: SendingChannel, signal?: AbortSignal): Promise<void> {
  for (;;) {
    if (signal?.aborted) return;
    const taken = await take(channel);
    if (taken.length === 0) return;
    await Promise.all(taken.map(async (message) => record(message, await trySending(message, signal))));
  }
}

async function take(channel: SendingChannel): Promise<Message[]> {
  return db().$queryRaw<Message[]>`
    UPDATE "Message" SET "state" = 'sending', "attempts" = "attempts" + 1,
      "nextAttemptAt" = date_trunc('milliseconds', clock_timestamp()) + make_interval(secs => ${LEASE_SECONDS})
    WHERE "id" IN (
      SELECT "id" FROM "Message"
      WHERE "channel" = ${channel} AND "state" IN ('queued', 'sending') AND "nextAttemptAt" <= clock_timestamp()
      ORDER BY "nextAttemptAt" LIMIT ${AT_ONCE} FOR UPDATE SKIP LOCKED)
    RETURNING *`;
}

async function trySending(message: Message, signal?: AbortSignal): Promise<Delivery> {
  const set = await db().channelSetting.findUnique({ where: { key: message.channelKey } });
  if (!set?.secret || !set.isEnabled)
    return { outcome: 'never', answer: 'The channel was disconnected before it was sent. Tell them yourself.' };
  try {
    const secret = decryptSecret(set.secret);
    return message.channel === 'slack'
      ? await sendSlack(secret, message, signal)
      : await sendEmail(secret, { ...message, from: set.sender, to: message.recipient }, signal);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const answer = `The stored connection of ${set.title} cannot be decrypted: an administrator has to enter it again.`;
    return { outcome: 'never', answer };
  }
}

/** Writes what became of the try, unless the lease ran out and somebody else has taken the message since. */
async function record(message: Message, delivery: Delivery): Promise<void> {
  const { attempts, kind } = message;
  const { state, answer } = settleDelivery(delivery, attempts, kind === 'test' ? TEST_ATTEMPTS : MAX_ATTEMPTS);
  await db().$transaction(async (tx) => {
    const now = await storeNow(tx);
    const data = {
      state,
      answer,
      sentAt: state === 'sent' ? now : null,
      nextAttemptAt: state === 'queued' ? new Date(now.getTime() + retryDelayMs(attempts, Math.random())) : null,
    };
    const mine = { id: message.id, state: 'sending', nextAttemptAt: message.nextAttemptAt };
    const written = await tx.message.updateMany({ where: mine, data });
    if (written.count === 1 && state !== 'queued') await settle(tx, { ...message, ...data }, state);
  });
}

async function settle(tx: Transaction, message: Message, state: 'sent' | 'failed'): Promise<void> {
  if (state === 'sent') await settleClock(tx, message);
  await appendMessageEvent(tx, state === 'sent' ? 'message.sent' : 'message.failed', message, null);
}
