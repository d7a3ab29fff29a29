import 'server-only';
import { createMasker } from './masking';

export type SqlEnding = 'succeeded' | 'failed' | 'timed_out' | 'cancelled' | 'not_started' | 'lost';

/** A server's or a connection's error in words: what failed, what state things are in, and the safe next move. */
export type SqlProblem = { sqlState?: string; error: string; hint: string };

type PgError = Error & { code?: string; detail?: string; hint?: string; severity?: string; table?: string };
type Saying = { error: (message: string) => string; hint: string };

const nothingChanged = 'Nothing was changed.';

// Exact codes first, then classes (two characters). Messages of the server are kept where they name the object.
const SAYINGS: Record<string, Saying> = {
  '55P03': {
    error: () => `The lock it needs was not free in time. ${nothingChanged}`,
    hint: 'Wait for the holder, or end it in a step of its own, and try again.',
  },
  '57014': {
    error: () => 'The statement was stopped before it ended, and rolled back.',
    hint: 'A CONCURRENTLY statement may leave an INVALID index: the check after the step says.',
  },
  '42501': {
    error: (message) => `The console’s role may not do this (${message}). ${nothingChanged}`,
    hint: 'Have the owner grant it, or register the target with the owner’s role.',
  },
  '42P01': {
    error: (message) => `There is no such table (${message}). ${nothingChanged}`,
    hint: 'Check the database and schema: the change may have been rolled back already.',
  },
  '42704': {
    error: (message) => `There is no such object (${message}). ${nothingChanged}`,
    hint: 'Check the name: it may have been removed already.',
  },
  '42703': {
    error: (message) => `There is no such column (${message}). ${nothingChanged}`,
    hint: 'Check that the statement fits this version of the schema.',
  },
  '42601': {
    error: (message) => `PostgreSQL does not take the statement (${message}). ${nothingChanged}`,
    hint: 'A step is one statement: split it, or mend it in the runbook.',
  },
  '25001': {
    error: (message) => `The statement cannot run inside a transaction (${message}). ${nothingChanged}`,
    hint: 'Give it a step of its own.',
  },
  '25006': {
    error: (message) => `The session is read-only (${message}). ${nothingChanged}`,
    hint: 'A look may not change anything; use a step that is declared as a change.',
  },
  '2BP01': {
    error: (message) => `Other objects depend on it (${message}). ${nothingChanged}`,
    hint: 'Look at the dependants and remove them in steps of their own.',
  },
  '40P01': {
    error: () => `It and another session waited for each other, and PostgreSQL ended this one. ${nothingChanged}`,
    hint: 'Try again.',
  },
  '53300': {
    error: () => 'The database has no free connection, so nothing was started.',
    hint: 'Free connections first: stop idle clients, or use a role with reserved ones.',
  },
  '53100': { error: () => `The database’s disk is full. ${nothingChanged}`, hint: 'Make room before trying again.' },
  '28P01': {
    error: () => 'The database refuses the stored password, so nothing was started.',
    hint: 'Store the target’s connection address anew.',
  },
  '3D000': {
    error: (message) => `The server has no such database (${message}), so nothing was started.`,
    hint: 'Check the target’s connection address.',
  },
  '57P03': {
    error: (message) => `The database does not take connections now (${message}), so nothing was started.`,
    hint: 'Wait until it is up and try again.',
  },
  '08P01': {
    error: (message) => `What answers does not take the session’s settings (${message}), so nothing was started.`,
    hint: 'It looks like a pooler: the target needs a direct connection to PostgreSQL.',
  },
  '28': {
    error: (message) => `The database refuses the sign-in (${message}), so nothing was started.`,
    hint: 'Check the target’s role and the server’s pg_hba.conf.',
  },
  '23': {
    error: (message) => `A constraint does not allow it (${message}). ${nothingChanged}`,
    hint: 'Look at the rows it names.',
  },
};

const NETWORK: Record<string, string> = {
  ECONNREFUSED: 'nothing listens at its address',
  ENOTFOUND: 'its name is not known',
  EAI_AGAIN: 'its name could not be looked up',
  ETIMEDOUT: 'it does not answer',
  EHOSTUNREACH: 'there is no way to it',
  ECONNRESET: 'it closed the connection',
};

/** Puts an error into words. The address and password in `databaseUrl` never appear in them. */
export function explainSqlError(cause: unknown, databaseUrl: string): SqlProblem {
  const mask = createMasker([databaseUrl]);
  const error = cause as PgError;
  if (!isSqlState(error.code))
    return {
      error: mask(sayNetwork(error)),
      hint: 'Check that the database is up and that this machine may reach it.',
    };
  const saying = SAYINGS[error.code] ?? SAYINGS[error.code.slice(0, 2)];
  const message = mask([error.message, error.detail].filter(Boolean).join('; '));
  if (!saying)
    return {
      sqlState: error.code,
      error: `PostgreSQL refused it: ${message} (${error.code}).`,
      hint: mask(error.hint ?? 'Read the message; nothing was committed.'),
    };
  return { sqlState: error.code, error: saying.error(message), hint: saying.hint };
}

/** Whether the error means that the session is over and that its last words may be missing. */
export function isConnectionLost(cause: unknown): boolean {
  const { code, severity } = cause as PgError;
  if (!isSqlState(code)) return true;
  return code.startsWith('08') || severity === 'FATAL' || severity === 'PANIC' || /^57P0[1-4]$/.test(code);
}

export function isSqlState(code: unknown): code is string {
  return typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) && /\d/.test(code);
}

function sayNetwork(error: PgError): string {
  const inner = (error as AggregateError).errors?.[0] as PgError | undefined;
  const code = error.code ?? inner?.code;
  return `The database could not be reached: ${NETWORK[code ?? ''] ?? (error.message || inner?.message || 'the connection failed')}.`;
}
