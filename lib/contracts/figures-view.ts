import type { Severity } from './runbook';

/** Figures over time, as the page has them. Times in milliseconds. */
export const MEASURES = ['acknowledge', 'approve', 'restore'] as const;
export type Measure = (typeof MEASURES)[number];

/** One incident or drill; null: it did not come to that, or not yet. */
export type MeasuredIncident = {
  code: string;
  title: string;
  severity: Severity;
  isDrill: boolean;
  declaredAt: string;
  acknowledge: number | null;
  approve: number | null;
  restore: number | null;
  /** Whether the rollback began within the matrix's time; null where there is no limit, or none began. */
  isInTime: boolean | null;
};

export type FiguresFilter = {
  by: 'month' | 'week';
  severity: Severity | '';
  target: string;
  procedure: string;
};

export type Spread = { count: number; medianMs: number | null; worstMs: number | null };
/** One month or week: incidents, and drills beside them, never mixed. */
export type FiguresBucket = {
  /** "2026-11", or the week's Monday. */
  key: string;
  label: string;
  measures: Record<Measure, { incidents: Spread; drills: Spread }>;
  inTime: { kept: number; of: number };
};

export type FiguresView = {
  filter: FiguresFilter;
  /** What a manager has to know, in a sentence or two. */
  summary: string;
  totals: Record<Measure, { incidents: Spread; drills: Spread }>;
  inTime: { kept: number; of: number };
  buckets: FiguresBucket[];
  /** Newest first, up to a bound; `isCut`: there are more than these. */
  dots: MeasuredIncident[];
  isCut: boolean;
  from: string;
  to: string;
  choices: { targets: string[]; procedures: { key: string; title: string }[] };
};
