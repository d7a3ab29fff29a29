import 'server-only';
import type pg from 'pg';
import { assertTimeoutMs } from '@/lib/domain/command-policy';
import { AppError } from '@/lib/domain/errors';
import { asReader } from './as-reader';
import { explainSqlError } from './execute-sql-errors';
import { CLIENT_SLACK_MS, type SqlOptions, type SqlResult, SqlRun } from './execute-sql-run';
import {
  closeClient,
  openSession,
  type Session,
  type SqlStatement,
  type SqlTarget,
  withDeadline,
} from './execute-sql-session';

export { asReader } from './as-reader';
export type { SqlEnding } from './execute-sql-errors';
export type { SqlOptions, SqlResult } from './execute-sql-run';
export type { SqlStatement, SqlTarget } from './execute-sql-session';
export { type BackendLook, watchBackend } from './execute-sql-watch';

const DEFAULT_LOCK_TIMEOUT_MS = 2000;

/**
 * Runs one statement on a connection of its own (or one that a keeper hands out clean), outside a transaction block, after checking that it is the right
 * database. Never throws for what a database can do: see `ending`. `lost`: it was sent, and whether it took effect has
 * to be looked up. Throws AppError `invalid_input` for a time limit that could not be meant.
 */
export async function executeSql(to: SqlTarget, statement: SqlStatement, options: SqlOptions): Promise<SqlResult> {
  const { timeoutMs, lockTimeoutMs = DEFAULT_LOCK_TIMEOUT_MS, applicationName, readOnly = false } = options;
  const target = readOnly ? await asReader(to, statement.text) : to;
  assertTimeoutMs(timeoutMs);
  assertTimeoutMs(lockTimeoutMs);
  const run = new SqlRun(target, statement, { ...options, lockTimeoutMs });
  if (options.signal?.aborted)
    return run.notStarted('It was cancelled before it started.', 'Start it again if it is still wanted.');
  let session: Session;
  const settings = { timeoutMs, lockTimeoutMs, applicationName, readOnly };
  try {
    session = await (options.sessions?.open(target, settings) ?? openSession(target, settings));
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return run.notStarted(error.message, error.remedy);
  }
  let isGood = false;
  try {
    const result = await run.execute(session);
    isGood = result.ending === 'succeeded';
    return result;
  } finally {
    if (isGood && options.sessions) options.sessions.keep(target, session);
    else await closeClient(session.client);
  }
}

/**
 * Looks: the rows of one read-only statement as objects. The fingerprint is checked where the target has one.
 * Throws AppError `target_unavailable` with the reason in words.
 */
export async function querySql<Row extends pg.QueryResultRow = Record<string, unknown>>(
  to: { databaseUrl: string; readUrl?: string; mainUrl?: string; fingerprint?: SqlTarget['fingerprint'] },
  statement: SqlStatement,
  options: { timeoutMs: number; applicationName: string },
): Promise<Row[]> {
  assertTimeoutMs(options.timeoutMs);
  const target = await asReader(to, statement.text);
  const { client } = await openSession(target, { ...options, lockTimeoutMs: DEFAULT_LOCK_TIMEOUT_MS, readOnly: true });
  try {
    const ask = () => client.query<Row>({ ...statement, queryMode: 'extended' } as pg.QueryConfig);
    return (await withDeadline(client, options.timeoutMs + CLIENT_SLACK_MS, ask)).rows;
  } catch (cause) {
    const { error, hint } = explainSqlError(cause, target.databaseUrl);
    throw new AppError('target_unavailable', error, hint, { cause });
  } finally {
    await closeClient(client);
  }
}
