import { z } from 'zod';
import { approvalAskSchema } from './approval-need';
import { drillPlanSchema } from './drill-plan';
import { baselineSchema } from './runbook-benchmark';
import { checkSchema } from './runbook-checks';
import { channelSchema, contactSchema, escalationLevelSchema, messagesSchema } from './runbook-communication';
import { procedureSchema } from './runbook-procedure';
import { criterionSchema, validationLineSchema, validationTimesSchema } from './runbook-validation';
import { keySchema, minutesSchema, sentenceSchema, severitySchema } from './runbook-words';
import { signalKindSchema } from './signal';

// Others import every part of the form from here, so that a part can move to another file without them.
export { type Baseline, type BenchmarkQuery, baselineSchema } from './runbook-benchmark';
export { type Check, type Connect, checkSchema } from './runbook-checks';
export type {
  Channel,
  Contact,
  EscalationLevel,
  Messages,
  messagesSchema,
} from './runbook-communication';
export { type Condition, type Parameter, parameterSchema } from './runbook-parameters';
export { type Part, type Procedure, procedureSchema } from './runbook-procedure';
export type { ProcedureStep } from './runbook-steps';
export { type Criterion, criterionSchema, type ValidationTimes } from './runbook-validation';
export { type Role, roleSchema, type Severity, severitySchema } from './runbook-words';
export { type SignalKind, signalKindSchema } from './signal';

export const matrixRowSchema = z.strictObject({
  severity: severitySchema,
  /** The row as people read it. */
  when: sentenceSchema,
  /** Any of these makes the row apply; `above` is in the signal's unit (percent). */
  triggers: z
    .array(z.strictObject({ signal: signalKindSchema, above: z.number().optional(), sentence: sentenceSchema }))
    .min(1),
  /** Null: planned, in the next maintenance window. */
  respondMinutes: z.strictObject({ from: minutesSchema, to: minutesSchema }).nullable(),
  pace: sentenceSchema,
  approval: z.enum(['executive', 'team_lead', 'developer', 'standard']),
  /** What it takes beyond one person of those whom `approval` names. */
  approvers: approvalAskSchema.optional(),
});
export type MatrixRow = z.infer<typeof matrixRowSchema>;

/** The form of a runbook folder: `runbook.yaml`, and one file a procedure under `procedures/`. */
export const runbookSchema = z.strictObject({
  key: keySchema,
  title: sentenceSchema,
  label: sentenceSchema,
  dated: z.string().regex(/^\d{4}-\d{2}-\d{2}$/),
  nextReview: z.string().regex(/^\d{4}-\d{2}-\d{2}$/),
  owner: sentenceSchema,
  matrix: z.array(matrixRowSchema).length(4),
  contacts: z.array(contactSchema).min(1),
  channels: z.array(channelSchema).min(1),
  messages: messagesSchema,
  /** Absent in versions that were stored before it was asked for. */
  validation: validationTimesSchema.optional(),
  immediate: z.array(z.strictObject({ key: keySchema, check: checkSchema })).min(1),
  comprehensive: z.array(validationLineSchema).min(1),
  baseline: baselineSchema,
  criteria: z.array(criterionSchema).min(1),
  /** Levels 1 to 3, in order. */
  escalation: z.array(escalationLevelSchema).length(3),
  drills: drillPlanSchema,
});
/** The whole runbook as it is hashed and stored. */
export const runbookContentSchema = runbookSchema.extend({
  procedures: z.array(procedureSchema).min(1),
  sql: z.record(z.string(), z.string()),
});
export type RunbookContent = z.infer<typeof runbookContentSchema>;
