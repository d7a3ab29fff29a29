import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadSqlParser, parseSql } from '@/lib/server/runbooks/parse-sql';
import { createTestStore, type TestStore } from '@/scripts/test/store';
import { type LockMode, strongest } from './lock-modes';
import { locksOf, type StatementLock } from './statement-locks';

let store: TestStore;
let client: pg.Client;
let holder: pg.Client;
let watcher: pg.Client;

beforeAll(async () => {
  await loadSqlParser();
  store = await createTestStore();
  [client, holder, watcher] = (await Promise.all(
    [1, 2, 3].map(async () => {
      const one = new pg.Client({ connectionString: store.url });
      await one.connect();
      await one.query('set search_path = locks');
      return one;
    }),
  )) as [pg.Client, pg.Client, pg.Client];
  await client.query(`
    create schema locks;
    create table t (id int primary key, a int, b text, parent int);
    create table other (id int primary key, t_id int);
    create index t_a on t (a);
    alter table t add constraint known check (id > 0) not valid;
    create view v as select id from t;
    create materialized view m as select id, a from t;
    create unique index m_id on m (id);
    create function touched() returns trigger language plpgsql as 'begin return new; end';
    create trigger tr before insert on t for each row execute function touched();
    create policy p on t using (true);
    create sequence s;
    create table parted (id int) partition by range (id);
    create table part partition of parted for values from (1) to (9);
    create table whole (id int);`);
});
afterAll(async () => {
  await Promise.all([client?.end(), holder?.end(), watcher?.end()]);
  await store?.drop();
});

/** What can be in a transaction is run in one, looked at, and taken back. */
const INSIDE = [
  'select * from t',
  'select * from t join other on other.t_id = t.id',
  'select * from t for update',
  'with named as (select * from t) select * from named',
  'insert into t (id) values (1)',
  'insert into other (id) select id from t',
  'update t set a = 1 from other where other.id = t.id',
  'delete from t using other where other.id = t.id',
  'truncate other',
  'lock table t in share row exclusive mode',
  'create index t_b on t (b)',
  'drop index t_a',
  'drop table other',
  'drop view v',
  'drop materialized view m',
  'drop sequence s',
  'drop trigger tr on t',
  'drop policy p on t',
  'alter table t add column c int',
  'alter table t drop column b',
  'alter table t alter column parent type bigint',
  'alter table t alter column a set default 1',
  'alter table t alter column a set not null',
  'alter table t alter column a set statistics 200',
  'alter table t set (fillfactor = 70)',
  'alter table t reset (fillfactor)',
  'alter table t set (autovacuum_enabled = false, user_catalog_table = true)',
  'alter table t alter column a set (n_distinct = 5)',
  'alter table t add constraint c check (a > 0)',
  'alter table t add constraint u unique (a)',
  'alter table other add constraint f foreign key (t_id) references t (id)',
  'alter table other add constraint f foreign key (t_id) references t (id) not valid',
  'alter table t validate constraint known',
  'alter table t drop constraint known',
  'alter table t disable trigger tr',
  'alter table t enable trigger all',
  'alter table t enable row level security',
  'alter table t replica identity full',
  'alter table t cluster on t_a',
  'alter table t rename column b to c',
  'alter table t rename to t2',
  'alter table t set schema public',
  'alter table t disable trigger tr, add column c int',
  'alter index t_a set (fillfactor = 70)',
  'alter index t_a rename to t_c',
  'alter table parted detach partition part',
  'alter table parted attach partition whole for values from (10) to (20)',
  'create trigger more after update on t for each row execute function touched()',
  'create rule r as on delete to other do instead nothing',
  'create policy q on t using (true)',
  'alter policy p on t using (false)',
  'analyze t',
  'reindex index t_a',
  'reindex table t',
  'cluster t using t_a',
  'refresh materialized view m',
  'refresh materialized view concurrently m',
  'comment on table t is $$x$$',
  'create table n (id int references t (id))',
  'create table n as select * from t',
  'create view w as select * from t',
  'create or replace view v as select id from t',
  'grant select on t to public',
];

