import 'server-only';
import { judgeReplication, type ReplicaRow, type SlotRow } from '@/lib/domain/preflight/replication';
import { connectOf, type Look, query } from './look';

/** Standbys that are behind, and slots that nobody reads from. */
export const replication: Look = async (context) => {
  const connect = connectOf(context);
  const replicas = await query<ReplicaRow>(context, 'preflight/replicas.sql', {}, connect);
  const slots = await query<SlotRow>(context, 'preflight/replication-slots.sql', {}, connect);
  return { findings: judgeReplication(replicas, slots) };
};
