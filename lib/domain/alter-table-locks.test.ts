import { expect, it } from 'vitest';
import { alterTableLock } from './alter-table-locks';

const cmd = (subtype: string, def?: object) => ({ AlterTableCmd: { subtype, ...(def && { def }) } });
const constraint = (contype: string) => cmd('AT_AddConstraint', { Constraint: { contype } });
const detach = (concurrent: boolean) => cmd('AT_DetachPartition', { PartitionCmd: { concurrent } });
const options = (subtype: string, ...names: string[]) =>
  cmd(subtype, { List: { items: names.map((defname) => ({ DefElem: { defname } })) } });

// As pg_locks shows them: statement-locks.integration.test.ts asks a server. This is what no server can be asked for: absence.
it.each<[what: string, cmds: unknown, lock: string]>([
  ['a column that is added', [cmd('AT_AddColumn')], 'AccessExclusiveLock'],
  ['a constraint that is validated', [cmd('AT_ValidateConstraint')], 'ShareUpdateExclusiveLock'],
  ['statistics', [cmd('AT_SetStatistics')], 'ShareUpdateExclusiveLock'],
  ['a trigger that is switched off', [cmd('AT_DisableTrig')], 'ShareRowExclusiveLock'],
  ['a foreign key', [constraint('CONSTR_FOREIGN')], 'ShareRowExclusiveLock'],
  ['any other constraint', [constraint('CONSTR_CHECK')], 'AccessExclusiveLock'],
  ['a constraint of which nothing is known', [cmd('AT_AddConstraint')], 'AccessExclusiveLock'],
  ['a partition that goes concurrently', [detach(true)], 'ShareUpdateExclusiveLock'],
  ['a partition that goes otherwise', [detach(false)], 'AccessExclusiveLock'],
  ['a storage parameter', [options('AT_SetRelOptions', 'autovacuum_enabled')], 'ShareUpdateExclusiveLock'],
  ['one beside another kind', [options('AT_SetRelOptions', 'fillfactor', 'security_barrier')], 'AccessExclusiveLock'],
  ['one that is reset', [options('AT_ResetRelOptions', 'parallel_workers')], 'ShareUpdateExclusiveLock'],
  ['no storage parameter', [options('AT_SetRelOptions')], 'AccessExclusiveLock'],
  [
    'two of them: the whole takes the stronger',
    [cmd('AT_SetStatistics'), cmd('AT_EnableTrig')],
    'ShareRowExclusiveLock',
  ],
  ['two, one of them unknown', [cmd('AT_SetStatistics'), cmd('AT_OfTheNextVersion')], 'AccessExclusiveLock'],
  ['nothing', [], 'AccessExclusiveLock'],
  ['what is no list', undefined, 'AccessExclusiveLock'],
  ['a command without its kind', [{}], 'AccessExclusiveLock'],
])('%s takes the lock that PostgreSQL takes, and the strongest where it is not known', (_, cmds, lock) => {
  expect(alterTableLock(cmds)).toBe(lock);
});
