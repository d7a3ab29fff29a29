import 'server-only';
import type { Audience, MessageChannel, MessageKind } from '@/lib/contracts/message';
import { appendEvent, type EventActor, type Transaction } from '../audit/append-event';
import type { Message } from '../generated/prisma/client';

/** The end of one message in the log of its incident, or of the console where it belongs to none. */
export async function appendMessageEvent(
  tx: Transaction,
  type: 'message.sent' | 'message.failed' | 'message.told',
  message: Message,
  actor: EventActor,
): Promise<void> {
  const { recipient, subject, answer, attempts, incidentId } = message;
  const data = {
    audience: message.audience as Audience,
    kind: message.kind as MessageKind,
    channel: message.channel as MessageChannel,
    recipient,
    subject,
    answer,
    attempts,
  };
  await appendEvent(tx, { type, incidentId, actor, data });
}
