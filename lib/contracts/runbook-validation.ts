import { z } from 'zod';
import { checkSchema } from './runbook-checks';
import { keySchema, minutesSchema, sentenceSchema } from './runbook-words';

/** One line of the comprehensive validation: OK where all its checks are. They share a nonce, so that a round trip is seen. */
export const validationLineSchema = z.strictObject({
  key: keySchema,
  title: sentenceSchema,
  checks: z.array(checkSchema).min(1),
});

const spanSchema = z.strictObject({ from: minutesSchema, to: minutesSchema });

/** When each validation belongs, in minutes after the rollback. */
export const validationTimesSchema = z.strictObject({
  immediate: spanSchema,
  comprehensive: spanSchema,
  baseline: spanSchema,
});
export type ValidationTimes = z.infer<typeof validationTimesSchema>;

const criterionBase = { key: keySchema, group: z.enum(['technical', 'business']), title: sentenceSchema };

/** Measured by the machine where it can be; else ticked by a named person. */
export const criterionSchema = z.discriminatedUnion('measure', [
  z.strictObject({
    ...criterionBase,
    measure: z.enum(['endpoints-within-5s', 'queries-answer', 'uptime-above-99', 'person']),
  }),
  z.strictObject({
    ...criterionBase,
    measure: z.literal('log-without-critical'),
    /** Prints the end of the application's error log, each entry beginning with its time; it may take `{since}`. */
    command: keySchema,
    /** Words that make an entry critical, as they are written in the log. */
    critical: z.array(z.string().min(1)).min(1),
  }),
  z.strictObject({
    ...criterionBase,
    measure: z.literal('line'),
    /** The line of the comprehensive validation whose checks measure it. */
    line: keySchema,
  }),
]);
export type Criterion = z.infer<typeof criterionSchema>;
