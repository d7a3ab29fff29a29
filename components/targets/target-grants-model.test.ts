import { expect, it } from 'vitest';
import type { GrantAdvice, Lack } from '@/lib/contracts/grants';
import { allStatements, grantsWords } from './target-grants-model';

const lack = (key: string, isNeeded: boolean): Lack => ({ key, sentence: '', statements: [`GRANT ${key};`], isNeeded });
const advice = (over: Partial<GrantAdvice>): GrantAdvice => ({
  at: '2026-01-01T00:00:00Z',
  role: 'rollback',
  database: 'replyx',
  isSuperuser: false,
  lacks: [],
  unknown: [],
  ...over,
});

it.each<[state: string, over: Partial<GrantAdvice>, words: RegExp]>([
  ['has all', {}, /has what the runbook's procedures need/],
  ['lacks what only helps', { lacks: [lack('a', false)] }, /would see or may do less/],
  ['lacks one right', { lacks: [lack('a', true), lack('b', false)] }, /lacks one right without/],
  ['lacks several', { lacks: [lack('a', true), lack('b', true)] }, /lacks 2 rights/],
  ['is a superuser', { isSuperuser: true, lacks: [lack('superuser', false)] }, /can do everything/],
])('a role that %s is said so', (_, over, words) => {
  expect(grantsWords(advice(over))).toMatch(words);
});

it('all statements are copied in their order', () => {
  expect(allStatements(advice({ lacks: [lack('a', true), lack('b', false)] }))).toBe('GRANT a;\nGRANT b;');
});
