import 'server-only';
import { type ConnectionsRow, judgeConnections } from '@/lib/domain/preflight/connections';
import { judgeDisk, parseFreeSpace } from '@/lib/domain/preflight/disk-space';
import { warn } from '@/lib/domain/preflight/finding';
import {
  judgeOpenTransactions,
  judgeSnapshots,
  judgeTableLocks,
  type LockRow,
  type PreparedRow,
  type SessionRow,
  type SnapshotRow,
} from '@/lib/domain/preflight/sessions';
import { judgeTarget, type TargetRow } from '@/lib/domain/preflight/wrong-target';
import { ask, connectOf, type Look, many, query, statementsOnWay } from './look';

export const targetFingerprint: Look = async (context) => {
  const [row] = await query<TargetRow>(context, 'preflight/fingerprint.sql');
  return { findings: [judgeTarget(row, context.target.inventory.fingerprint)] };
};

export const openTransactions: Look = async (context) => ({
  findings: [judgeOpenTransactions(await query<SessionRow>(context, 'preflight/open-transactions.sql'))],
});

export const tableLocks: Look = async (context, args) => {
  const rows = await query<LockRow>(context, 'preflight/table-locks.sql', { tables: many(args, 'tables') });
  const prepared = await query<PreparedRow>(context, 'preflight/prepared-transactions.sql');
  return { findings: [judgeTableLocks(rows, prepared)] };
};

export const oldSnapshots: Look = async (context) => {
  const rows = await query<SnapshotRow>(context, 'preflight/old-snapshots.sql');
  const recreates = statementsOnWay(context).includes('create-index-concurrently');
  return { findings: [judgeSnapshots(rows, { database: context.target.inventory.fingerprint.database, recreates })] };
};

export const connections: Look = async (context) => {
  const [row] = await query<ConnectionsRow>(context, 'preflight/connections.sql', {}, connectOf(context));
  return { findings: judgeConnections(row) };
};

export const disk: Look = async (context) => {
  const [[size], answer] = await Promise.all([
    query(context, 'preflight/database-size.sql'),
    ask(context, 'disk-free'),
  ]);
  const free = answer.isOk ? parseFreeSpace(answer.text) : null;
  if (free)
    return { findings: [judgeDisk(free.freeBytes, { bytes: Number(size?.size_bytes), words: String(size?.size) })] };
  const why = answer.why || 'df answered in a form that is not known';
  return { findings: [warn('disk', `Free disk space cannot be seen: ${why}.`, 'Look at it on the host.')] };
};
