import { z } from 'zod';
import type { AllowedAction } from './views';

/** What one query did in one benchmark. Times in milliseconds, `perSecond` over all its connections together. */
export const queryFiguresSchema = z.object({
  count: z.int().min(0),
  errors: z.int().min(0),
  p50Ms: z.number().min(0),
  p95Ms: z.number().min(0),
  p99Ms: z.number().min(0),
  perSecond: z.number().min(0),
  /** What the first error said. */
  firstError: z.string().optional(),
});
export type QueryFigures = z.infer<typeof queryFiguresSchema>;

/** A set of figures as it is kept in a file (`pre_optimization_metrics.json`, `current_metrics.json`) and in the store. */
export const metricsSchema = z.object({
  measuredAt: z.iso.datetime({ offset: true }),
  queries: z.record(z.string(), queryFiguresSchema),
});
export type Metrics = z.infer<typeof metricsSchema>;

export type BenchmarkState = 'queued' | 'running' | 'done' | 'failed' | 'cancelled';
export type Figure = 'p50' | 'p95' | 'p99' | 'perSecond';
export type ComparedFigure = { before: number; now: number; percent: number; isRegression: boolean };
export type ComparedQuery = {
  key: string;
  title: string;
  /** Null where one of the two has no such query, or has no answer of it. */
  figures: Record<Figure, ComparedFigure> | null;
  /** Why there are none, in words; empty else. */
  missing: string;
  /** In sentences; empty where nothing got worse. */
  regressions: string[];
};
export type Comparison = {
  before: { words: string; measuredAt: string };
  now: { words: string; measuredAt: string };
  queries: ComparedQuery[];
  isRegression: boolean;
  /** The outcome in one sentence, with every regression by name. */
  sentence: string;
};

export type BenchmarkView = {
  id: string;
  state: BenchmarkState;
  isBaseline: boolean;
  durationMs: number;
  warmUpMs: number;
  askedBy: string;
  askedAt: string;
  startedAt: string | null;
  finishedAt: string | null;
  /** The incident that it was run in. */
  incidentCode: string | null;
  queries: { key: string; title: string; figures: QueryFigures }[];
  error: string;
  actions: AllowedAction[];
};

export type BenchmarksView = {
  at: string;
  target: { key: string; name: string };
  /** The one that waits or runs; there is never more than one. */
  running: BenchmarkView | null;
  /** Newest first. */
  past: BenchmarkView[];
  /** What others are compared with: a benchmark that somebody kept, or the figures of the target's file. */
  baseline: { words: string; measuredAt: string; benchmarkId: string | null } | null;
  /** The newest one that is done against the baseline; null where there is one of the two only. */
  comparison: Comparison | null;
  defaultMinutes: number;
  connections: number;
  queries: { key: string; title: string }[];
  actions: AllowedAction[];
};
