import 'server-only';
import pg from 'pg';
import { AppError } from '@/lib/domain/errors';
import { explainSqlError } from './execute-sql-errors';

export type SqlTarget = {
  databaseUrl: string;
  /** The same database for a role that cannot write, where there is one. */
  readUrl?: string;
  /** Set where `databaseUrl` is the reading role's: the address that changes go to. */
  mainUrl?: string;
  fingerprint: { systemIdentifier: string; database: string };
};
export type SqlStatement = { text: string; values: unknown[] };

export type SessionSettings = {
  timeoutMs: number;
  lockTimeoutMs: number;
  applicationName: string;
  readOnly: boolean;
};
export type Session = { client: pg.Client; pid: number; backendStart: string; isStandby: boolean };

// For signing in and reading back together.
const CONNECT_TIMEOUT_MS = 4000;
const IDLE_IN_TRANSACTION_MS = 10_000;
// The server notices within a second that its client is gone, and cancels what it was doing.
const CONNECTION_CHECK_MS = 1000;

/**
 * Opens a connection of its own with its time limits set from the first moment, and reads back that they took and that
 * this is the expected database. Throws AppError `target_unavailable` or `blocked`; no statement has run then.
 */
export async function openSession(
  target: { databaseUrl: string; mainUrl?: string; fingerprint?: SqlTarget['fingerprint'] },
  settings: SessionSettings,
): Promise<Session> {
  const client = createClient(target.databaseUrl, settings);
  try {
    const found = await withDeadline(client, CONNECT_TIMEOUT_MS, async () => {
      await client.connect();
      return readBack(client);
    });
    assertSettings(found, settings);
    assertFingerprint(found, target.fingerprint, settings.readOnly);
    if (found.is_standby && target.mainUrl !== undefined)
      await assertMainFollows({ ...target, mainUrl: target.mainUrl });
    return { client, pid: found.pid, backendStart: found.backend_start, isStandby: found.is_standby };
  } catch (cause) {
    await closeClient(client);
    if (cause instanceof AppError) throw cause;
    const { error, hint } = explainSqlError(cause, target.databaseUrl);
    throw new AppError('target_unavailable', error, hint, { cause });
  }
}

/** Says goodbye to the server, and hangs up where it does not answer within a second. */
export async function closeClient(client: pg.Client): Promise<void> {
  const hangUp = setTimeout(() => destroy(client), 1000);
  await client.end().catch(() => undefined);
  clearTimeout(hangUp);
}

/** Hangs up on a server that takes longer than `deadlineMs` for all of `act`, which then fails as a lost connection. */
export async function withDeadline<T>(client: pg.Client, deadlineMs: number, act: () => Promise<T>): Promise<T> {
  const timer = setTimeout(() => destroy(client), deadlineMs);
  return act().finally(() => clearTimeout(timer));
}

/** Hangs up without a word, for a peer that does not answer any more. */
export function destroy(client: pg.Client): void {
  (client as unknown as { connection: { stream: { destroy(): void } } }).connection.stream.destroy();
}

function wanted(settings: SessionSettings): Record<string, string> {
  return {
    lock_timeout: String(settings.lockTimeoutMs),
    statement_timeout: String(settings.timeoutMs),
    idle_in_transaction_session_timeout: String(IDLE_IN_TRANSACTION_MS),
    client_connection_check_interval: String(CONNECTION_CHECK_MS),
    default_transaction_read_only: settings.readOnly ? 'on' : 'off',
  };
}

function createClient(databaseUrl: string, settings: SessionSettings): pg.Client {
  const options = Object.entries(wanted(settings)).map(([name, value]) => `-c ${name}=${value}`);
  const client = new pg.Client({
    connectionString: withoutSettings(databaseUrl),
    options: options.join(' '),
    application_name: settings.applicationName.slice(0, 63),
    keepAlive: true,
  });
  // A connection that breaks while nobody waits for an answer would otherwise end the process.
  client.on('error', () => undefined);
  return client;
}

// The address must not bring settings of its own: pg would let them win.
function withoutSettings(databaseUrl: string): string {
  if (!URL.canParse(databaseUrl))
    throw new AppError(
      'blocked',
      'The target’s connection address cannot be read.',
      'Store it anew, as postgresql://user:password@host:port/database.',
    );
  const url = new URL(databaseUrl);
  for (const name of [
    'options',
    'application_name',
    'fallback_application_name',
    'statement_timeout',
    'lock_timeout',
    'idle_in_transaction_session_timeout',
    'query_timeout',
  ]) {
    url.searchParams.delete(name);
  }
  return url.toString();
}

type Found = {
  system_identifier: string;
  database: string;
  is_standby: boolean;
  pid: number;
  backend_start: string;
  application_name: string;
  settings: Record<string, string>;
};

