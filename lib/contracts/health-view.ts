/** The last half minute of probes against the baseline. */
export type HealthSummary = {
  errorRatePercent: number | null;
  p95Ms: number | null;
  /** How much slower than the baseline, in percent: 0 is as usual, 300 is four times as slow. */
  slowdownPercent: number | null;
  baselineErrorRatePercent: number;
  baselineP95Ms: number;
  calls: number;
  /** Of the newest sample; null: never probed. */
  measuredAt: string | null;
  failingEndpoints: { endpoint: string; title: string; sentence: string }[];
};

export type HealthPoint = { at: string; errorRatePercent: number; p95Ms: number; calls: number };

export type HealthSeries = { from: string; to: string; bucketMs: number; points: HealthPoint[] };

/** What a mark is of: a change to the target, a message to people, or another turn of the incident. */
export type HealthMarkKind = 'turn' | 'change' | 'message';

export type HealthMark = {
  /** Of the event, which is also the id of its line in the timeline. */
  id: string;
  at: string;
  kind: HealthMarkKind;
  label: string;
  tone: 'neutral' | 'ok' | 'fail' | 'running' | 'unknown';
  /** What happened, in the timeline's words. */
  what: string;
  /** Who did it; empty where nobody did. */
  by: string;
};
