import 'server-only';
import pino from 'pino';
import { env } from './env';

let made: pino.Logger | undefined;

/** The process's log: JSON lines on standard output. Secrets never reach it; known names are cut out besides. */
export function logger(): pino.Logger {
  made ??= pino({
    level: env().LOG_LEVEL,
    redact: ['password', '*.password', 'databaseUrl', '*.databaseUrl', 'token'],
  });
  return made;
}
