import { expect, it } from 'vitest';
import type { HealthSeries } from '@/lib/contracts/health-view';
import { buildSparkline, formatLatency, formatPercent, isStale, SPARK_HEIGHT } from './health-model';

const series = (rates: number[]): HealthSeries => ({
  from: '2026-11-22T14:00:00.000Z',
  to: '2026-11-22T14:10:00.000Z',
  bucketMs: 60_000,
  points: rates.map((errorRatePercent, i) => ({
    at: new Date(Date.parse('2026-11-22T14:00:00Z') + i * 60_000).toISOString(),
    errorRatePercent,
    p95Ms: 200,
    calls: 10,
  })),
});

it('says in words what the line shows', () => {
  const spark = buildSparkline(series([1, 2, 94]), (p) => p.errorRatePercent, 1, 10, formatPercent);
  expect(spark?.words).toBe('over the last 10 min: now 94 %, at most 94 %, usual 1 %');
});

it('keeps usual jitter flat: the top is never lower than its floor', () => {
  const spark = buildSparkline(series([0.5, 1.2]), (p) => p.errorRatePercent, 0.5, 10, formatPercent);
  const heights = (spark?.line.match(/,([\d.]+)/g) ?? []).map((each) => Number(each.slice(1)));
  expect(Math.min(...heights)).toBeGreaterThan(SPARK_HEIGHT / 2);
});

it('draws nothing from nothing', () => {
  expect(buildSparkline(series([]), (p) => p.errorRatePercent, 1, 10, formatPercent)).toBeNull();
});

it('writes figures as people read them', () => {
  expect([93.84, 100, 0, null].map(formatPercent)).toEqual(['93.8 %', '100 %', '0 %', '–']);
  expect([190, 1900, 12_300, null].map(formatLatency)).toEqual(['0.19 s', '1.9 s', '12 s', '–']);
});

it('knows an old figure', () => {
  const now = Date.parse('2026-11-22T14:10:00Z');
  expect(isStale('2026-11-22T14:09:30Z', now)).toBe(false);
  expect(isStale('2026-11-22T14:05:00Z', now)).toBe(true);
});
