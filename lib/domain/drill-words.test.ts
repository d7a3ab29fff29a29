import { expect, it } from 'vitest';
import { drilledWords, isStale, type LastDrill } from './drill-words';

const NOW = new Date('2026-11-23T12:00:00Z');
const ago = (days: number, hours = 0): LastDrill => ({
  at: new Date(NOW.getTime() - (days * 24 + hours) * 3_600_000),
  tookMs: 228_000,
});
const cases: [LastDrill | null, string, boolean][] = [
  [null, 'never drilled', true],
  [ago(0, 2), 'drilled 2 hours ago in 3:48', false],
  [ago(1), 'drilled 1 day ago in 3:48', false],
  [ago(9, 5), 'drilled 9 days ago in 3:48', false],
  [ago(31, 23), 'drilled 31 days ago in 3:48', false],
  [ago(32), 'not drilled for 32 days', true],
  [ago(34, 3), 'not drilled for 34 days', true],
  [ago(400), 'not drilled for 400 days', true],
];
it.each(cases)('%j is told as "%s"', (last, words, stale) => {
  expect([drilledWords(last, NOW), isStale(last, NOW)]).toEqual([words, stale]);
});
