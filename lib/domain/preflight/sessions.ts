import type { Finding } from '@/lib/contracts/plan';
import { durationWords } from '../words';
import { block, ok, warn } from './finding';

/** Older than this, an open transaction makes a change wait past every sensible lock timeout. */
export const LONG_SECONDS = 60;

export type SessionRow = {
  pid: number | null;
  usename: string | null;
  application_name: string | null;
  state: string | null;
  xact_seconds: number | null;
  query: string | null;
};
export type LockRow = SessionRow & { table_name: string; mode: string };
export type SnapshotRow = SessionRow & { database: string | null };
export type PreparedRow = { gid: string; owner: string; prepared_seconds: number };

const isLong = ({ xact_seconds }: SessionRow) => Number(xact_seconds) > LONG_SECONDS;

export function judgeOpenTransactions(rows: readonly SessionRow[]): Finding {
  const key = 'open-transactions';
  const long = rows.filter(isLong);
  if (rows.length === 0) return ok(key, 'No transaction is open.');
  if (long.length === 0) return ok(key, `${rows.length} transactions are open, none for over a minute.`);
  return warn(
    key,
    `${long.length} transactions have been open for over a minute.`,
    'Ask their owners; a change that needs their tables has to wait for them.',
    long.map(describeSession),
  );
}

/** Who holds locks on the tables of the change. A prepared transaction holds them until somebody ends it by name. */
export function judgeTableLocks(rows: readonly LockRow[], prepared: readonly PreparedRow[]): Finding {
  const key = 'table-locks';
  if (prepared.length > 0)
    return block(
      key,
      `${prepared.length} prepared transactions are open; they hold their locks until somebody ends them.`,
      'Commit or roll them back by name with their owners, then look again.',
      prepared.map((row) => `${row.gid} of ${row.owner}, ${durationWords(Number(row.prepared_seconds) * 1000)}`),
    );
  const old = rows.filter(isLong);
  if (old.length > 0)
    return block(
      key,
      `${old.length} locks on these tables have been held for over a minute.`,
      'End those transactions with their owners, then look again: the change would wait behind them, and everybody behind it.',
      old.map(describeLock),
    );
  if (rows.length > 0)
    return warn(
      key,
      rows.length === 1
        ? '1 short lock is held on these tables now.'
        : `${rows.length} short locks are held on these tables now.`,
      'Usual under load: a drop waits for them, at most its lock timeout.',
      rows.map(describeLock),
    );
  return ok(key, 'Nobody holds a lock on these tables.');
}

/**
 * CREATE INDEX CONCURRENTLY waits for every older snapshot of its own database, whichever tables it has read; DROP does
 * not. `recreates`: the plan that is asked for creates an index again.
 */
export function judgeSnapshots(
  rows: readonly SnapshotRow[],
  { database, recreates }: { database: string; recreates: boolean },
): Finding {
  const key = 'old-snapshots';
  const old = rows.filter((row) => isLong(row) && (row.database === null || row.database === database));
  if (old.length === 0) return ok(key, 'No old snapshot is held in this database.');
  const sentence = `${old.length} sessions hold a snapshot older than a minute.`;
  if (recreates)
    return block(
      key,
      `${sentence} Creating an index again would wait for them until its time is up, and leave it INVALID.`,
      'End those transactions with their owners, then look again.',
      old.map(describeSession),
    );
  return warn(
    key,
    sentence,
    'Creating an index again would wait for them; dropping does not.',
    old.map(describeSession),
  );
}

export function describeSession(row: SessionRow): string {
  return `pid ${row.pid}, ${row.usename}, ${row.application_name || 'no name'}, ${row.state}, ${durationWords(Number(row.xact_seconds) * 1000)}: ${String(row.query).slice(0, 120)}`;
}

function describeLock(row: LockRow): string {
  return `${row.table_name}: ${row.mode}, ${describeSession(row)}`;
}