/** What cannot is held up by somebody else's lock, so that the lock it asks for is seen while it waits; being looked up is not held up. */
const OUTSIDE = [
  'create index concurrently t_b on t (b)',
  'drop index concurrently t_a',
  'reindex index concurrently t_a',
  'reindex table concurrently t',
  'vacuum t',
  'vacuum (full) t',
  'vacuum (full false, analyze) t',
  'alter table parted detach partition part concurrently',
];

describe('what a statement is said to lock is what PostgreSQL locks', () => {
  it.each(INSIDE)('%s', async (sql) => {
    await client.query('begin');
    try {
      await client.query(sql);
      for (const lock of said(sql)) expect([nameOf(lock), lock.mode]).toEqual([nameOf(lock), await taken(lock)]);
      expect(await unsaid(sql)).toEqual([]);
    } finally {
      await client.query('rollback');
    }
  });

  it.each(OUTSIDE)('%s', async (sql) => {
    const [lock] = said(sql) as [StatementLock];
    await holder.query(`begin; lock table ${await tableOf(lock)} in share update exclusive mode`);
    const pid = (await client.query('select pg_backend_pid() as pid')).rows[0].pid;
    // It is cancelled below, and may end before that call comes back.
    const ending = client.query(sql).catch((error: Error) => error);
    try {
      await expect.poll(() => awaited(pid), { timeout: 5_000 }).toBe(lock.mode);
    } finally {
      await watcher.query('select pg_cancel_backend($1)', [pid]);
      expect(await ending).toBeInstanceOf(Error);
      await holder.query('rollback');
    }
  });
});

it('says nothing of a kind of statement that it does not know', () => {
  expect(locksOf(treeOf('listen news'))).toBeNull();
});

function treeOf(sql: string) {
  const parsed = parseSql(sql);
  if (parsed.verdict !== 'parsed') throw new Error(parsed.because);
  return parsed.tree;
}
const said = (sql: string) => locksOf(treeOf(sql))?.locks ?? [];
const nameOf = ({ on }: StatementLock) => on.name;

/** The index's own table where an index stands for it: by its definition, since it may be gone in this transaction. */
async function tableOf({ on, via }: StatementLock): Promise<string> {
  if (via !== 'index') return on.name;
  const { rows } = await holder.query(
    'select indrelid::regclass::text as name from pg_index where indexrelid = $1::regclass',
    [on.name],
  );
  return rows[0].name;
}

const MINE = `select c.relname::text as name, l.mode from pg_locks l join pg_class c on c.oid = l.relation
  join pg_namespace n on n.oid = c.relnamespace and n.nspname = 'locks'
  where l.pid = pg_backend_pid() and l.locktype = 'relation' and c.relkind in ('r', 'p', 'v', 'm', 'S', 'i')`;

/** Seen from outside: a dropped table has no name any more in its own transaction. */
async function held(): Promise<{ name: string; mode: LockMode }[]> {
  const pid = (await client.query('select pg_backend_pid() as pid')).rows[0].pid;
  const { rows } = await watcher.query(MINE.replace('pg_backend_pid()', '$1'), [pid]);
  return rows;
}
async function taken(lock: StatementLock): Promise<LockMode | null> {
  const name = await tableOf(lock);
  return strongest((await held()).filter((row) => row.name === name).map(({ mode }) => mode));
}

/** Tables that are locked so that others would wait, and are not spoken of. */
async function unsaid(sql: string): Promise<string[]> {
  const names = await Promise.all(said(sql).map(tableOf));
  const tables = (
    await watcher.query(
      "select relname::text as name from pg_class where relkind in ('r', 'v', 'm') and relnamespace = 'locks'::regnamespace",
    )
  ).rows.map(({ name }) => name);
  return (await held())
    .filter(
      ({ name, mode }) =>
        tables.includes(name) && !names.includes(name) && mode !== 'AccessShareLock' && mode !== 'RowShareLock',
    )
    .map(({ name, mode }) => `${name} ${mode}`);
}

async function awaited(pid: number): Promise<LockMode | null> {
  const { rows } = await watcher.query(
    "select mode from pg_locks where pid = $1 and not granted and locktype = 'relation'",
    [pid],
  );
  return rows[0]?.mode ?? null;
}
