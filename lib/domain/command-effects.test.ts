import { expect, it } from 'vitest';
import { commandEffects } from './command-effects';

it.each<[argv: string[], notice: RegExp]>([
  [['pm2', 'reload', 'backend'], /swapped one by one/],
  [['/usr/bin/systemctl', 'restart', 'replyx'], /short gap/],
  [['sudo', '-n', 'systemctl', 'stop', 'replyx'], /down until/],
  [['env', 'A=b', 'node', '/opt/pm2.js', 'start', 'x'], /comes back/],
  [['git', '-C', '/srv', 'checkout', '--detach', 'abc'], /until it is reloaded/],
  [['alembic', 'downgrade', 'abc'], /wait meanwhile/],
  [['alembic', 'stamp', 'abc'], /only the note/],
  [['pg_restore', '-d', 'x', 'file'], /cannot be used meanwhile/],
])('%j says what users notice', (argv, notice) => {
  expect(commandEffects(argv)?.notice).toMatch(notice);
});

it.each([
  [['alembic', 'upgrade', 'head'], true],
  [['psql', '-f', 'dump.sql'], true],
  [['pg_dump', 'replyx'], undefined],
  [['pm2', 'restart', 'x'], undefined],
])('%j says whether others wait for its lock', (argv, isBlocking) => {
  expect(commandEffects(argv)?.isBlocking).toBe(isBlocking);
});

it.each([
  ['a program that nobody knows', ['ours', 'restart']],
  ['a verb that nobody knows', ['pm2', 'describe', 'x']],
  ['nothing', []],
  ['a word that every object has', ['constructor', 'toString']],
  ['a known verb that every object has', ['git', 'hasOwnProperty']],
  ['a program that is only an argument far behind', [...'abcdefgh', 'pm2', 'stop']],
])('%s has no known effect: nothing is said rather than something wrong', (_, argv) => {
  expect(commandEffects(argv)).toBeNull();
});
