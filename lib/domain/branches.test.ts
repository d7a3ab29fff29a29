import { describe, expect, test } from 'vitest';
import { isOnWay, takeBranch } from './branches';

describe('the branches that a run is on', () => {
  test.each([
    ['main', 'recommended', true],
    ['recommended', 'recommended', true],
    ['emergency', 'recommended', false],
    ['1.2/recommended', '4.1/stop 1.2/recommended', true],
    ['1.2/emergency', '4.1/stop 1.2/recommended', false],
  ])('a step of %s is on the way of a run on %s: %s', (branch, taken, isOn) => {
    expect(isOnWay(branch, taken)).toBe(isOn);
  });

  test.each([
    ['recommended', 'emergency', 'emergency'],
    ['4.1/stop 1.2/recommended', '1.2/emergency', '4.1/stop 1.2/emergency'],
    ['4.1/stop 1.2/recommended', 'finish', 'finish'],
  ])('from %s, taking %s leads to %s', (taken, next, after) => {
    expect(takeBranch(taken, next)).toBe(after);
  });
});
