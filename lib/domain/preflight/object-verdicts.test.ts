import { expect, it } from 'vitest';
import type { Finding } from '@/lib/contracts/plan';
import { parsePlainReading } from '../backup-contents';
import { judgeDowngradeScript, judgeOneRevision, judgePreview, judgeTargetRevision } from './alembic';
import {
  judgeAge,
  judgeArchiver,
  judgeDifferences,
  judgePlainReading,
  judgeProvenance,
  judgeVersion,
  kindByFirstBytes,
} from './backup';
import { judgeMentions, judgeReach, type RelationRow } from './cascade';
import { judgeExtensionUsers } from './extension-users';
import { block, warn } from './finding';
import { type IndexRow, judgeIndexes, judgeInvalidIndexes, listIndexes } from './indexes';
import { judgePrivileges } from './privileges';
import { findDatabases, forRestoring, judgeServer } from './restore-databases';
import {
  judgeConfigurationFiles,
  judgeLibraries,
  judgeRoom,
  judgeSettings,
  lostLibraries,
  type SettingRow,
} from './settings';

const index = (over: Partial<IndexRow> = {}): IndexRow => ({
  name: 'idx_a',
  is_found: true,
  table_name: 'users',
  size: '8 kB',
  scans: '0',
  is_valid: true,
  is_unique: false,
  is_replica_identity: false,
  is_partitioned: false,
  is_attached: false,
  constraint_name: null,
  definition: 'CREATE INDEX idx_a ON users (a)',
  is_owner: true,
  ...over,
});
const indexes = (over: Partial<IndexRow>, passesOver = false, refused: [string, string][] = []) =>
  judgeIndexes([index(over)], { refused: new Map(refused), passesOver })[0];
const relation = (over: Partial<RelationRow> = {}): RelationRow => ({
  name: 'log',
  is_found: true,
  kind: 'r',
  schema_name: 'public',
  relation_name: 'log',
  is_owner: true,
  size: '8 kB',
  ...over,
});
const view = { kind: 'view', identity: 'public.v', statement: null, is_ours: true, can_keep: true };
const reach = (row: RelationRow, dependents: (typeof view)[] = []) =>
  judgeReach('cascade', { row, dependents }, 'r')[0];
const setting = (over: Partial<SettingRow> = {}): SettingRow => ({
  name: 'max_connections',
  value: '80',
  unit: null,
  source: 'configuration file',
  context: 'postmaster',
  boot_value: '100',
  is_pending: false,
  own_value: '80',
  file_value: null,
  file_place: null,
  may_change: true,
  ...over,
});
const settings = (key: string, over: Partial<SettingRow>) =>
  judgeSettings([setting(over)]).find((one) => one.key === key);
const DAY = 86_400_000;
const aged = (days: number, severity: 'high' | 'critical') => judgeAge(0, { nowMs: days * DAY, severity });
const archiver = { is_on: true, is_failing: false, last_archived: 'then', last_failed_wal: null };
const use = { extension: 'vector', kind: 'view', identity: 'public.v', is_data: false };
const lack = { key: 'x', sentence: 'It may not.', statements: ['GRANT x TO y;'], isNeeded: true };
const error = (text: string) => judgeConfigurationFiles([{ place: 'a line 1', name: 'x', error: text }]);

