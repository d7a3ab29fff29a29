import type { Finding } from '@/lib/contracts/plan';
import { bytesWords, durationWords } from '../words';
import { block, counted, ok, warn } from './finding';

/** Null where the role may not see it, or where the standby has nothing left to replay. */
export type ReplicaRow = {
  name: string;
  state: string | null;
  lag_seconds: number | null;
  behind_bytes: string | null;
};
export type SlotRow = {
  name: string;
  is_active: boolean;
  wal_status: string | null;
  retained_bytes: string | null;
};

const MIB = 1024 * 1024;
/** Behind by this much, users who read from it see what was rolled back for a while longer. */
const WARN = { seconds: 10, bytes: 64 * MIB };
/** Behind by this much, it would not follow a change in any time that a rollback has. */
const STOP = { seconds: 300, bytes: 1024 * MIB };

/** Standbys that are behind, and slots that nobody reads from: a change writes WAL that both have to bear. */
export function judgeReplication(replicas: readonly ReplicaRow[], slots: readonly SlotRow[]): Finding[] {
  return [judgeReplicas(replicas), ...judgeSlots(slots)];
}

const isBehind = ({ lag_seconds, behind_bytes }: ReplicaRow, limit: typeof WARN) =>
  Number(lag_seconds) >= limit.seconds || Number(behind_bytes) >= limit.bytes;

function judgeReplicas(replicas: readonly ReplicaRow[]): Finding {
  const key = 'replica-lag';
  const details = replicas.map(describeReplica);
  if (replicas.length === 0) return ok(key, 'No standby follows this server.');
  const far = replicas.filter((row) => isBehind(row, STOP));
  if (far.length > 0)
    return block(
      key,
      `${counted(far.length, 'standby is', 'standbys are')} far behind; what is changed here would reach them much later.`,
      'Let them catch up, or take them out of use, then look again.',
      details,
    );
  const late = replicas.filter((row) => isBehind(row, WARN) || (row.state !== null && row.state !== 'streaming'));
  if (late.length > 0)
    return warn(
      key,
      `${counted(late.length, 'standby is', 'standbys are')} behind or not following.`,
      'Whoever reads from them sees the old state for a while longer. Tell them, or wait.',
      details,
    );
  const hidden = replicas.filter((row) => row.state === null);
  if (hidden.length > 0)
    return warn(
      key,
      `How far ${counted(hidden.length, 'standby is', 'standbys are')} behind is hidden from the console's role.`,
      "Grant the console's role pg_read_all_stats.",
    );
  return ok(key, `${counted(replicas.length, 'standby follows', 'standbys follow')} without delay.`, details);
}

function judgeSlots(slots: readonly SlotRow[]): Finding[] {
  const key = 'replication-slots';
  const idle = slots.filter(({ is_active }) => !is_active);
  if (slots.length === 0) return [];
  if (idle.length === 0)
    return [ok(key, `${counted(slots.length, 'replication slot is', 'replication slots are')} read from.`)];
  const details = idle.map(describeSlot);
  const sentence = `${counted(idle.length, 'replication slot keeps', 'replication slots keep')} WAL that nobody reads.`;
  const isFull = idle.some((row) => row.wal_status === 'unreserved' || Number(row.retained_bytes) >= STOP.bytes);
  if (isFull)
    return [
      block(
        key,
        `${sentence} A change adds to it, and a full disk stops the server.`,
        'Start the reader again, or have its owner drop the slot, then look again.',
        details,
      ),
    ];
  return [
    warn(key, sentence, 'Ask its owner whether it is still needed: it fills the disk with every change.', details),
  ];
}

function describeReplica({ name, state, lag_seconds, behind_bytes }: ReplicaRow): string {
  const lag = lag_seconds === null ? 'no delay known' : `${durationWords(Number(lag_seconds) * 1000)} behind`;
  return `${name}: ${state ?? 'hidden'}, ${lag}${behind_bytes === null ? '' : `, ${bytesWords(Number(behind_bytes))} to replay`}`;
}

function describeSlot({ name, wal_status, retained_bytes }: SlotRow): string {
  const kept = retained_bytes === null ? 'nothing' : bytesWords(Number(retained_bytes));
  return `${name}: keeps ${kept}, WAL ${wal_status ?? 'unknown'}`;
}
