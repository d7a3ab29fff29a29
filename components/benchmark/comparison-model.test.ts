import { describe, expect, it } from 'vitest';
import type { Comparison, QueryFigures } from '@/lib/contracts/benchmark';
import { compareMetrics } from '@/lib/domain/benchmark-compare';
import { cellsOf, progressOf } from './comparison-model';
import { buildPlot, describePlot } from './comparison-plot-model';

const figures = (p50Ms: number): QueryFigures => ({
  count: 100,
  errors: 0,
  p50Ms,
  p95Ms: p50Ms * 2,
  p99Ms: p50Ms * 3,
  perSecond: 1000 / p50Ms,
});
const compare = (before: number, now: number, extra: Record<string, QueryFigures> = {}): Comparison =>
  compareMetrics(
    { measuredAt: '2026-11-01T00:00:00Z', queries: { a: figures(before) }, words: 'the kept baseline' },
    { measuredAt: '2026-11-23T00:00:00Z', queries: { a: figures(now), ...extra }, words: 'this benchmark' },
    {
      queries: [
        { key: 'a', title: 'Messages' },
        { key: 'b', title: 'Search' },
      ],
      regression: { percent: { p50: 25, p95: 25, p99: 50, perSecond: 25 }, leastMs: 2 },
    },
  );

describe('the plot', () => {
  it('has a row a compared query, its marks in order and inside the width', () => {
    const { rows, height } = buildPlot(compare(10, 40, { b: figures(5) }), 400);
    expect(rows.map((row) => [row.title, row.isRegression])).toEqual([['Messages', true]]);
    const { before, now } = rows[0] as (typeof rows)[0];
    for (const bar of [before, now]) {
      expect(bar.p50).toBeLessThan(bar.p95);
      expect(bar.p95).toBeLessThan(bar.p99);
      expect(bar.p50).toBeGreaterThan(0);
      expect(bar.p99).toBeLessThan(400);
    }
    expect(now.p50).toBeGreaterThan(before.p50);
    expect(height).toBeGreaterThan(0);
  });

  it('draws a doubling equally long wherever it is', () => {
    const { rows } = buildPlot(compare(10, 40), 400);
    const { before, now } = rows[0] as (typeof rows)[0];
    expect(now.p95 - now.p50).toBeCloseTo(before.p95 - before.p50, 5);
  });

  it('keeps its ticks apart, and survives figures of nothing and no width', () => {
    const { ticks } = buildPlot(compare(0.2, 9000), 400);
    for (const [index, tick] of ticks.entries())
      if (index > 0) expect(tick.x - (ticks[index - 1]?.x ?? 0)).toBeGreaterThanOrEqual(44);
    expect(buildPlot(compare(0, 0), 0).rows[0]?.before.p50).not.toBeNaN();
  });

  it('is told in words', () => {
    expect(describePlot(compare(10, 40))).toBe(
      'Times of 1 queries, the kept baseline against this benchmark. Messages: p95 20.0 ms before, 80.0 ms now.',
    );
  });
});

it('writes each figure with its change', () => {
  const { queries } = compare(10, 5);
  expect(cellsOf(queries[0]?.figures as never)).toMatchObject([
    { label: 'p50', before: '10.0 ms', now: '5.00 ms', change: '−50 %', isRegression: false },
    { label: 'p95' },
    { label: 'p99' },
    { label: 'throughput', before: '100/s', now: '200/s', change: '+100 %' },
  ]);
});

it.each([
  [null, 'waiting', 0],
  ['2026-11-23T12:00:00Z', 'warming up', 0.05],
  ['2026-11-23T11:59:25Z', 'measuring', 0.4],
  ['2026-11-23T11:58:00Z', 'finishing', 1],
])('a benchmark that started at %s is %s', (startedAt, phase, share) => {
  const now = Date.parse('2026-11-23T12:00:05Z');
  const progress = progressOf({ startedAt, warmUpMs: 10_000, durationMs: 90_000 }, now);
  expect(progress.phase).toBe(phase);
  expect(progress.share).toBeCloseTo(share);
});
