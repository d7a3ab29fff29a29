import { describe, expect, it } from 'vitest';
import { parseDuration, sliceTime, warmUpFor } from './benchmark-duration';
import { AppError } from './errors';

describe('a duration', () => {
  it.each([
    ['10', 600_000],
    ['10m', 600_000],
    [' 10 min ', 600_000],
    ['30s', 30_000],
    ['90 sec', 90_000],
    ['1.5', 90_000],
    ['0,5m', 30_000],
    ['1h', 3_600_000],
    ['60M', 3_600_000],
  ])('of %j is %i ms; a bare number is minutes', (text, ms) => {
    expect(parseDuration(text)).toBe(ms);
  });

  it.each(['', 'ten', '10 parsecs', '-5', '1e9', '4s', '61', '2h', '0', '10m 30s', 'Infinity'])(
    'of %j is refused in words',
    (text) => {
      const parse = () => parseDuration(text);
      expect(parse).toThrow(AppError);
      expect(parse).toThrow(/nothing was started/);
    },
  );
});

describe('the warm-up', () => {
  it.each([
    [5_000, 1_000],
    [30_000, 3_000],
    [600_000, 10_000],
    [3_600_000, 10_000],
  ])('of %i ms is %i ms', (duration, warmUp) => {
    expect(warmUpFor(duration)).toBe(warmUp);
  });
});

it.each([
  [30_000, 5, 6, 1000],
  [5_000, 5, 1, 1000],
  [5_000, 12, 1, 5_000 / 12],
  [600_000, 5, 120, 1000],
])('%i ms over %i queries is %i rounds of %i ms each', (duration, queries, rounds, sliceMs) => {
  expect(sliceTime(duration, queries)).toEqual({ rounds, sliceMs });
  expect(rounds * sliceMs * queries).toBeCloseTo(duration);
});
