import { expect, it } from 'vitest';
import { whyKept } from './blockers';

const CLIENT = {
  pid: 4711,
  backendStart: '1764000000.123456',
  application: 'nightly report',
  type: 'client backend',
  query: 'select 1',
};

it.each([
  ['a client', {}, null],
  ['a plain autovacuum', { type: 'autovacuum worker', query: 'autovacuum: VACUUM public.t' }, null],
  [
    'a vacuum against wraparound',
    { type: 'autovacuum worker', query: 'autovacuum: VACUUM t (to prevent wraparound)' },
    /wraparound/,
  ],
  ['a walsender', { type: 'walsender' }, /replica/],
  ['a parallel worker', { type: 'parallel worker' }, /server itself/],
  ['a prepared transaction', { pid: 0 }, /PREPARED/],
  ['one that the server hides', { backendStart: '' }, /not show/],
  ['one without a type', { type: null }, /not show/],
  ['a step of the console', { application: 'rollback-3f2b9c1a-1111-2' }, /own/],
  ['a watcher of the console', { application: 'rollback-console watch' }, /own/],
  ['a look of the console', { application: 'rollback-preflight-3f2b9c1a' }, /own/],
  ['an application that only sounds like it', { application: 'rollback-reports' }, null],
])('%s', (_, over, why) => {
  const because = whyKept({ ...CLIENT, ...over });
  if (why === null) expect(because).toBeNull();
  else expect(because).toMatch(why);
});
