import { expect, it } from 'vitest';
import { readWaitMs, safeNext } from './sign-in-model';

it.each([
  ['/incidents/DB-1?tab=a', '/incidents/DB-1?tab=a'],
  ['//evil.example', '/'],
  ['/\\evil.example', '/'],
  ['https://evil.example', '/'],
  ['/sign-in?next=/x', '/'],
  [undefined, '/'],
])('%s leads to %s', (next, path) => expect(safeNext(next)).toBe(path));

it('reads the wait out of the refusal', () => {
  expect(readWaitMs('Sign-in for this account opens again in 4 min.')).toBe(240_000);
  expect(readWaitMs('Sign-in for this account opens again in 30 seconds.')).toBe(30_000);
  expect(readWaitMs('The password is not right.')).toBeNull();
});
