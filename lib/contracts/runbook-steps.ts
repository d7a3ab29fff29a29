import { z } from 'zod';
import { approvalAskSchema } from './approval-need';
import { checkSchema, connectSchema } from './runbook-checks';
import { whenSchema } from './runbook-parameters';
import { keySchema, sentenceSchema, sqlFileSchema } from './runbook-words';

const stepBase = {
  key: keySchema,
  title: sentenceSchema,
  /** The button: a plain verb and its object. */
  verb: sentenceSchema,
  /** What happens and what users may notice, in one or two sentences. */
  about: sentenceSchema,
  estimateSeconds: z.number().positive(),
  timeoutSeconds: z
    .number()
    .positive()
    .max(4 * 3600),
  /** In words, beside the postcondition that the machine checks. */
  worksWhen: sentenceSchema,
  undo: sentenceSchema,
  /** What users of the system notice while it runs and after; without it the screens say what the statement implies. */
  usersNotice: sentenceSchema.optional(),
  /** Looked at in the moment before: where one of them does not hold, the step is not needed and nothing is run. */
  onlyIf: z.array(checkSchema).optional(),
  /** A fact of the preflight without which there is nothing to do: then the plan leaves the step out and says why. */
  needsFact: z.string().optional(),
  /** What must hold in the moment before: where it does not, the step fails and nothing is run. */
  precondition: z.array(checkSchema).optional(),
  postcondition: z.array(checkSchema).default([]),
  /** Runs even where its postcondition holds already: what an interrupted try leaves can look like the whole. */
  alwaysRuns: z.boolean().optional(),
  /** What approving a plan with this step takes beyond what the severity does. */
  approval: approvalAskSchema.optional(),
  /** Branches offered when this step fails. */
  alternatives: z.array(keySchema).default([]),
  /** The step is in the plan only where the parameter has this value. */
  when: whenSchema,
  /** The part of the procedure that the step belongs to, for people who read a long plan. */
  group: sentenceSchema.optional(),
  /** A tool of the target without which the step cannot run, and what the plan does then. */
  needs: z.strictObject({ tool: keySchema, otherwise: z.enum(['skip', 'block']) }).optional(),
};

/**
 * Where a command runs that is to run on every host of a role: the one named here, else the one that the target's binding
 * names. Rolling takes one host after the other and stops at the first that fails. Left out, it is rolling.
 */
const fanOutSchema = z.strictObject({
  role: keySchema.optional(),
  order: z.enum(['rolling', 'together']).default('rolling'),
});

const progressSchema = z.strictObject({
  file: sqlFileSchema,
  connect: connectSchema.optional(),
  parameters: z.record(z.string(), z.string()).default({}),
});

export const stepSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    ...stepBase,
    kind: z.literal('sql'),
    effect: z.enum(['read', 'change', 'irreversible']),
    connect: connectSchema.optional(),
    file: sqlFileSchema,
    parameters: z.record(z.string(), z.string()).default({}),
    /** How long it may wait for a lock, 2 s without it. More only where nobody queues up behind the statement. */
    lockTimeoutSeconds: z.number().positive().max(600).optional(),
    /** How often it is tried in all where the lock is not free in that time; 5 without it, 1 where it may wait long. */
    lockTries: z.int().min(1).max(20).optional(),
    /** A fact with the time that the same statement took in the preflight, in ms: both are shown side by side. */
    timedBefore: z.string().optional(),
  }),
  z.strictObject({
    ...stepBase,
    kind: z.literal('command'),
    effect: z.enum(['read', 'change', 'irreversible']),
    command: keySchema,
    arguments: z.record(z.string(), z.string()).default({}),
    on: fanOutSchema.optional(),
    /** What it reads from its standard input, such as a patch; without it there is nothing to read. */
    input: z.string().min(1).optional(),
    /** Asked again and again while the command runs; the first column of its first row is shown as progress. */
    progress: progressSchema.optional(),
  }),
  z.strictObject({
    ...stepBase,
    kind: z.literal('script'),
    effect: z.enum(['read', 'change', 'irreversible']),
    /** A key of the target's `places`: the host, the folder and the environment that the script gets. */
    place: keySchema,
    on: fanOutSchema.optional(),
    /** Run by bash -euo pipefail as it stands. Nothing is put into it: values come through the environment. */
    text: z.string().min(1),
    /** Variable to its value, in which `{name}` is replaced. */
    parameters: z.record(z.string(), z.string()).default({}),
    /** Variables that the place has to give, such as PGPASSFILE; the only way for a secret. */
    variables: z.array(z.string()).default([]),
    /** Folders in which it writes and deletes. Nowhere else. */
    folders: z.array(z.string()).default([]),
  }),
  z.strictObject({
    ...stepBase,
    kind: z.literal('http'),
    effect: z.literal('read'),
    endpoints: z.array(keySchema).min(1),
  }),
  z.strictObject({
    ...stepBase,
    kind: z.literal('manual'),
    effect: z.enum(['read', 'change']),
    instruction: sentenceSchema,
  }),
]);
export type ProcedureStep = z.infer<typeof stepSchema>;
