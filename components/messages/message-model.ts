import type { MessageClockView, MessageDraftView, MessageView } from '@/lib/contracts/message-view';
import type { Standing } from '../ui/pill';

/** One text, and everybody who got it. */
export type MessageBatch = Pick<MessageView, 'audience' | 'kind' | 'subject' | 'body' | 'by' | 'at'> & {
  key: string;
  messages: MessageView[];
  /** Rows that this person can confirm as told, all at once. */
  tellable: string[];
};

/** Messages that were written together, newest first; those of older incidents stand alone. */
export function groupMessages(messages: readonly MessageView[]): MessageBatch[] {
  const batches = new Map<string, MessageView[]>();
  for (const message of messages) {
    const key = message.batchId ?? message.id;
    batches.set(key, [...(batches.get(key) ?? []), message]);
  }
  return [...batches].map(([key, rows]) => {
    const { audience, kind, subject, body, by, at } = rows[0] as MessageView;
    const tellable = rows.filter((row) => row.state === 'tell_yourself' && row.actions.length > 0).map((row) => row.id);
    return { key, audience, kind, subject, body, by, at, messages: rows, tellable };
  });
}

/** The messages that were written together under this id. */
export function findBatch(messages: readonly MessageView[], batchId: string | null): MessageBatch | undefined {
  return groupMessages(messages.filter((message) => message.batchId === batchId && batchId !== null))[0];
}

/** What was sent to the approvers of a request since it was made: also its reminders, newest first. */
export function approvalBatches(messages: readonly MessageView[], requestedAt: string): MessageBatch[] {
  return groupMessages(messages.filter((message) => message.kind === 'approval' && message.at >= requestedAt));
}

const STATES: Record<MessageView['state'], Standing> = {
  draft: { words: 'waits for a second person', tone: 'waiting' },
  tell_yourself: { words: 'tell them yourself', tone: 'waiting' },
  told_by_person: { words: 'told', tone: 'ok' },
  queued: { words: 'being sent', tone: 'running' },
  sending: { words: 'being sent', tone: 'running' },
  sent: { words: 'sent', tone: 'ok' },
  failed: { words: 'not sent', tone: 'fail' },
  cancelled: { words: 'not sent, not needed', tone: 'idle' },
};

/** What became of a message. Nothing here claims more than is known: "sent" is the channel's word, "told" a person's. */
export function messageStanding({ state, attempts }: Pick<MessageView, 'state' | 'attempts'>): Standing {
  const isRetried = (state === 'queued' || state === 'sending') && attempts > 0;
  return isRetried && state === 'queued' ? { words: 'trying again', tone: 'waiting' } : STATES[state];
}

export const AUDIENCE_WORDS = { internal: 'the team', customer: 'customers' } as const;

const KIND_WORDS: Record<MessageView['kind'], string> = {
  notification: 'First notice',
  update: 'Update',
  escalation: 'Escalation',
  approval: 'Request for approval',
  reminder: 'Reminder',
  resolved: 'Resolved',
  test: 'Test',
};

/** "Update to customers" */
export function batchTitle({ kind, audience }: Pick<MessageBatch, 'kind' | 'audience'>): string {
  return `${KIND_WORDS[kind]} to ${AUDIENCE_WORDS[audience]}`;
}

/** How an audience's clock stands: calm, due soon, or missed and not made good. */
export function clockStanding(clock: MessageClockView, now: number): 'calm' | 'soon' | 'missed' {
  if (clock.missedCount > 0) return 'missed';
  return Date.parse(clock.nextDueAt) - now <= clock.warnMs ? 'soon' : 'calm';
}

type Draft = Pick<MessageDraftView, 'audience' | 'kind'>;
export const draftKey = ({ audience, kind }: Draft): string => `${audience}-${kind}`;
export const draftTitle = ({ audience, kind }: Draft): string =>
  `${kind === 'resolved' ? 'Resolved' : 'Update'}, to ${AUDIENCE_WORDS[audience]}`;

type Recipients = MessageDraftView['recipients'];

/** The recipients of a draft, a channel at a time. */
export function byChannel({ recipients }: Pick<MessageDraftView, 'recipients'>) {
  const keys = [...new Set(recipients.map((row) => row.channelKey))];
  return keys.map((channelKey) => {
    const rows: Recipients = recipients.filter((row) => row.channelKey === channelKey);
    return { channelKey, channelTitle: rows[0]?.channelTitle ?? channelKey, rows };
  });
}

/** Whether the console sends anything of a draft by itself. */
export function isSentTo({ recipients }: Pick<MessageDraftView, 'recipients'>, leaveOut: readonly string[]): boolean {
  return recipients.some((row) => row.isSent && !leaveOut.includes(row.channelKey));
}

/** The button: it never says "send" where nothing is sent. */
export function verbOf(draft: MessageDraftView, leaveOut: readonly string[]): string {
  if (draft.audience === 'customer') return 'Ask a second person';
  return isSentTo(draft, leaveOut) ? 'Send to the team' : 'Keep this message to tell it';
}
