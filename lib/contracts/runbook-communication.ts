import { z } from 'zod';
import { keySchema, minutesSchema, sentenceSchema, severitySchema } from './runbook-words';

export const contactSchema = z.strictObject({
  key: keySchema,
  name: sentenceSchema,
  notifiedFor: sentenceSchema,
  /** Which incidents they hear of, as data. */
  when: z.strictObject({
    always: z.boolean().optional(),
    procedures: z.array(z.string()).optional(),
    severities: z.array(severitySchema).optional(),
    /** Severities at which a request for approval is brought to them, besides those who may decide. */
    approvals: z.array(severitySchema).optional(),
  }),
});
export type Contact = z.infer<typeof contactSchema>;

export const channelSchema = z.strictObject({
  key: keySchema,
  kind: z.enum(['slack', 'email', 'hotline']),
  title: sentenceSchema,
  /** The address, channel or number; empty where the installation sets it. */
  address: z.string(),
});
export type Channel = z.infer<typeof channelSchema>;

/** One level of the escalation matrix. */
export const escalationLevelSchema = z.strictObject({
  level: z.int().min(1).max(3),
  when: sentenceSchema,
  condition: z.discriminatedUnion('kind', [
    /** A rollback ended unfinished or has no way on; without a list, by any procedure that no other level names. */
    z.strictObject({ kind: z.literal('run-failed'), procedures: z.array(z.string()).optional() }),
    z.strictObject({ kind: z.literal('target-down') }),
  ]),
  /** Contacts who hear of it at once. */
  notify: z.array(keySchema).min(1),
  clock: z.strictObject({ minutes: minutesSchema, words: sentenceSchema }),
  options: z.array(z.strictObject({ key: keySchema, title: sentenceSchema })).min(2),
});
export type EscalationLevel = z.infer<typeof escalationLevelSchema>;

/** Filled from the live incident, in the order that the runbook gives them. */
export const internalFieldSchema = z.enum([
  'phase',
  'severity',
  'target',
  'eta',
  'status',
  'actions',
  'next_update',
  'contact',
]);
export const customerFieldSchema = z.enum(['impact', 'estimated_resolution', 'workaround', 'next_update']);
const fieldsSchema = <Field extends z.ZodType>(field: Field) =>
  z.array(z.strictObject({ field, title: sentenceSchema })).min(1);

/** What people are told: the words around the fields, and how often. */
export const messagesSchema = z.strictObject({
  internal: z.strictObject({
    heading: sentenceSchema,
    resolvedHeading: sentenceSchema,
    everyMinutes: minutesSchema.min(1),
    fields: fieldsSchema(internalFieldSchema),
  }),
  customer: z.strictObject({
    heading: sentenceSchema,
    opening: sentenceSchema,
    resolvedOpening: sentenceSchema,
    everyMinutes: minutesSchema.min(1),
    fields: fieldsSchema(customerFieldSchema),
    closing: sentenceSchema,
    resolvedClosing: sentenceSchema,
  }),
  /** How long before an update is due the driver hears of it. */
  warnMinutes: minutesSchema.min(1),
  /** Contacts who hear of an update that was missed: at the first miss, at the second in a row, and so on. */
  missed: z.array(z.array(keySchema).min(1)).min(1),
});
export type Messages = z.infer<typeof messagesSchema>;