it.each<[state: string, finding: Finding | undefined | null, key: string, verdict: Finding['verdict']]>([
  ['an index that nobody uses', listIndexes([index()])[0], 'indexes', 'ok'],
  ['an index of a constraint', indexes({ constraint_name: 'pk' }), 'indexes-droppable', 'block'],
  ['a partitioned index', indexes({ is_partitioned: true }), 'indexes-droppable', 'block'],
  ['a part of a partitioned index', indexes({ is_attached: true }), 'indexes-droppable', 'block'],
  ['an index of somebody else', indexes({ is_owner: false }), 'indexes-droppable', 'block'],
  ['a misspelt index', indexes({ is_found: false }), 'indexes-missing', 'block'],
  ['an index that a part before has dropped', indexes({ is_found: false }, true), 'indexes-missing', 'ok'],
  ['a unique index', indexes({ is_unique: true }), 'indexes-special', 'warn'],
  ['a replica identity', indexes({ is_replica_identity: true }), 'indexes-special', 'warn'],
  ['an index in use', indexes({ scans: '12' }), 'indexes-used', 'warn'],
  ['a definition that is not run', indexes({}, false, [['idx_a', 'it calls f()']]), 'indexes-unrestorable', 'warn'],
  ['a relation that is gone', reach(relation({ is_found: false })), 'cascade', 'warn'],
  ['a view where a table was', reach(relation({ kind: 'v' })), 'cascade', 'block'],
  ['a relation of somebody else', reach(relation({ is_owner: false })), 'cascade', 'block'],
  ['nothing that goes along', reach(relation()), 'cascade', 'ok'],
  ['a view that goes along', reach(relation(), [view]), 'cascade', 'warn'],
  ['a view of somebody else', reach(relation(), [{ ...view, is_ours: false }]), 'cascade-lost', 'block'],
  ['an object that cannot be kept', reach(relation(), [{ ...view, can_keep: false }]), 'cascade-lost', 'block'],
  ['a function that mentions it', judgeMentions('m', [{ identity: 'f()', language: 'plpgsql' }]), 'm', 'warn'],
  ['no function that mentions it', judgeMentions('m', []), 'm', 'ok'],
  ['a setting that ALTER SYSTEM set', settings('setting-max_connections', {}), 'setting-max_connections', 'ok'],
  [
    'one that it did not set',
    settings('setting-max_connections', { own_value: null }),
    'setting-max_connections',
    'warn',
  ],
  [
    'one that waits for a restart',
    settings('setting-max_connections', { is_pending: true }),
    'setting-max_connections',
    'warn',
  ],
  ['nothing set at all', settings('settings-set', { own_value: null }), 'settings-set', 'block'],
  [
    'a setting that the role may not change',
    settings('settings-allowed', { may_change: false }),
    'settings-allowed',
    'block',
  ],
  ['no library that goes', judgeLibraries([], []), 'libraries', 'ok'],
  ['a library that goes', judgeLibraries(['x'], []), 'libraries', 'warn'],
  [
    'too little room after the reset',
    judgeRoom([setting()], { used: 98, reserved: 3 })[0],
    'max-connections-enough',
    'warn',
  ],
  ['a broken line', error('unrecognized configuration parameter'), 'configuration-files', 'block'],
  ['a value that waits', error('setting could not be applied'), 'configuration-files', 'ok'],
  ['a tar', kindByFirstBytes('b', 'toc.dat') as Finding, 'backup', 'block'],
  ['an empty file', kindByFirstBytes('b', '') as Finding, 'backup', 'block'],
  ['a backup of a day', aged(1, 'critical'), 'backup-age', 'ok'],
  ['a backup of three days', aged(3, 'critical'), 'backup-age', 'warn'],
  ['a backup of eight days for a HIGH plan', aged(8, 'high'), 'backup-age', 'warn'],
  ['a backup of eight days for a CRITICAL plan', aged(8, 'critical'), 'backup-age', 'block'],
  ['a backup that nobody restored', judgeProvenance(null, 'ab', 'production'), 'backup-provenance', 'block'],
  ['the same in staging', judgeProvenance(null, 'ab', 'staging'), 'backup-provenance', 'block'],
  ['the same in a sandbox', judgeProvenance(null, 'ab', 'sandbox'), 'backup-provenance', 'warn'],
  [
    'one that was restored well',
    judgeProvenance({ at: '2026-01-01', incidentCode: 'X' }, 'ab', 'production'),
    'backup-provenance',
    'ok',
  ],
  ['tables of one side only', judgeDifferences(['a'], ['b'])[0], 'backup-differences', 'warn'],
  ['a dump of a newer server', judgeVersion('17.1', 'PostgreSQL 15.8')[0], 'backup-version', 'warn'],
  ['an archive that works', judgeArchiver(archiver)[0], 'wal-archive', 'ok'],
  ['an archive that fails', judgeArchiver({ ...archiver, is_failing: true })[0], 'wal-archive', 'warn'],
  ['an extension that nothing uses', judgeExtensionUsers(['vector'], []), 'extension-users', 'ok'],
  ['an extension that a view uses', judgeExtensionUsers(['vector'], [use]), 'extension-users', 'warn'],
  [
    'an extension that a column uses',
    judgeExtensionUsers(['vector'], [{ ...use, is_data: true }]),
    'extension-users',
    'block',
  ],
  ['a right that is missing', judgePrivileges('r', [lack]), 'privileges', 'block'],
  ['a right that would only help', judgePrivileges('r', [{ ...lack, isNeeded: false }]), 'privileges', 'ok'],
])('%s has its verdict, with a next move where it is not well', (_, finding, key, verdict) => {
  expect(finding).toMatchObject({ key, verdict });
  if (verdict !== 'ok') expect(finding?.remedy).toMatch(/[.:;]/);
});

