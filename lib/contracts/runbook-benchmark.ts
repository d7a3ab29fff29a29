import { z } from 'zod';
import { keySchema, sentenceSchema, sqlFileSchema } from './runbook-words';

export const benchmarkQuerySchema = z.strictObject({
  key: keySchema,
  title: sentenceSchema,
  file: sqlFileSchema,
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
