import { z } from 'zod';
import { drillPlanSchema } from './drill-plan';
import { signalKindSchema } from './signal';

export { type SignalKind, signalKindSchema } from './signal';

/** The form of a runbook folder: `runbook.yaml`, and one file a procedure under `procedures/`. */
const keySchema = z.string().regex(/^[a-z][a-z0-9-]*$/, 'use lower-case letters, digits and hyphens');
const sentenceSchema = z.string().trim().min(1);
const minutesSchema = z
  .number()
  .min(0)
  .max(24 * 60);

export const severitySchema = z.enum(['critical', 'high', 'medium', 'low']);
export type Severity = z.infer<typeof severitySchema>;

export const roleSchema = z.enum(['engineer', 'team_lead', 'executive', 'manager', 'administrator']);
export type Role = z.infer<typeof roleSchema>;

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
});
export type MatrixRow = z.infer<typeof matrixRowSchema>;

export const contactSchema = z.strictObject({
  key: keySchema,
  name: sentenceSchema,
  notifiedFor: sentenceSchema,
  /** Which incidents they hear of, as data. */
  when: z.strictObject({
    always: z.boolean().optional(),
    procedures: z.array(z.string()).optional(),
    severities: z.array(severitySchema).optional(),
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

/**
 * Where a statement runs. `maintenance`: the cluster's own database, for what cannot be done from inside the one that is
 * rolled back, such as giving it another name. Or another database of the same cluster by its name.
 */
export const connectSchema = z.union([z.enum(['target', 'maintenance']), z.strictObject({ database: z.string() })]);
export type Connect = z.infer<typeof connectSchema>;

/** A machine check. `{name}` in a value is replaced by a parameter, once, as a whole value or inside words for display. */
export const checkSchema = z.discriminatedUnion('check', [
  z.strictObject({
    check: z.literal('sql'),
    title: sentenceSchema,
    file: z.string().regex(/^[a-z0-9-]+\/[a-z0-9-]+\.sql$/),
    connect: connectSchema.optional(),
    parameters: z.record(z.string(), z.string()).default({}),
    /**
     * First column of the first row, as text; or how many rows. `isLater`: that column is a time, and a later one than in
     * the moment before the step.
     */
    expect: z.union([
      z.strictObject({ value: z.string() }),
      z.strictObject({ rows: z.int().min(0) }),
      z.strictObject({ isLater: z.literal(true) }),
    ]),
    /** How long it is looked at again; without it once. */
    withinSeconds: z.number().positive().optional(),
  }),
  z.strictObject({
    /** What the step's own statement answered. */
    check: z.literal('answer'),
    title: sentenceSchema,
    expect: z.strictObject({ columns: z.array(z.string()).min(1).optional(), minRows: z.int().min(0) }),
  }),
  z.strictObject({
    check: z.literal('command'),
    title: sentenceSchema,
    command: keySchema,
    arguments: z.record(z.string(), z.string()).default({}),
    /** For a look that takes its time, such as one that reads a whole backup. */
    timeoutSeconds: z.number().positive().optional(),
    expect: z.union([
      z.strictObject({ stdout: z.string() }),
      z.strictObject({ stdoutContains: z.string() }),
      /** SHA-256 of the lines in alphabetical order: for a list that has no order of its own. */
      z.strictObject({ linesDigest: z.string() }),
      z.strictObject({ exitCode: z.int() }),
    ]),
  }),
  z.strictObject({
    check: z.literal('http'),
    title: sentenceSchema,
    endpoint: keySchema,
    withinSeconds: z.number().positive().default(20),
  }),
  z.strictObject({
    /** pm2's list must show the process online and started after the step began: pm2's own "success" is not proof. */
    check: z.literal('process-restarted'),
    title: sentenceSchema,
    command: keySchema,
    process: z.string().min(1),
    withinSeconds: z.number().positive().default(20),
  }),
  z.strictObject({
    /** All that pm2 lists, whatever the names. */
    check: z.literal('processes'),
    title: sentenceSchema,
    command: keySchema,
    expect: z.enum(['all-online', 'all-stopped']),
  }),
  z.strictObject({
    /** Exact processes, each by its id and start time, in a list as ps prints it. */
    check: z.literal('exact-processes'),
    title: sentenceSchema,
    command: keySchema,
    expect: z.union([
      z.strictObject({ running: z.string() }),
      z.strictObject({ gone: z.string() }),
      /** Each is gone or is still itself: no id has passed on to another process. */
      z.strictObject({ unmixed: z.string() }),
      /** Any process at all that runs one of these scripts. */
      z.strictObject({ scripts: z.array(z.string()).min(1) }),
    ]),
    withinSeconds: z.number().positive().optional(),
  }),
  z.strictObject({
    /** Two looks at the same thing: a number that the database counts, and one that a command counts; nothing counts as 0. */
    check: z.literal('compare'),
    title: sentenceSchema,
    counted: z.strictObject({
      check: z.literal('sql'),
      file: z.string().regex(/^[a-z0-9-]+\/[a-z0-9-]+\.sql$/),
      parameters: z.record(z.string(), z.string()).default({}),
    }),
    against: z.strictObject({
      check: z.literal('command'),
      command: keySchema,
      arguments: z.record(z.string(), z.string()).default({}),
    }),
    expect: z.enum(['equal', 'at-least']),
  }),
]);
export type Check = z.infer<typeof checkSchema>;

/** A part of a procedure that is there only where a parameter, or for a step a fact of the preflight, has this value. */
export const conditionSchema = z.strictObject({ parameter: z.string(), equals: z.string() });
export type Condition = z.infer<typeof conditionSchema>;
/** Several hold together. */
const whenSchema = z.union([conditionSchema, z.array(conditionSchema)]).optional();

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
  /** Looked at in the moment before: where one of them does not hold, the step is not needed and nothing is run. */
  onlyIf: z.array(checkSchema).optional(),
  /** A fact of the preflight without which there is nothing to do: then the plan leaves the step out and says why. */
  needsFact: z.string().optional(),
  /** What must hold in the moment before: where it does not, the step fails and nothing is run. */
  precondition: z.array(checkSchema).optional(),
  postcondition: z.array(checkSchema).default([]),
  /** Runs even where its postcondition holds already: what an interrupted try leaves can look like the whole. */
  alwaysRuns: z.boolean().optional(),
  /** Branches offered when this step fails. */
  alternatives: z.array(keySchema).default([]),
  /** The step is in the plan only where the parameter has this value. */
  when: whenSchema,
  /** The part of the procedure that the step belongs to, for people who read a long plan. */
  group: sentenceSchema.optional(),
  /** A tool of the target without which the step cannot run, and what the plan does then. */
  needs: z.strictObject({ tool: keySchema, otherwise: z.enum(['skip', 'block']) }).optional(),
};

const progressSchema = z.strictObject({
  file: z.string().regex(/^[a-z0-9-]+\/[a-z0-9-]+\.sql$/),
  connect: connectSchema.optional(),
  parameters: z.record(z.string(), z.string()).default({}),
});

export const stepSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    ...stepBase,
    kind: z.literal('sql'),
    effect: z.enum(['read', 'change', 'irreversible']),
    connect: connectSchema.optional(),
    file: z.string().regex(/^[a-z0-9-]+\/[a-z0-9-]+\.sql$/),
    parameters: z.record(z.string(), z.string()).default({}),
    /** How long it may wait for a lock, 2 s without it. More only where nobody queues up behind the statement. */
    lockTimeoutSeconds: z.number().positive().max(600).optional(),
    /** A fact with the time that the same statement took in the preflight, in ms: both are shown side by side. */
    timedBefore: z.string().optional(),
  }),
  z.strictObject({
    ...stepBase,
    kind: z.literal('command'),
    effect: z.enum(['read', 'change', 'irreversible']),
    command: keySchema,
    arguments: z.record(z.string(), z.string()).default({}),
    /** What it reads from its standard input, such as a patch; without it there is nothing to read. */
    input: z.string().min(1).optional(),
    /** Asked again and again while the command runs; the first column of its first row is shown as progress. */
    progress: progressSchema.optional(),
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

export const parameterSchema = z.strictObject({
  key: z.string().regex(/^[a-z][a-z0-9_]*$/),
  title: sentenceSchema,
  help: sentenceSchema,
  type: z.discriminatedUnion('kind', [
    /** One of what a binding of the target lists: commits, Alembic's revisions, backups. */
    z.strictObject({ kind: z.enum(['commit', 'revision', 'backup']), choicesFrom: keySchema }),
    z.strictObject({
      kind: z.literal('choice'),
      choices: z
        .array(
          z.strictObject({
            value: z.string(),
            title: sentenceSchema,
            /** Means the target's next maintenance window, which is shown with it. */
            isWindow: z.boolean().optional(),
          }),
        )
        .min(2),
    }),
  ]),
  default: z.string().optional(),
  /** Asked for only then. */
  when: whenSchema,
});
export type Parameter = z.infer<typeof parameterSchema>;

/** Another procedure that this one is made of, and the branch of it that is taken. */
export const partSchema = z.strictObject({
  procedure: z.string(),
  branch: keySchema,
  phase: z.int().min(1).max(5),
  when: whenSchema,
  /** Parameters of the part that are not asked for: here they always have this value. */
  fixed: z.record(z.string(), z.string()).default({}),
  /** What the parts before it will have left by then, which its looks take for what is there. Nothing where unknown. */
  given: z.strictObject({ alembic_revision: sentenceSchema }).optional(),
});
export type Part = z.infer<typeof partSchema>;

export const procedureSchema = z.strictObject({
  key: z.string().regex(/^\d+\.\d+$/),
  title: sentenceSchema,
  phase: z.int().min(1).max(5),
  level: z.int().min(1).max(3).optional(),
  summary: sentenceSchema,
  risk: sentenceSchema,
  estimateMinutes: z.strictObject({ from: minutesSchema, to: minutesSchema, isOurs: z.boolean().default(false) }),
  /** Signals that this procedure usually mends; 1 is the first thing to try. */
  /** It cuts people off, so a plan is made for the target's maintenance window, or says that it runs outside of it. */
  needsWindow: z.boolean().optional(),
  fits: z.array(z.strictObject({ signal: signalKindSchema, rank: z.int().min(1), because: sentenceSchema })),
  parameters: z.array(parameterSchema).default([]),
  /** In the order in which they are rolled back; written out when the runbook is loaded (lib/domain/expand-procedure.ts). */
  parts: z.array(partSchema).optional(),
  /** The branch a plan starts on, chosen when planning; each alternative is planned along with the first. */
  branches: z
    .array(
      z.strictObject({
        key: keySchema,
        title: sentenceSchema,
        about: sentenceSchema,
        needs: keySchema.optional(),
        /** Takes back what the run has done so far: part of every plan, and offered whenever the run waits. */
        isWayBack: z.boolean().optional(),
        /** Not to begin with: offered by a step only. */
        isAlternativeOnly: z.boolean().optional(),
      }),
    )
    .min(1),
  /** Looks taken before approval (lib/server/runs/preflight/): the key of each look and its arguments. */
  preflight: z
    .array(
      z.strictObject({
        look: keySchema,
        arguments: z.record(z.string(), z.union([z.string(), z.array(z.string())])).default({}),
        when: whenSchema,
        /** The part whose parameters and branch the look is taken with. */
        part: z.string().optional(),
      }),
    )
    .min(1),
  steps: z.array(z.strictObject({ branch: keySchema.optional(), step: stepSchema })).min(1),
  /** Where the guide is wrong and what the console does about it. */
  notes: z.array(sentenceSchema).default([]),
  /** Left open by the procedure and carried into the report. */
  followUps: z
    .array(
      z.strictObject({
        when: z
          .strictObject({
            branch: keySchema.optional(),
            parameter: z.string().optional(),
            equals: z.string().optional(),
          })
          .optional(),
        text: sentenceSchema,
      }),
    )
    .default([]),
});
export type Procedure = z.infer<typeof procedureSchema>;

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

/** One line of the comprehensive validation: OK where all its checks are. They share a nonce, so that a round trip is seen. */
export const validationLineSchema = z.strictObject({
  key: keySchema,
  title: sentenceSchema,
  checks: z.array(checkSchema).min(1),
});
export type ValidationLine = z.infer<typeof validationLineSchema>;

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

export const benchmarkQuerySchema = z.strictObject({
  key: keySchema,
  title: sentenceSchema,
  file: z.string().regex(/^[a-z0-9-]+\/[a-z0-9-]+\.sql$/),
  parameters: z.record(z.string(), z.string()).default({}),
  /** A function of the application that the query calls: where the database has none, the query is left out. */
  function: z.string().min(1).optional(),
});
export type BenchmarkQuery = z.infer<typeof benchmarkQuerySchema>;

/** The benchmark: which queries are timed, for how long unless somebody says otherwise, and what counts as a regression. */
export const baselineSchema = z.strictObject({
  minutes: z.number().positive().max(60),
  /** Each query runs over this many connections at once. */
  connections: z.int().min(1).max(8),
  queries: z.array(benchmarkQuerySchema).min(1),
  regression: z.strictObject({
    /** Slower than before by more than so many percent; for perSecond: fewer. */
    percent: z.strictObject({
      p50: z.number().positive(),
      p95: z.number().positive(),
      p99: z.number().positive(),
      perSecond: z.number().positive(),
    }),
    /** A difference below this is what a busy machine's timing wobbles by, whatever its percentage. */
    leastMs: z.number().min(0),
  }),
});
export type Baseline = z.infer<typeof baselineSchema>;

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
