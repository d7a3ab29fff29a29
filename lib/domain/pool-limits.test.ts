import { describe, expect, it } from 'vitest';
import { judgePeak, judgePoolNow, type PoolLimits, poolAllows } from './pool-limits';

const limits = (over: Partial<PoolLimits> = {}): PoolLimits => ({
  pool: { size: 10, overflow: 20 },
  processes: 2,
  used: 12,
  usable: 77,
  peak: 5,
  looks: 8,
  ...over,
});

it.each([
  [{ size: 10, overflow: 20 }, 2, 60],
  [{ size: 0, overflow: 20 }, 2, Number.POSITIVE_INFINITY],
  [{ size: 10, overflow: -1 }, 2, Number.POSITIVE_INFINITY],
  [{ size: null, overflow: 20 }, 2, null],
])('a pool of %j in %i processes may open %s', (pool, processes, count) => {
  expect(poolAllows(pool, processes)).toBe(count);
});

describe('the pool as it is', () => {
  // biome-ignore format: a table reads by its rows
  const rows: [over: Partial<PoolLimits>, sentence: string][] = [
    [{}, '12 of 77 connections are open now. The pool of 2 processes may open up to 60.'],
    [{ processes: 4 }, '12 of 77 connections are open now. The pool of 4 processes may open up to 120, more than there are: so they run out.'],
    [{ pool: { size: 0, overflow: 0 } }, '12 of 77 connections are open now. The pool sets itself no limit.'],
    [{ pool: { size: null, overflow: 0 } }, '12 of 77 connections are open now. How many the pool may open is not written as a number.'],
  ];
  it.each(rows)('%j', (over, sentence) => {
    expect(judgePoolNow(limits(over))).toEqual({ verdict: 'ok', sentence });
  });
});

it.each([
  [5, 'ok'],
  [61, 'ok'],
  [62, 'warn'],
  [76, 'warn'],
  [77, 'block'],
])('%i connections at work at the same moment of 77: %s', (peak, verdict) => {
  expect(judgePeak(limits({ peak })).verdict).toBe(verdict);
});
