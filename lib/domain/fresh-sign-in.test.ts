import { expect, it } from 'vitest';
import { FRESH_MINUTES, isFresh, staleSignIn } from './fresh-sign-in';

const now = new Date('2026-01-01T12:00:00Z');
const ago = (ms: number) => new Date(now.getTime() - ms);

it.each([
  ['just now', ago(0), true],
  ['a moment before the end', ago(FRESH_MINUTES * 60_000 - 1), true],
  ['exactly at the end', ago(FRESH_MINUTES * 60_000), false],
  ['never', null, false],
])('a password given %s stands or does not', (_, at, fresh) => expect(isFresh(at, now)).toBe(fresh));

it('the refusal says that nothing was changed, and what to give', () => {
  expect(staleSignIn()).toMatchObject({
    code: 'stale_sign_in',
    message: expect.stringContaining('nothing was changed'),
  });
});
