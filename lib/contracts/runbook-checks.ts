import { z } from 'zod';
import { keySchema, sentenceSchema, sqlFileSchema } from './runbook-words';

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
    file: sqlFileSchema,
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
      file: sqlFileSchema,
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
