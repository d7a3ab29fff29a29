import { expect, it } from 'vitest';
import { SIDE_STEP_STATES } from '@/lib/contracts/side-step';
import { openFor, sideStanding, tryWords } from './lock-wait-model';

const wait = { at: '2025-08-25T10:00:00.000Z', epoch: 1, attempt: 2, of: 5, pauseMs: null, blockers: [] };
const blocker = { seconds: 12 } as never;

it.each([
  [{ ...wait, blockers: [blocker] }, true, 'Try 2 of 5.'],
  [{ ...wait, pauseMs: 700, blockers: [blocker] }, true, /the next one comes/],
  [{ ...wait, of: 1, attempt: 1, blockers: [blocker] }, true, 'It waits.'],
  [{ ...wait, attempt: 5, blockers: [blocker] }, false, /no lock at any of 5 tries/],
  [wait, false, /can be tried again/],
])('says of %j (running: %s) how far the tries are', (given, isRunning, words) => {
  expect(tryWords(given, isRunning)).toMatch(words);
});

it('counts a transaction’s age on from when it was looked at', () => {
  expect(openFor({ seconds: 12 }, wait.at, Date.parse(wait.at) + 3_000)).toBe('15 s');
  expect(openFor({ seconds: null }, wait.at, Date.parse(wait.at))).toBeNull();
});

it('has a word of its own for every state of a side step', () => {
  const words = SIDE_STEP_STATES.map((state) => sideStanding({ state }).word);
  expect(new Set(words).size).toBe(SIDE_STEP_STATES.length);
});
