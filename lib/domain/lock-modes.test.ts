import { expect, it } from 'vitest';
import { blocksPeople, LOCK_MODES, type LockMode, lockMeans, modeWords, strongest } from './lock-modes';

it.each<[LockMode, words: string, blocks: boolean, means: string]>([
  ['AccessShareLock', 'ACCESS SHARE', false, 'Reading and writing t go on'],
  ['RowShareLock', 'ROW SHARE', false, 'Reading and writing t go on'],
  ['RowExclusiveLock', 'ROW EXCLUSIVE', false, 'Reading and writing t go on'],
  ['ShareUpdateExclusiveLock', 'SHARE UPDATE EXCLUSIVE', false, 'Reading and writing t go on'],
  ['ShareLock', 'SHARE', true, 'Reading t goes on; writing to it waits'],
  ['ShareRowExclusiveLock', 'SHARE ROW EXCLUSIVE', true, 'Reading t goes on; writing to it waits'],
  ['ExclusiveLock', 'EXCLUSIVE', true, 'Reading t goes on; writing to it waits'],
  ['AccessExclusiveLock', 'ACCESS EXCLUSIVE', true, 'Nobody can read or write t meanwhile: both wait'],
])('%s is written as PostgreSQL does, and keeps waiting whom it does', (mode, words, blocks, means) => {
  expect(modeWords(mode)).toBe(words);
  expect(blocksPeople(mode)).toBe(blocks);
  expect(lockMeans(mode, 't')).toBe(means);
});

it('the strongest of several is the last of them in PostgreSQL’s order; of none there is none', () => {
  expect(strongest([])).toBeNull();
  expect(strongest(['ShareLock', 'AccessExclusiveLock', 'RowShareLock'])).toBe('AccessExclusiveLock');
  expect(strongest([...LOCK_MODES].reverse())).toBe('AccessExclusiveLock');
  expect(strongest(['RowShareLock', 'AccessShareLock'])).toBe('RowShareLock');
});
