import 'server-only';
import pino from 'pino';
import { maskCredentials } from '@/lib/domain/credentials';
import { env } from './env';

let made: pino.Logger | undefined;

/** The process's log: JSON lines on standard output. Secrets never reach it; known names are cut out besides. */
export function logger(): pino.Logger {
  made ??= pino({
    level: env().LOG_LEVEL,
    // Every line, whatever made it: an error's message quotes what it was given.
    hooks: { streamWrite: maskOwn() },
    redact: ['password', '*.password', 'databaseUrl', '*.databaseUrl', 'readUrl', '*.readUrl', 'token'],
  });
  return made;
}

/** Masks what looks like a credential, and the secrets of this very process. */
function maskOwn(): (line: string) => string {
  const { NEXTAUTH_SECRET, CONSOLE_SECRET_KEY, CONSOLE_SECRET_KEY_BEFORE, DATABASE_URL } = env();
  const { password } = new URL(DATABASE_URL);
  const own = [NEXTAUTH_SECRET, CONSOLE_SECRET_KEY, CONSOLE_SECRET_KEY_BEFORE, password, decodeURIComponent(password)];
  const secrets = own.filter((secret): secret is string => secret !== undefined && secret.length >= 8);
  return (line) => secrets.reduce((masked, secret) => masked.replaceAll(secret, '••••••'), maskCredentials(line));
}
