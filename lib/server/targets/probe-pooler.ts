import 'server-only';
import type pg from 'pg';
import { AppError } from '@/lib/domain/errors';
import type { BackendRow, PoolerProbe } from '@/lib/domain/preflight/pooler';
import { explainSqlError } from './execute-sql-errors';
import { closeClient, openSession, type SqlStatement, type SqlTarget, withDeadline } from './execute-sql-session';

const TIMEOUT_MS = 5_000;
/** One that nobody else asks for: a limit that another client left on a shared backend is not taken for ours. */
const ODD_LOCK_TIMEOUT_MS = 1_873;

/**
 * What one connection sees of its backend, before and while a second one holds a transaction open. A pooler in transaction
 * mode has to take the backend that is free then. Reads only. Throws AppError `target_unavailable` or `blocked`.
 */
export async function probePooler(target: SqlTarget, backend: SqlStatement, tag: string): Promise<PoolerProbe> {
  const settings = { timeoutMs: TIMEOUT_MS, lockTimeoutMs: ODD_LOCK_TIMEOUT_MS, applicationName: tag, readOnly: true };
  const first = (await openSession(target, settings)).client;
  try {
    const before = await look(first, backend);
    const second = (await openSession(target, settings)).client;
    try {
      await second.query('BEGIN READ ONLY');
      const other = await look(second, backend);
      return { before, during: await look(first, backend), other, announcedPid: announcedPid(first) };
    } finally {
      await closeClient(second);
    }
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    const { error, hint } = explainSqlError(cause, target.databaseUrl);
    throw new AppError('target_unavailable', error, hint, { cause });
  } finally {
    await closeClient(first);
  }
}

async function look(client: pg.Client, { text, values }: SqlStatement): Promise<BackendRow> {
  const ask = () => client.query<BackendRow>({ text, values, queryMode: 'extended' } as pg.QueryConfig);
  const { rows } = await withDeadline(client, TIMEOUT_MS, ask);
  return rows[0] as BackendRow;
}

/** The id of BackendKeyData, by which a client asks to cancel; a pooler makes up one of its own. */
function announcedPid(client: pg.Client): number | null {
  return (client as unknown as { processID: number | null }).processID;
}
