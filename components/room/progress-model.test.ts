import { expect, it } from 'vitest';
import { progressOf } from './progress-model';

it('a step never claims to be done before it is', () => {
  const at = '2026-01-01T00:00:00Z';
  expect(progressOf(at, 10_000, Date.parse(at) + 5000)).toMatchObject({ words: '0:05 of about 0:10', isLate: false });
  const late = progressOf(at, 10_000, Date.parse(at) + 600_000);
  expect(late.percent).toBeLessThan(100);
  expect(late.words).toBe('10:00 of about 0:10, 9:50 longer');
});
