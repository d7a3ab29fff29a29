/** How much slower than the baseline, in percent: 0 as usual, 300 four times as slow. Never negative. */
export function slowdownPercent(p95Ms: number, baselineP95Ms: number): number {
  return Math.max(0, Math.round((p95Ms / baselineP95Ms - 1) * 100));
}

/** Users are well: hardly a call fails beyond the usual, and p95 is within twice the baseline plus what a probe wobbles. */
export function isHealthy(
  now: { errorRatePercent: number; p95Ms: number },
  baseline: { errorRatePercent: number; p95Ms: number },
): boolean {
  return now.errorRatePercent <= baseline.errorRatePercent + 1 && now.p95Ms <= baseline.p95Ms * 2 + 50;
}
