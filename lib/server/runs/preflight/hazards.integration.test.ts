import { appendFileSync } from 'node:fs';
import type pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Finding } from '@/lib/contracts/plan';
import { judgeArchiver } from '@/lib/domain/preflight/backup';
import { judgeMentions, judgeReach } from '@/lib/domain/preflight/cascade';
import { judgeConnections } from '@/lib/domain/preflight/connections';
import { judgeExtensionUsers } from '@/lib/domain/preflight/extension-users';
import { judgeIndexes } from '@/lib/domain/preflight/indexes';
import { judgeBesides } from '@/lib/domain/preflight/remaining-indexes';
import { judgeReplication } from '@/lib/domain/preflight/replication';
import { judgeSnapshots, judgeTableLocks } from '@/lib/domain/preflight/sessions';
import { judgeConfigurationFiles, judgeSettings } from '@/lib/domain/preflight/settings';
import { judgeTarget } from '@/lib/domain/preflight/wrong-target';
import { loadSqlCatalogue, type SqlCatalogue, sqlRenderer } from '../../runbooks/sql-catalogue';
import { querySql } from '../../targets/execute-sql';
import { connected, type Pair, startPair } from '../../testing/server-pair';
import { until } from '../../testing/until';

// Each question of sql/preflight/, asked of a server that has been put into the very state that it is about.
let pair: Pair;
let admin: pg.Client;
let other: pg.Client;
let catalogue: SqlCatalogue;

beforeAll(async () => {
  [pair, catalogue] = await Promise.all([startPair(), loadSqlCatalogue('sql')]);
  [admin, other] = await Promise.all([connected(pair.primary), connected(pair.primary)]);
  await admin.query(`
    create table users (id int primary key, email text);
    create index idx_users_email on users (email);
    create index idxxemail2 on users (email);
    create unique index idx_users_once on users (id);
    create table parted (id int) partition by range (id);
    create table parted_one partition of parted for values from (0) to (10);
    create index idx_parted on parted (id)`);
});
afterAll(async () => {
  await Promise.all([admin?.end(), other?.end()]);
  await pair?.close();
});

type Given = Record<string, string | string[]>;
async function ask<Row>(file: string, given: Given = {}, databaseUrl = pair.primary): Promise<Row[]> {
  const statement = (await sqlRenderer(catalogue))(`preflight/${file}.sql`, given);
  return (await querySql({ databaseUrl }, statement, { timeoutMs: 5000, applicationName: 'rollback-test' })) as Row[];
}
const verdicts = (findings: readonly Finding[]) =>
  Object.fromEntries(findings.map(({ key, verdict }) => [key, verdict]));

it('a standby, another cluster and another database are told from the registered primary', async () => {
  const [row] = await ask<Parameters<typeof judgeTarget>[0]>('fingerprint');
  const enrolled = { systemIdentifier: row?.system_identifier ?? '', database: 'hazards' };
  expect(judgeTarget(row, enrolled).verdict).toBe('ok');
  const [standby] = await ask<Parameters<typeof judgeTarget>[0]>('fingerprint', {}, pair.standby);
  expect(judgeTarget(standby, enrolled)).toMatchObject({
    verdict: 'block',
    sentence: expect.stringContaining('standby'),
  });
  const [elsewhere] = await ask<Parameters<typeof judgeTarget>[0]>(
    'fingerprint',
    {},
    pair.primary.replace(/hazards$/, 'postgres'),
  );
  expect(judgeTarget(elsewhere, enrolled)).toMatchObject({
    verdict: 'block',
    sentence: expect.stringContaining('postgres'),
  });
});