it('an invalid index can be removed beside the plan, unless somebody builds it right now', () => {
  const left = {
    schema_name: 'public',
    table_name: 'users',
    name: 'idx_a',
    is_being_built: false,
    size: '0 bytes',
    oid: '7',
  };
  expect(judgeInvalidIndexes([])).toMatchObject({ key: 'invalid-indexes', verdict: 'ok' });
  expect(judgeInvalidIndexes([left])).toMatchObject({ verdict: 'warn', leftIndexes: [{ oid: '7', name: 'idx_a' }] });
  expect(judgeInvalidIndexes([{ ...left, is_being_built: true }])).not.toHaveProperty('leftIndexes');
});

it('the first bytes decide what restores it', () => {
  expect(kindByFirstBytes('b', 'PGDMP\x01')).toBe('custom archive');
  expect(kindByFirstBytes('b', '--\n-- Po')).toBe('plain text');
});

it('a plain dump that does not reach its last line is refused', () => {
  expect(judgePlainReading('b', parsePlainReading(''))).toMatchObject({ verdict: 'block' });
});

it('libraries that a reset takes away are those that the files do not name', () => {
  const row = setting({ name: 'shared_preload_libraries', value: 'a, b', file_value: 'b', own_value: 'a, b' });
  expect(lostLibraries([row])).toEqual(['a']);
  expect(lostLibraries([])).toBeNull();
});

const answer = (text: string, isOk = true) => ({ text, isOk, why: isOk ? '' : 'exit code 1' });
const preview = (heads: string, script: string | null) =>
  judgePreview({ heads: answer(heads), preview: answer(script ?? '', script !== null) }, 'plan another').verdict;
const revision = (id: string, down: string[]) => ({ id, down, path: `${id}.py`, title: id }) as never;

it.each<[state: string, verdict: string, wanted: string]>([
  ['one head and a downgrade that drops', preview('a (head)', 'DROP INDEX x;'), 'ok'],
  ['two heads', preview('a (head)\nb (head)', 'DROP INDEX x;'), 'block'],
  ['an empty downgrade', preview('a (head)', 'UPDATE alembic_version SET version_num = 1;'), 'block'],
  ['a revision whose file is not there', preview('a (head)', null), 'block'],
  ['a script of its own', judgeDowngradeScript('ALTER TABLE x DROP y;', '').verdict, 'ok'],
  [
    'a script that only moves the revision',
    judgeDowngradeScript('UPDATE alembic_version SET x = 1;', '').verdict,
    'block',
  ],
  ['a revision that the history does not know', judgeTargetRevision('z', 'a', [revision('a', [])]).verdict, 'block'],
  ['a database whose revision has no file', judgeTargetRevision('a', 'z', [revision('a', [])]).verdict, 'block'],
  ['where it is already', judgeTargetRevision('a', 'a', [revision('a', [])]).verdict, 'warn'],
  ['no row of alembic_version', judgeOneRevision('k', 0, block)?.verdict ?? '', 'block'],
  ['two rows, where the plan does without', judgeOneRevision('k', 2, warn)?.verdict ?? '', 'warn'],
])('Alembic: %s', (_, verdict, wanted) => {
  expect(verdict).toBe(wanted);
});

const database = (name: string, over: Record<string, unknown> = {}) => ({
  name,
  oid: '1',
  is_open: true,
  is_owner: true,
  can_create: true,
  size_bytes: '1000',
  ...over,
});
const restoring = (...rows: Record<string, unknown>[]) =>
  forRestoring(findDatabases(rows, 'replyx'), 'replyx', { stamp: '20260101_000000', where: undefined });

it.each<[state: string, verdict: string | undefined, wanted: string]>([
  ['the one that may be swapped', restoring(database('replyx')).findings[0]?.verdict, 'ok'],
  ['none under the name', restoring(database('replyx_failed_20250101_000000')).findings[0]?.verdict, 'block'],
  ['a closed one', restoring(database('replyx', { is_open: false })).findings[0]?.verdict, 'block'],
  ['somebody else’s', restoring(database('replyx', { is_owner: false })).findings[0]?.verdict, 'block'],
  [
    'a role that may not create one',
    restoring(database('replyx', { can_create: false })).findings[0]?.verdict,
    'block',
  ],
  ['another server', judgeServer({ system_identifier: '8' }, '7')?.verdict, 'block'],
  ['a standby', judgeServer({ system_identifier: '7', is_in_recovery: true }, '7')?.verdict, 'block'],
])('a database to restore over: %s', (_, verdict, wanted) => {
  expect(verdict).toBe(wanted);
});
