import 'server-only';
import pino from 'pino';
import { makeLogMasker } from '@/lib/domain/own-secrets';
import { env } from './env';

let made: pino.Logger | undefined;

/** The process's log: JSON lines on standard output. Secrets never reach it; known names are cut out besides. */
export function logger(): pino.Logger {
  made ??= pino({
    level: env().LOG_LEVEL,
    // Every line, whatever made it: an error's message quotes what it was given.
    hooks: { streamWrite: makeLogMasker(env()) },
    redact: ['password', '*.password', 'databaseUrl', '*.databaseUrl', 'readUrl', '*.readUrl', 'token'],
  });
  return made;
}