it('a standby that stopped replaying is behind, and a slot that nobody reads keeps WAL', async () => {
  const look = async () => judgeReplication(await ask('replicas'), await ask('replication-slots'));
  await until('the standby to follow', async () => ((await ask('replicas')).length === 1 ? true : null));
  expect(verdicts(await look())['replica-lag']).not.toBe('block');
  const follower = await connected(pair.standby);
  await follower.query('select pg_wal_replay_pause()');
  await admin.query("select pg_create_physical_replication_slot('left_behind', true)");
  // WAL of more than 64 MiB, in a table that is thrown away.
  await admin.query(
    `create table bulk as select repeat('x', 1000) as text from generate_series(1, 75000); drop table bulk`,
  );
  await until('the WAL to arrive there', async () => (verdicts(await look())['replica-lag'] === 'warn' ? true : null));
  const [replicas, slots] = await look();
  expect(replicas).toMatchObject({
    key: 'replica-lag',
    verdict: 'warn',
    details: [expect.stringContaining('standby-one')],
  });
  expect(slots).toMatchObject({
    key: 'replication-slots',
    verdict: 'warn',
    details: [expect.stringMatching(/left_behind: keeps .* MB/)],
  });
  await follower.query('select pg_wal_replay_resume()');
  await follower.end();
  await admin.query("select pg_drop_replication_slot('left_behind')");
});

it('a prepared transaction and a lock of over a minute block, a short one warns', async () => {
  const look = async () =>
    judgeTableLocks(await ask('table-locks', { tables: ['users'] }), await ask('prepared-transactions'));
  expect((await look()).verdict).toBe('ok');
  await other.query('begin; lock table users in share mode');
  expect((await look()).verdict).toBe('warn');
  const aged = (await ask<{ xact_seconds: number }>('table-locks', { tables: ['users'] })).map((row) => ({
    ...row,
    xact_seconds: row.xact_seconds + 61,
  }));
  expect(judgeTableLocks(aged as never, []).verdict).toBe('block');
  await other.query("prepare transaction 'forgotten'");
  expect(await look()).toMatchObject({ verdict: 'block', details: [expect.stringMatching(/^forgotten of console/)] });
  await other.query("rollback prepared 'forgotten'");
});

it('a snapshot of this database holds up a creation, and one of another database does not', async () => {
  const elsewhere = await connected(pair.primary.replace(/hazards$/, 'postgres'));
  await other.query('begin isolation level repeatable read; select 1 from users');
  await elsewhere.query('begin isolation level repeatable read; select 1 from pg_class');
  const rows = await ask<{ database: string; xact_seconds: number }>('old-snapshots');
  expect(rows.map(({ database }) => database)).toEqual(expect.arrayContaining(['hazards', 'postgres']));
  const aged = rows.map((row) => ({ ...row, xact_seconds: 61 }));
  const judged = (database: string) =>
    judgeSnapshots(aged.filter((row) => row.database === database) as never, { database: 'hazards', recreates: true });
  expect(judged('hazards').verdict).toBe('block');
  expect(judged('postgres').verdict).toBe('ok');
  await other.query('commit');
  await elsewhere.end();
});

it('an index of a constraint, a partitioned one and a part of one are not dropped; a used and a unique one are named', async () => {
  await admin.query(
    'set enable_seqscan = off; select * from users where email = $$x$$; select pg_stat_force_next_flush()',
  );
  const rows = async (name: string) => {
    const found = await ask<Parameters<typeof judgeIndexes>[0][number]>('index-facts', { indexes: [name] });
    return judgeIndexes(found, { refused: new Map(), passesOver: false });
  };
  for (const name of ['users_pkey', 'idx_parted', 'parted_one_id_idx'])
    expect(verdicts(await rows(name)), name).toMatchObject({ 'indexes-droppable': 'block' });
  expect(verdicts(await rows('idx_users_once'))).toEqual({ 'indexes-special': 'warn' });
  await until('the use to be counted', async () =>
    'indexes-used' in verdicts([...(await rows('idx_users_email')), ...(await rows('idxxemail2'))]) ? true : null,
  );
  expect(verdicts(await rows('idx_emial'))).toEqual({ 'indexes-missing': 'block' });
});

it('what a wildcard means is a list of names, and what LIKE would take besides is said', async () => {
  const statement = (await sqlRenderer(catalogue))('verify/remaining-indexes.sql', {});
  const listed = await querySql({ databaseUrl: pair.primary }, statement, {
    timeoutMs: 5000,
    applicationName: 'rollback-test',
  });
  const names = listed.map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(['idx_users_email', 'idx_users_once', 'idx_parted']));
  expect(names).not.toContain('idxxemail2');
  expect(judgeBesides(await ask('wildcard-besides'))).toMatchObject([
    { key: 'remaining-indexes-besides', verdict: 'warn', details: ['public.idxxemail2 on users'] },
  ]);
});

