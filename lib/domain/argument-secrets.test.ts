import { expect, it } from 'vitest';
import { findSecretArgument, isSecretName } from './argument-secrets';

it.each([
  [['pg_dump', '--password=x'], '--password'],
  [['tool', '--token', 'abc'], '--token'],
  [['psql', 'postgres://app:secret@db/x'], 'address'],
  [['psql', 'host=db password=x'], 'connection string'],
  [['mysqldump', '-psecret'], '-p'],
  [['/usr/bin/curl', '-u', 'kim:x', 'http://h'], '-u'],
  [['sshpass', '-p', 'x', 'ssh', 'h'], 'sshpass'],
])('a secret in %j is found', (argv, words) => expect(findSecretArgument(argv)).toContain(words));

it.each([
  ['a file that holds it', ['tool', '--password-file', '/run/secret']],
  ['standard input', ['docker', 'login', '--password-stdin']],
  ['a switch without a value', ['tool', '--token', '--verbose']],
  ['an address without a password', ['psql', 'postgres://app@db/x']],
  ['a port', ['ssh', '-p', '22', 'h']],
  ['nothing', []],
])('%s is none', (_, argv) => expect(findSecretArgument(argv)).toBeNull());

it.each(['PGPASSWORD', 'api_key', 'DATABASE_URL', 'SENTRY_DSN'])('%s names a secret', (name) => {
  expect(isSecretName(name)).toBe(true);
});
it.each(['passes', 'index', 'keyboard'])('%s names none', (name) => expect(isSecretName(name)).toBe(false));
