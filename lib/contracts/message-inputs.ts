import { z } from 'zod';
import { incidentSchema, reasonSchema } from './inputs';
import { audienceSchema } from './message';

/** What the forms about contacts, channels and messages send. */
const phoneSchema = z
  .string()
  .trim()
  .max(40)
  .regex(/^$|^\+?[\d\s()/.-]{3,}$/, 'Write the number as it is dialled: digits, spaces, and + in front.');
const mailAddressSchema = z.union([z.literal(''), z.email('Enter an e-mail address, or leave it empty.')]);

export const changeContactSchema = z.object({
  key: z.string(),
  name: z.string().trim().min(1, 'Enter a name or a role.').max(120),
  notifiedFor: z.string().trim().min(1, 'Say what they are notified for.').max(300),
  email: z.string().trim().toLowerCase().pipe(mailAddressSchema),
  phone: phoneSchema,
});

export const changeChannelSchema = z.object({
  key: z.string(),
  /** The room's name, the mailbox or the number, by the channel's kind. */
  address: z.string().trim().max(320),
  sender: z.string().trim().toLowerCase().pipe(mailAddressSchema),
  /** The webhook's or the mail server's address. Empty: what is stored stays. */
  secret: z.string().trim().max(2000),
});
export const channelSchema = z.object({ key: z.string() });
export const phoneNumberSchema = phoneSchema;

export const composeMessageSchema = incidentSchema.extend({
  audience: audienceSchema,
  kind: z.enum(['update', 'resolved']),
  subject: z.string().trim().min(3, 'Give it a subject.').max(200),
  body: z.string().trim().min(1, 'Write what you tell people.').max(10_000),
  /** Connected channels over which this message is not to be sent. */
  leaveOut: z.array(z.string()).max(10),
});
export const messageSchema = z.object({ messageId: z.uuid() });
export const messagesSchema = z.object({ messageIds: z.array(z.uuid()).min(1).max(50) });
export const withdrawMessageSchema = messageSchema.extend({ reason: reasonSchema });
