import { describe, expect, it } from 'vitest';
import { judgeUptime, LEAST_PROBES, uptimeStart } from './criteria-uptime';

describe('uptime', () => {
  const now = Date.parse('2026-11-23T12:00:00Z');
  const ago = (seconds: number) => now - seconds * 1000;
  it.each([
    [
      'from when users were well',
      { recoveredAt: ago(30), changedAt: ago(90) },
      ago(30),
      'users were well again, 30 s ago',
    ],
    ['from a change after that', { recoveredAt: ago(300), changedAt: ago(90) }, ago(90), 'last change, 1 min 30 s ago'],
    [
      'from the last change where users never were unwell',
      { recoveredAt: null, changedAt: ago(90) },
      ago(90),
      'change',
    ],
    ['from the declaration where nothing was run', { recoveredAt: null, changedAt: null }, ago(600), 'declaration'],
    ['over no more than 15 minutes', { recoveredAt: ago(7200), changedAt: ago(8000) }, ago(900), 'of the last 15 min'],
  ])('counts %s', (_name, given, at, words) => {
    const start = uptimeStart({ now, declaredAt: ago(600), ...given });
    expect(start.at).toBe(at);
    expect(start.words).toContain(words);
  });

  it.each([
    [0, 0, false, false],
    [LEAST_PROBES - 1, LEAST_PROBES - 1, false, false],
    [LEAST_PROBES, LEAST_PROBES, true, true],
    [100, 99, true, false],
    [201, 199, true, true],
    [5000, 4950, true, false],
  ])('of %i probes with %i answered', (calls, answered, isEnough, isOk) => {
    expect(judgeUptime(calls, answered)).toMatchObject({ isEnough, isOk });
  });

  it('is never rounded up to what it is not', () => {
    expect(judgeUptime(3000, 2969).saw).toBe('98.9 % of 3000');
    expect(judgeUptime(5, 5).saw).toContain('at least 20 are needed');
  });
});
