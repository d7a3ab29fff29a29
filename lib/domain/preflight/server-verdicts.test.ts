import { describe, expect, it } from 'vitest';
import type { Finding } from '@/lib/contracts/plan';
import { procedure, sqlStep } from '../testing/fixtures';
import { judgeConnections } from './connections';
import { judgeDisk, judgeRestoreSpace, parseFreeSpace } from './disk-space';
import { generalLooks, isAllMaintenance } from './general-looks';
import { judgePooler } from './pooler';
import { judgeReplication } from './replication';
import { judgeOpenTransactions, judgeSnapshots, judgeTableLocks } from './sessions';
import { judgeTarget } from './wrong-target';

const enrolled = { systemIdentifier: '7', database: 'replyx' };
const server = {
  system_identifier: '7',
  database: 'replyx',
  is_in_recovery: false,
  server_version: 'PostgreSQL 15.8 x',
};
const session = (seconds: number) => ({
  pid: 7,
  usename: 'app',
  application_name: 'backend',
  state: 'idle in transaction',
  xact_seconds: seconds,
  query: 'select 1',
});
const lock = (seconds: number) => ({ ...session(seconds), table_name: 'users', mode: 'AccessShareLock' });
const snapshot = (seconds: number, database = 'replyx') => ({ ...session(seconds), database });
const prepared = [{ gid: 'order-1', owner: 'app', prepared_seconds: 5 }];
const again = { database: 'replyx', recreates: true };
const drop = { database: 'replyx', recreates: false };
const percent = (used_percent: number, hidden = 0) => ({ used: 1, usable: 97, used_percent, hidden });
const replica = (over = {}) => ({ name: 's1', state: 'streaming', lag_seconds: null, behind_bytes: '0', ...over });
const slot = (over = {}) => ({ name: 'x', is_active: false, wal_status: 'reserved', retained_bytes: '1000', ...over });
const backend = (pid: number, over = {}) => ({ pid, backend_start: '1', lock_timeout: '1873ms', ...over });
const probe = (over = {}) =>
  judgePooler({ before: backend(1), during: backend(1), other: backend(2), announcedPid: 1, ...over });
const GB = 1024 ** 3;
const place = (gigabytes: number, name = 'here /dev/sda1') => ({ freeBytes: gigabytes * GB, disk: name });
const restore = (backups: number, data: number, { isInPlace = false, isOneDisk = false } = {}) =>
  judgeRestoreSpace(10 * GB, { backups: place(backups), data: place(data, isOneDisk ? undefined : 'x'), isInPlace });

