import { describe, expect, it } from 'vitest';
import { makeLogMasker } from './own-secrets';

const VARIABLES = {
  NEXTAUTH_SECRET: 'session-secret-1',
  CONSOLE_SECRET_KEY: 'c2VjcmV0LWtleQ==',
  CONSOLE_SECRET_KEY_BEFORE: 'c2VjcmV0LWJlZm9yZQ==',
  CONSOLE_PUSH_KEY: 'push-key-12345',
  CONSOLE_DEMO_PASSWORD: 'abcd-efgh-jkmn',
  DATABASE_URL: 'postgresql://console:p%40ss%20word@db/console',
  DATABASE_OWNER_URL: 'postgresql://owner:owner-password@db/console',
};

describe('a line of a log', () => {
  it.each(Object.entries(VARIABLES).filter(([name]) => !name.startsWith('DATABASE')))(
    'does not show %s',
    (_, secret) => {
      expect(makeLogMasker(VARIABLES)(`Error: ${secret} is wrong`)).toBe('Error: •••••• is wrong');
    },
  );

  it.each(['p%40ss%20word', 'p@ss word', 'owner-password'])('does not show a password of the store: %s', (secret) => {
    expect(makeLogMasker(VARIABLES)(`it said ${secret}.`)).toBe('it said ••••••.');
  });

  it('does not show what only looks like a credential', () => {
    expect(makeLogMasker({})('connect postgres://app:hunter22@db/x')).toBe('connect postgres://app:••••••@db/x');
  });

  it('is left as it is where a secret is missing, short, or no address', () => {
    const mask = makeLogMasker({ NEXTAUTH_SECRET: 'short', CONSOLE_PUSH_KEY: '', DATABASE_URL: 'postgres' });
    expect(mask('a short line of postgres')).toBe('a short line of postgres');
  });

  it('masks a password with a lone percent sign as it stands', () => {
    const mask = makeLogMasker({ DATABASE_URL: 'postgresql://a:100%sure-of-it@db/x' });
    expect(mask('100%sure-of-it')).toBe('••••••');
  });
});
