import { readFile } from 'node:fs/promises';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type SqlRenderer, sqlRenderer } from '@/lib/server/runbooks/sql-catalogue';
import { createTestStore, type TestStore } from '@/scripts/test/store';

const FILES = ['preflight/dependents.sql', 'preflight/mentions.sql', 'preflight/relation-facts.sql'];

let store: TestStore;
let client: pg.Client;
let render: SqlRenderer;

const run = async (file: string, given: Record<string, string>) =>
  (await client.query({ ...render(file, given), queryMode: 'extended' } as pg.QueryConfig)).rows;
const dependentsOf = async (relations: string) => run('preflight/dependents.sql', { relations });

beforeAll(async () => {
  const texts = FILES.map(async (file) => [file, await readFile(new URL(file, import.meta.url), 'utf8')] as const);
  render = await sqlRenderer(Object.fromEntries(await Promise.all(texts)));
  store = await createTestStore();
  client = new pg.Client({ connectionString: store.url });
  await client.connect();
  await client.query(`
    create schema deps; set search_path = deps;
    create table log (id serial primary key, name text default 'x' check (name <> ''), at timestamptz default now());
    create index log_at on log (at);
    create view metrics as select name, count(*) as n from log group by name;
    create view weekly as select * from metrics where n > 1;
    create materialized view daily as select w.name, l.id from weekly w join log l using (name);
    create unique index on daily (id);
    create view plain as select id from log;
    create table other (id int primary key, log_id int references log (id), odd log, name text);
    create table shop (id int);
    create function newest() returns setof log language sql as 'select * from deps.log';
    create function amount() returns bigint language sql begin atomic select count(*) from deps.log; end;
    create function loose() returns void language plpgsql as 'begin perform 1 from metrics; end';
    create policy only_logged on shop using (id in (select id from log));
    create rule also as on insert to shop do also insert into log (name) values ('shop');
    create trigger touched after insert on log for each row execute function suppress_redundant_updates_trigger();
    grant execute on function amount() to public;`);
});
afterAll(async () => {
  await client?.end();
  await store?.drop();
});

it('lists what a view takes along, through views on views, and nothing of its own', async () => {
  expect((await dependentsOf('metrics')).map(({ identity }) => identity)).toEqual(['deps.daily', 'deps.weekly']);
  expect(await dependentsOf('daily')).toEqual([]);
  expect(await dependentsOf('nowhere')).toEqual([]);
});

it('lists what a table takes along, of every kind, and says what can be kept', async () => {
  const rows = await dependentsOf('log');
  expect(rows.map(({ kind, identity, can_keep }) => [kind, identity, can_keep])).toEqual([
    ['function', 'deps.amount()', true],
    ['function', 'deps.newest()', true],
    ['materialized view', 'deps.daily', true],
    ['policy', 'only_logged on deps.shop', false],
    ['rule', 'also on deps.shop', false],
    ['table column', 'deps.other.odd', false],
    ['table constraint', 'other_log_id_fkey on deps.other', true],
    ['view', 'deps.metrics', true],
    ['view', 'deps.plain', true],
    ['view', 'deps.weekly', true],
  ]);
  expect(rows.every(({ can_keep, is_ours }) => !can_keep || is_ours)).toBe(true);
  expect(new Set(rows.map(({ summary }) => summary)).size).toBe(1);
  expect(rows[0].summary).toBe(`10: ${rows.map(({ kind, identity }) => `${kind} ${identity}`).join('; ')}`);
});

it('is exactly what DROP takes along', async () => {
  const listed = (await dependentsOf('log')).map(({ kind, identity }) => `${kind} ${identity}`);
  const notices: string[] = [];
  client.on('notice', ({ message, detail }) => notices.push(detail ?? message ?? ''));
  await client.query('begin; drop table log cascade; rollback');
  // "drop cascades to view metrics", "constraint other_log_id_fkey on table other", "column odd of table other"
  const dropped = notices.join('\n').match(/drop cascades to (\w+ ?\w*)/g) ?? [];
  expect(dropped).toHaveLength(listed.length);
});

it('keeps statements that bring constraints and functions back', async () => {
  const statements = (await dependentsOf('log')).flatMap(({ statement }) => (statement ? [statement as string] : []));
  expect(statements).toHaveLength(3);
  await client.query('begin; alter table other drop constraint other_log_id_fkey; drop function amount(), newest()');
  for (const statement of statements) await client.query(statement);
  expect((await client.query('select amount()')).rows).toEqual([{ amount: '0' }]);
  await client.query('rollback');
});

it('finds functions that only mention a name', async () => {
  expect((await run('preflight/mentions.sql', { names: 'metrics' })).map((row) => row.identity)).toEqual(['loose()']);
  expect(await run('preflight/mentions.sql', { names: 'met_ics' })).toEqual([]);
});

it('says of each relation what and where it is', async () => {
  expect(await run('preflight/relation-facts.sql', { relations: 'log, metrics, nowhere' })).toMatchObject([
    { name: 'log', is_found: true, kind: 'r', schema_name: 'deps', is_owner: true },
    { name: 'metrics', is_found: true, kind: 'v' },
    { name: 'nowhere', is_found: false, kind: null, is_owner: false, size: null },
  ]);
});