// Limits in milliseconds, as they are written in the options; pg_settings would list every setting that the server has.
const milliseconds = (name: string) =>
  `'${name}', (extract(epoch from current_setting('${name}')::interval) * 1000)::bigint::text`;

const FOUND = `
    (pg_control_system()).system_identifier::text as system_identifier,
    current_database() as database,
    pg_is_in_recovery() as is_standby,
    pg_backend_pid() as pid,
    (select extract(epoch from backend_start)::text from pg_stat_get_activity(pg_backend_pid())) as backend_start,
    current_setting('application_name') as application_name,
    jsonb_build_object(
      ${milliseconds('lock_timeout')}, ${milliseconds('statement_timeout')},
      ${milliseconds('idle_in_transaction_session_timeout')}, ${milliseconds('client_connection_check_interval')},
      'default_transaction_read_only', current_setting('default_transaction_read_only')) as settings`;

async function readBack(client: pg.Client): Promise<Found> {
  const { rows } = await client.query<Found>(`select ${FOUND}`);
  return rows[0] as Found;
}

// The settings first, then what they are: a part of a query that is materialized has ended before the rest is looked at.
const SET_AND_READ_BACK = `
  with done as materialized (
    select set_config('application_name', $1, false), (
      select count(set_config(key, value, false)) from jsonb_each_text($2::jsonb)))
  select ${FOUND} from done`;

/**
 * Gives a session that is open and clean the next statement's limits and name, and reads them back. Null where it is
 * gone, is another backend than before (a pooler's doing), or is not as it should be: a new one tells why.
 */
export async function reuseSession(
  { client, pid, backendStart }: Session,
  target: { mainUrl?: string; fingerprint?: SqlTarget['fingerprint'] },
  settings: SessionSettings,
): Promise<Session | null> {
  const name = settings.applicationName.slice(0, 63);
  const values = [name, JSON.stringify(wanted(settings))];
  try {
    const { rows } = await withDeadline(client, CONNECT_TIMEOUT_MS, () =>
      client.query<Found>(SET_AND_READ_BACK, values),
    );
    const found = rows[0] as Found;
    if (found.pid !== pid || found.backend_start !== backendStart || found.application_name !== name) return null;
    assertSettings(found, settings);
    assertFingerprint(found, target.fingerprint, settings.readOnly);
    if (found.is_standby && target.mainUrl !== undefined) return null;
    return { client, pid, backendStart, isStandby: found.is_standby };
  } catch {
    return null;
  }
}

function assertSettings(found: Found, settings: SessionSettings): void {
  const missing = Object.entries(wanted(settings)).filter(([name, value]) => found.settings[name] !== value);
  if (missing.length === 0) return;
  throw new AppError(
    'blocked',
    `The session’s limits did not take (${missing.map(([name]) => name).join(', ')}), so nothing was started.`,
    'The target needs a direct connection to PostgreSQL: a pooler such as PgBouncer drops them.',
  );
}

function assertFingerprint(found: Found, expected: SqlTarget['fingerprint'] | undefined, isStandbyFine: boolean): void {
  const block = (message: string, remedy: string) => new AppError('blocked', `${message} Nothing was started.`, remedy);
  if (expected && found.system_identifier !== expected.systemIdentifier) {
    throw block(
      `This is another PostgreSQL cluster (${found.system_identifier}) than the registered one (${expected.systemIdentifier}).`,
      'Check where the address leads; after a restore or a move, have an administrator register the target anew.',
    );
  }
  if (expected && found.database !== expected.database) {
    throw block(
      `This is the database ${found.database}, not ${expected.database}.`,
      'Check the target’s connection address.',
    );
  }
  if (found.is_standby && !isStandbyFine) {
    throw block('This server is a standby, which takes no changes.', 'Point the target at the primary.');
  }
}

/**
 * A standby answers with the identifier and the names of the server that it follows, and may be behind it: what is read
 * there says nothing about a change that was made a moment before. Where changes go to a standby too, none is made.
 */
async function assertMainFollows(target: { mainUrl: string; fingerprint?: SqlTarget['fingerprint'] }): Promise<void> {
  const { client, isStandby } = await openSession(
    { databaseUrl: target.mainUrl, fingerprint: target.fingerprint },
    {
      timeoutMs: CONNECT_TIMEOUT_MS,
      lockTimeoutMs: CONNECT_TIMEOUT_MS,
      applicationName: 'rollback-console',
      readOnly: true,
    },
  );
  await closeClient(client);
  if (isStandby) return;
  throw new AppError(
    'blocked',
    'The address for reading (readUrl) leads to a standby, and the target’s own to its primary: what a check read there could be out of date. Nothing was started.',
    'Point readUrl at the same server as databaseUrl.',
  );
}
