import { describe, expect, it } from 'vitest';
import { isHealthy, slowdownPercent } from './health';

describe('the slowdown', () => {
  it.each([
    [100, 0],
    [200, 100],
    [400, 300],
    [406, 306],
    [50, 0],
    [0, 0],
  ])('of a p95 of %s ms against 100 ms is %s %%', (p95Ms, percent) => {
    expect(slowdownPercent(p95Ms, 100)).toBe(percent);
  });
});

describe('users are well', () => {
  const baseline = { errorRatePercent: 0.5, p95Ms: 100 };
  it.each([
    ['as usual', 0.5, 100, true],
    ['with one percent more failing than usual', 1.5, 100, true],
    ['with more than that', 1.51, 100, false],
    ['at twice the usual time and what a probe wobbles', 0, 250, true],
    ['slower than that', 0, 251, false],
    ['fast, and failing all the same', 100, 1, false],
  ])('%s: %s %% fail, p95 %s ms: %s', (_, errorRatePercent, p95Ms, isWell) => {
    expect(isHealthy({ errorRatePercent, p95Ms }, baseline)).toBe(isWell);
  });
});
