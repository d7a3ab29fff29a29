import { describe, expect, it } from 'vitest';
import type { QueryFigures } from '@/lib/contracts/benchmark';
import { compareMetrics } from './benchmark-compare';

const RULES = {
  queries: [
    { key: 'a', title: 'Messages' },
    { key: 'b', title: 'Assistants' },
  ],
  regression: { percent: { p50: 25, p95: 25, p99: 50, perSecond: 25 }, leastMs: 2 },
};
const figures = (over: Partial<QueryFigures> = {}): QueryFigures => ({
  count: 1000,
  errors: 0,
  p50Ms: 10,
  p95Ms: 20,
  p99Ms: 40,
  perSecond: 100,
  ...over,
});
const metrics = (queries: Record<string, QueryFigures>, words = 'it') => ({
  measuredAt: '2026-11-23T12:00:00.000Z',
  queries,
  words,
});
const compare = (before: Record<string, QueryFigures>, now: Record<string, QueryFigures>) =>
  compareMetrics(metrics(before, 'before'), metrics(now, 'now'), RULES);

describe('a comparison', () => {
  it.each<[name: string, now: Partial<QueryFigures>, regressions: string[]]>([
    ['the same', {}, []],
    ['faster', { p50Ms: 1, p95Ms: 2, p99Ms: 3, perSecond: 900 }, []],
    ['slower within the threshold', { p50Ms: 12.5, p95Ms: 25, p99Ms: 60, perSecond: 75 }, []],
    ['a slower p50', { p50Ms: 12.6 }, ['Messages p50 is 26 % higher (12.6 ms against 10.0 ms)']],
    ['a slower p95', { p95Ms: 40 }, ['Messages p95 is 100 % higher (40.0 ms against 20.0 ms)']],
    ['a slower p99', { p99Ms: 61 }, ['Messages p99 is 53 % higher (61.0 ms against 40.0 ms)']],
    [
      'less throughput with slower answers',
      { p50Ms: 30, perSecond: 40 },
      ['Messages p50 is 200 % higher (30.0 ms against 10.0 ms), throughput is 60 % lower (40 against 100 a second)'],
    ],
    ['errors', { errors: 3 }, ['Messages failed 3 times']],
  ])('of %s', (_name, over, regressions) => {
    const { queries, isRegression } = compare({ a: figures() }, { a: figures(over) });
    expect(queries[0]?.regressions).toEqual(regressions);
    expect(isRegression).toBe(regressions.length > 0);
  });

  it('takes a difference of less than two milliseconds for a wobble, whatever its percentage', () => {
    const before = figures({ p50Ms: 0.2, p95Ms: 0.4, p99Ms: 0.9, perSecond: 5000 });
    const now = figures({ p50Ms: 0.9, p95Ms: 1.9, p99Ms: 2.8, perSecond: 900 });
    expect(compare({ a: before }, { a: now }).isRegression).toBe(false);
    expect(compare({ a: before }, { a: { ...now, p95Ms: 2.5 } }).queries[0]?.regressions).toEqual([
      'Messages p95 is 525 % higher (2.50 ms against 0.40 ms), throughput is 82 % lower (900 against 5000 a second)',
    ]);
  });

  it.each([
    [99, { p99Ms: 400 }, false],
    [100, { p99Ms: 400 }, true],
    [19, { p95Ms: 200 }, false],
    [20, { p95Ms: 200 }, true],
    [9, { p50Ms: 100, perSecond: 1 }, false],
  ])('of %i answers with %o is judged only where they are enough', (count, over, isRegression) => {
    expect(compare({ a: figures({ count }) }, { a: figures(over) }).isRegression).toBe(isRegression);
  });

  it('names in one sentence what got worse, and what could not be compared', () => {
    const { sentence } = compare({ a: figures() }, { a: figures({ p95Ms: 50 }), b: figures() });
    expect(sentence).toBe(
      'Worse than the baseline: Messages p95 is 150 % higher (50.0 ms against 20.0 ms). Not compared: Assistants: not in the baseline.',
    );
    expect(compare({ a: figures(), b: figures() }, { a: figures(), b: figures() }).sentence).toBe(
      'All 2 queries that were compared are within the thresholds.',
    );
  });

  it.each<[string, Record<string, QueryFigures>, Record<string, QueryFigures>]>([
    ['not measured', {}, {}],
    ['not in the baseline', {}, { a: figures() }],
    ['not measured this time', { a: figures() }, {}],
    ['no answer in the baseline', { a: figures({ count: 0 }) }, { a: figures() }],
    ['no answer this time', { a: figures() }, { a: figures({ count: 0, errors: 9 }) }],
  ])('says of a query that it was %s', (missing, before, now) => {
    expect(compare(before, now).queries[0]).toMatchObject({ key: 'a', figures: null, missing });
  });

  it('keeps both figures and the difference in percent', () => {
    const { queries } = compare({ a: figures() }, { a: figures({ p50Ms: 9, perSecond: 110 }) });
    expect(queries[0]?.figures).toMatchObject({
      p50: { before: 10, now: 9, percent: -10, isRegression: false },
      perSecond: { before: 100, now: 110, percent: 10, isRegression: false },
    });
  });
});
