import { z } from 'zod';

/** What a message is about. `test` goes to one channel, to see whether it works. */
export const MESSAGE_KINDS = [
  'notification',
  'update',
  'escalation',
  'approval',
  'reminder',
  'resolved',
  'test',
] as const;
export type MessageKind = (typeof MESSAGE_KINDS)[number];

export const audienceSchema = z.enum(['internal', 'customer']);
export type Audience = z.infer<typeof audienceSchema>;

/** `in_person`: told by word of mouth, or over something that the console does not know. */
export type MessageChannel = 'slack' | 'email' | 'hotline' | 'in_person';

/**
 * `draft`: a customer text that waits for a second person. `tell_yourself`: nothing is connected, the text is to be
 * copied. `sending`: a worker has it. Only `sent` and `told_by_person` mean that somebody heard of it.
 */
export const MESSAGE_STATES = [
  'draft',
  'tell_yourself',
  'told_by_person',
  'queued',
  'sending',
  'sent',
  'failed',
  'cancelled',
] as const;
export type MessageState = (typeof MESSAGE_STATES)[number];