it.each<[state: string, finding: Finding | undefined, verdict: Finding['verdict']]>([
  ['the registered primary', judgeTarget(server, enrolled), 'ok'],
  ['another cluster', judgeTarget({ ...server, system_identifier: '8' }, enrolled), 'block'],
  ['another database of the cluster', judgeTarget({ ...server, database: 'other' }, enrolled), 'block'],
  ['no answer', judgeTarget(undefined, enrolled), 'block'],
  ['a standby', judgeTarget({ ...server, is_in_recovery: true }, enrolled), 'block'],
  ['no open transaction', judgeOpenTransactions([]), 'ok'],
  ['a transaction of a minute', judgeOpenTransactions([session(60)]), 'ok'],
  ['a transaction of over a minute', judgeOpenTransactions([session(61)]), 'warn'],
  ['no lock', judgeTableLocks([], []), 'ok'],
  ['a short lock', judgeTableLocks([lock(60)], []), 'warn'],
  ['a lock of over a minute', judgeTableLocks([lock(61)], []), 'block'],
  ['a prepared transaction', judgeTableLocks([], prepared), 'block'],
  ['an old snapshot before a drop', judgeSnapshots([snapshot(61)], drop), 'warn'],
  ['an old snapshot before a creation', judgeSnapshots([snapshot(61)], again), 'block'],
  ['an old snapshot of another database', judgeSnapshots([snapshot(61, 'other')], again), 'ok'],
  // A standby's feedback is of no database, and holds back whatever is created in any.
  ['an old snapshot of no database', judgeSnapshots([{ ...snapshot(61), database: null }], again), 'block'],
  ['a young snapshot', judgeSnapshots([snapshot(60)], again), 'ok'],
  ['connections below the limit', judgeConnections(percent(79.4)).at(-1), 'ok'],
  ['connections at the limit', judgeConnections(percent(80)).at(-1), 'warn'],
  ['connections that are hidden', judgeConnections(percent(10, 3))[0], 'warn'],
  ['no standby', judgeReplication([], [])[0], 'ok'],
  ['a standby that follows', judgeReplication([replica()], [])[0], 'ok'],
  ['a standby 10 s behind', judgeReplication([replica({ lag_seconds: 10 })], [])[0], 'warn'],
  ['a standby that catches up', judgeReplication([replica({ state: 'catchup' })], [])[0], 'warn'],
  ['a standby that is hidden', judgeReplication([replica({ state: null, behind_bytes: null })], [])[0], 'warn'],
  ['a standby 5 minutes behind', judgeReplication([replica({ lag_seconds: 300 })], [])[0], 'block'],
  ['a standby 1 GiB behind', judgeReplication([replica({ behind_bytes: String(GB) })], [])[0], 'block'],
  ['a slot that is read', judgeReplication([], [slot({ is_active: true })])[1], 'ok'],
  ['a slot that nobody reads', judgeReplication([], [slot()])[1], 'warn'],
  ['a slot that keeps 1 GiB', judgeReplication([], [slot({ retained_bytes: String(GB) })])[1], 'block'],
  ['a slot past its limit', judgeReplication([], [slot({ wal_status: 'unreserved' })])[1], 'block'],
  ['a direct connection', probe(), 'ok'],
  ['another backend for the next transaction', probe({ during: backend(3) }), 'block'],
  ['one backend for two connections', probe({ other: backend(1) }), 'block'],
  ['a limit that is lost', probe({ during: backend(1, { lock_timeout: '0' }) }), 'block'],
  ['a backend that was started anew', probe({ during: backend(1, { backend_start: '2' }) }), 'block'],
  ['a key that is not the server’s', probe({ announcedPid: 99 }), 'warn'],
  ['room for the indexes', judgeDisk(12 * GB, { bytes: 10 * GB, words: '10 GB' }), 'ok'],
  ['less than a fifth to spare', judgeDisk(11.9 * GB, { bytes: 10 * GB, words: '10 GB' }), 'warn'],
  ['two disks with room', restore(12, 12), 'ok'],
  ['no room for the dump', restore(11.9, 12), 'block'],
  ['no room for the copy', restore(12, 11.9), 'block'],
  ['one disk that holds only one of them', restore(23, 23, { isOneDisk: true }), 'block'],
  ['one disk that holds both', restore(24, 24, { isOneDisk: true }), 'ok'],
  ['a restore in place, which needs the dump only', restore(12, 0, { isInPlace: true }), 'ok'],
])('%s has its verdict', (_, finding, verdict) => {
  expect(finding?.verdict).toBe(verdict);
  if (verdict !== 'ok') expect(finding?.remedy).toMatch(/\.$/);
});

it('free space is read from the last line of df, and from nothing else', () => {
  const answer = 'Filesystem 1024-blocks Used Available Capacity Mounted on\n/dev/sda1 100 40 60 40% /srv\n';
  expect(parseFreeSpace(answer)).toEqual({ freeBytes: 60 * 1024, disk: '/dev/sda1' });
  for (const text of ['', 'df: no such file', '/dev/sda1 100']) expect(parseFreeSpace(text)).toBeNull();
});

describe('what stands in the way of every change', () => {
  const change = (over = {}) => ({ step: sqlStep({ effect: 'change', ...over }) });
  const chosen = (over: Record<string, unknown>, branch = 'main') => ({
    procedure: procedure(over),
    branch,
    parameters: { commit: 'x' },
  });
  const keys = (over: Record<string, unknown>) => generalLooks(chosen(over)).map(({ look }) => look);

  it('is looked at without the procedure asking for it, and never twice', () => {
    const preflight = [{ look: 'connections' }];
    expect(keys({ steps: [change()], preflight })).toEqual(
      expect.arrayContaining(['target-fingerprint', 'pooler', 'replication']),
    );
    expect(keys({ steps: [change()], preflight })).not.toContain('connections');
  });

  it('is not asked of a plan that changes nothing in the database', () => {
    expect(keys({ steps: [{ step: sqlStep() }] })).toEqual([]);
  });

  it('is seen from the cluster where every change is one of the cluster', () => {
    const swap = change({ connect: 'maintenance' });
    expect(isAllMaintenance(chosen({ steps: [swap] }))).toBe(true);
    expect(isAllMaintenance(chosen({ steps: [swap, change()] }))).toBe(false);
    expect(keys({ steps: [swap], preflight: [{ look: 'restore-databases' }] })).not.toContain('target-fingerprint');
  });
});
