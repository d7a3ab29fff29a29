import { type LockMode, strongest } from './lock-modes';
import type { Node } from './sql-policy-tree';

// AlterTableGetLockLevel() of PostgreSQL 15: whatever is not here takes the strongest.
const BY_SUBCOMMAND: Record<string, LockMode> = {
  AT_SetStatistics: 'ShareUpdateExclusiveLock',
  AT_SetOptions: 'ShareUpdateExclusiveLock',
  AT_ResetOptions: 'ShareUpdateExclusiveLock',
  AT_ClusterOn: 'ShareUpdateExclusiveLock',
  AT_DropCluster: 'ShareUpdateExclusiveLock',
  AT_ValidateConstraint: 'ShareUpdateExclusiveLock',
  AT_AttachPartition: 'ShareUpdateExclusiveLock',
  AT_DetachPartitionFinalize: 'ShareUpdateExclusiveLock',
  AT_EnableTrig: 'ShareRowExclusiveLock',
  AT_EnableAlwaysTrig: 'ShareRowExclusiveLock',
  AT_EnableReplicaTrig: 'ShareRowExclusiveLock',
  AT_EnableTrigAll: 'ShareRowExclusiveLock',
  AT_EnableTrigUser: 'ShareRowExclusiveLock',
  AT_DisableTrig: 'ShareRowExclusiveLock',
  AT_DisableTrigAll: 'ShareRowExclusiveLock',
  AT_DisableTrigUser: 'ShareRowExclusiveLock',
};

/** The strongest lock among the subcommands of one ALTER TABLE: the whole statement takes it from the start. */
export function alterTableLock(cmds: unknown): LockMode {
  const all = Array.isArray(cmds) ? cmds : [];
  return strongest(all.map((cmd) => lockOf((cmd as { AlterTableCmd?: Node }).AlterTableCmd))) ?? 'AccessExclusiveLock';
}

function lockOf(cmd: Node | undefined): LockMode {
  const subtype = String(cmd?.subtype);
  if (subtype === 'AT_AddConstraint') return isForeignKey(cmd) ? 'ShareRowExclusiveLock' : 'AccessExclusiveLock';
  if (subtype === 'AT_SetRelOptions' || subtype === 'AT_ResetRelOptions') return optionsLock(cmd);
  if (subtype === 'AT_DetachPartition' && isConcurrent(cmd)) return 'ShareUpdateExclusiveLock';
  return BY_SUBCOMMAND[subtype] ?? 'AccessExclusiveLock';
}

const isForeignKey = (cmd?: Node) =>
  (cmd?.def as { Constraint?: { contype?: string } } | undefined)?.Constraint?.contype === 'CONSTR_FOREIGN';
const isConcurrent = (cmd?: Node) =>
  (cmd?.def as { PartitionCmd?: { concurrent?: boolean } } | undefined)?.PartitionCmd?.concurrent === true;

/** Storage parameters of tables; those of a view, an index or a logical decoding change how rows are read. */
const HARMLESS = /^(fillfactor|toast_tuple_target|parallel_workers|vacuum_.*|autovacuum_.*|log_autovacuum_.*)$/;

function optionsLock(cmd?: Node): LockMode {
  const options = (cmd?.def as { List?: { items?: { DefElem?: Node }[] } } | undefined)?.List?.items ?? [];
  const isHarmless = options.length > 0 && options.every(({ DefElem: o }) => HARMLESS.test(String(o?.defname)));
  return isHarmless ? 'ShareUpdateExclusiveLock' : 'AccessExclusiveLock';
}
