import 'server-only';
import type { Audience, MessageKind, MessageState } from '@/lib/contracts/message';
import type { MessageClockView, MessageView } from '@/lib/contracts/message-view';
import type { RunbookContent } from '@/lib/contracts/runbook';
import type { Me } from '@/lib/contracts/views';
import { messageActions } from '@/lib/domain/message-actions';
import type { Message, MessageClock } from '../generated/prisma/client';
import { readNames } from '../people/read-people';
import type { Directory } from './directory';
import { clockRule } from './message-clocks';

/** An incident's messages as its room shows them to this person, newest first. */
export async function toMessageViews(
  messages: readonly Message[],
  { channels, contacts }: Directory,
  me: Me,
  isIncidentOpen: boolean,
): Promise<MessageView[]> {
  const names = await readNames(messages.flatMap(({ byId, secondById }) => [byId, secondById]));
  const order = (message: Message) => channels.findIndex((channel) => channel.key === message.channelKey);
  const sorted = messages.toSorted(
    (a, b) =>
      b.at.getTime() - a.at.getTime() ||
      order(a) - order(b) ||
      Number(a.contactKey !== null) - Number(b.contactKey !== null) ||
      a.recipient.localeCompare(b.recipient),
  );
  return sorted.map((message) => {
    const channel = channels.find((one) => one.key === message.channelKey);
    const phone = contacts.find((contact) => contact.key === message.contactKey)?.phone ?? '';
    const { id, batchId, channel: kind, recipient, subject, body, answer, attempts } = message;
    return {
      id,
      batchId,
      audience: message.audience as Audience,
      kind: message.kind as MessageKind,
      channel: (kind === 'in_person' ? null : channel?.title) ?? CHANNEL_WORDS[kind] ?? kind,
      recipient,
      phone: kind === 'hotline' ? recipient : phone,
      subject,
      body,
      state: message.state as MessageState,
      by: names.get(message.byId ?? '') ?? 'Console',
      secondBy: names.get(message.secondById ?? '') ?? null,
      answer,
      attempts,
      nextAttemptAt: message.nextAttemptAt?.toISOString() ?? null,
      at: message.at.toISOString(),
      sentAt: message.sentAt?.toISOString() ?? null,
      actions: messageActions({ ...message, isConnected: channel?.isConnected ?? false, isIncidentOpen }, me),
    };
  });
}

const CHANNEL_WORDS: Record<string, string> = {
  slack: 'Slack',
  email: 'E-mail',
  hotline: 'Emergency hotline',
  in_person: 'In person',
};

export function toClockViews(clocks: readonly MessageClock[], content: RunbookContent): MessageClockView[] {
  return clocks
    .map(({ audience, nextDueAt, missedCount, stoppedAt }) => ({
      audience: audience as Audience,
      nextDueAt: nextDueAt.toISOString(),
      warnMs: clockRule(content, audience as Audience).warnMs,
      missedCount,
      stoppedAt: stoppedAt?.toISOString() ?? null,
    }))
    .sort((a, b) => b.audience.localeCompare(a.audience));
}