it('a cascade is counted to its end, and functions that only mention a name are found in their text', async () => {
  const views = Array.from(
    { length: 103 },
    (_, at) => `create view seen_${at} as select * from ${at === 0 ? 'logged' : `seen_${at - 1}`}`,
  );
  await admin.query(`create table logged (id int); ${views.join('; ')};
    create function speaks() returns bigint language plpgsql as 'begin return (select count(*) from logged); end'`);
  const [row] = await ask<never>('relation-facts', { relations: ['logged'] });
  const dependents = await ask<never>('dependents', { relations: ['logged'] });
  const [finding] = judgeReach('cascade-table', { row: row as never, dependents }, 'r');
  // The server's own notice ends after 100.
  expect(finding).toMatchObject({
    verdict: 'warn',
    isExactList: true,
    sentence: expect.stringMatching(/^103 more objects go/),
  });
  expect(judgeMentions('m', await ask('mentions', { names: ['logged'] }))).toMatchObject({
    verdict: 'warn',
    details: ['speaks(), plpgsql'],
  });
});

it('columns of an extension’s type are data that would go, and its functions are only used', async () => {
  await admin.query(`create extension hstore; create table carts (tags hstore, many hstore[]);
    create view keys as select akeys(tags) as keys from carts`);
  const rows = await ask<Parameters<typeof judgeExtensionUsers>[1][number]>('extension-users', {
    extensions: ['hstore'],
  });
  expect(judgeExtensionUsers(['hstore'], rows)).toMatchObject({
    verdict: 'block',
    sentence: expect.stringMatching(/^2 columns hold data/),
  });
  expect(rows.map(({ identity }) => identity)).toEqual(
    expect.arrayContaining(['public.carts.tags', 'public.carts.many']),
  );
  expect(
    judgeExtensionUsers(['plpgsql'], await ask('extension-users', { extensions: ['hstore'] }).then(() => [])),
  ).toMatchObject({ verdict: 'ok' });
});

it('an archive that takes no WAL is said', async () => {
  await admin.query('select pg_switch_wal()');
  await until(
    'the archiver to fail',
    async () => ((await ask<{ is_failing: boolean }>('archiver'))[0]?.is_failing ? true : null),
    20_000,
  );
  expect(judgeArchiver((await ask<never>('archiver'))[0])).toMatchObject([{ key: 'wal-archive', verdict: 'warn' }]);
});

it('a setting that waits for a restart, and a broken line of the configuration, are seen', async () => {
  await admin.query("alter system set max_connections = '50'");
  await admin.query('select pg_reload_conf()');
  const rows = async () =>
    ask<Parameters<typeof judgeSettings>[0][number]>('system-settings', { settings: ['max_connections', 'work_mem'] });
  await until('the reload', async () => ((await rows())[0]?.own_value === '50' ? true : null));
  expect((await rows())[0]).toMatchObject({ context: 'postmaster', own_value: '50', may_change: true });
  expect(verdicts(judgeSettings(await rows()))['setting-work_mem']).toBe('warn');
  expect(judgeConfigurationFiles(await ask('configuration-errors')).verdict).toBe('ok');
  appendFileSync(pair.configuration, '\nno_such_setting = on\n');
  await admin.query('select pg_reload_conf()');
  const broken = judgeConfigurationFiles(await ask('configuration-errors'));
  expect(broken).toMatchObject({ verdict: 'block', details: [expect.stringContaining('no_such_setting')] });
  await admin.query('alter system reset max_connections');
});

it('connections near their limit warn', async () => {
  const many = await Promise.all(Array.from({ length: 28 }, () => connected(pair.primary)));
  expect(judgeConnections((await ask<never>('connections'))[0]).at(-1)).toMatchObject({
    key: 'connections',
    verdict: 'warn',
  });
  await Promise.all(many.map((one) => one.end()));
});
