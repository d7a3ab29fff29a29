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

export type HealthMark = { at: string; label: string; tone: 'neutral' | 'ok' | 'fail' | 'running' | 'unknown' };
