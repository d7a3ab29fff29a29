import { describe, expect, it } from 'vitest';
import {
  concurrentIndexOf,
  lockRetriesFor,
  lockWords,
  pauseBeforeRetry,
  type SeenIndex,
  USUAL_RETRIES,
  whyNotRepeat,
} from './lock-retries';

const plenty = { random: 1, leftMs: 1_000_000, lockTimeoutMs: 2_000 };

describe('a statement that got no lock', () => {
  it.each([
    [1, 500],
    [2, 1_000],
    [3, 2_000],
    [4, 4_000],
    [5, null],
    [9, null],
  ])('after try %i waits at most %s ms before the next', (attempt, pause) => {
    expect(pauseBeforeRetry(USUAL_RETRIES, attempt, plenty)).toBe(pause);
  });

  it.each([
    [0, 250],
    [0.5, 375],
    [1, 500],
  ])('leaves half of the pause to chance (%d)', (random, pause) => {
    expect(pauseBeforeRetry(USUAL_RETRIES, 1, { ...plenty, random })).toBe(pause);
  });

  it('is not tried again where the step has no time left to wait for the lock', () => {
    expect(pauseBeforeRetry(USUAL_RETRIES, 1, { ...plenty, leftMs: 2_499 })).toBeNull();
    expect(pauseBeforeRetry(USUAL_RETRIES, 1, { ...plenty, leftMs: 2_500 })).toBe(500);
  });

  it('never pauses longer than the longest pause', () => {
    expect(pauseBeforeRetry({ tries: 30, pauseMs: 500, longestPauseMs: 4_000 }, 20, plenty)).toBe(4_000);
  });

  it.each([
    [2_000, undefined, 5],
    [10_000, undefined, 5],
    [60_000, undefined, 1],
    [60_000, 3, 3],
    [2_000, 1, 1],
  ])('with a lock timeout of %i ms and %s tries asked for is tried %i times', (lockTimeoutMs, asked, tries) => {
    expect(lockRetriesFor(lockTimeoutMs, asked).tries).toBe(tries);
  });
});

it('says how long and how often it waits', () => {
  expect(lockWords(undefined, USUAL_RETRIES)).toBe('waits 2.0 s for a lock, up to 5 times');
  expect(lockWords(60_000, undefined)).toMatch(/^waits 1 min.* for a lock$/);
});

describe('the index of a CONCURRENTLY statement', () => {
  it.each([
    ['drop index concurrently "idx_a"', { verb: 'drop', schema: null, name: 'idx_a' }],
    ['-- why\nDROP INDEX CONCURRENTLY "s"."i ""x"" y";', { verb: 'drop', schema: 's', name: 'i "x" y' }],
    ['CREATE UNIQUE INDEX CONCURRENTLY Idx_B ON t (c)', { verb: 'create', schema: null, name: 'idx_b' }],
    [
      'create index concurrently if not exists i on public.t using btree (c)',
      { verb: 'create', schema: null, name: 'i' },
    ],
    ['drop index "idx_a"', null],
    ['alter table t add column c int', null],
    ["select 'drop index concurrently x'", null],
  ])('of %j is %j', (text, found) => {
    expect(concurrentIndexOf(text)).toEqual(found);
  });
});

describe('what a try left', () => {
  const valid: SeenIndex = { oid: '7', isValid: true };
  const invalid: SeenIndex = { oid: '7', isValid: false };
  const other: SeenIndex = { oid: '8', isValid: true };
  it.each([
    ['drop', valid, valid, null],
    ['drop', valid, invalid, null],
    ['drop', valid, null, /gone/],
    ['drop', valid, other, /another one/],
    ['create', null, null, null],
    ['create', null, invalid, /INVALID/],
  ] as const)('by a %s from %j to %j', (verb, before, now, why) => {
    const because = whyNotRepeat(verb, before, now);
    if (why === null) expect(because).toBeNull();
    else expect(because).toMatch(why);
  });
});
