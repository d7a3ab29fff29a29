import { readdir, readFile } from 'node:fs/promises';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { type SqlCatalogue, type SqlRenderer, sqlRenderer } from '@/lib/server/runbooks/sql-catalogue';

const FOLDER = new URL('./', import.meta.url);
const names = (await readdir(FOLDER, { recursive: true })).filter((name) => name.endsWith('.sql')).sort();
const files: SqlCatalogue = Object.fromEntries(
  await Promise.all(names.map(async (name) => [name, await readFile(new URL(name, FOLDER), 'utf8')] as const)),
);
const OIDS: Record<string, number> = {
  boolean: 16,
  integer: 23,
  text: 25,
  float8: 701,
  'integer[]': 1007,
  timestamptz: 1184,
};
const DATABASE = 'catalogue_test';
const ROLE = 'catalogue_app';

let admin: pg.Client;
let app: pg.Client;
let other: pg.Client;
let render: SqlRenderer;

/** As the console sends it: one statement by the extended protocol, identifiers quoted, values bound. */
async function run(file: string, given: Record<string, string> = {}): Promise<pg.QueryResult> {
  const config = { ...render(file, given), queryMode: 'extended' };
  return app.query(config as pg.QueryConfig);
}

async function connect(as?: { user?: string; database: string }): Promise<pg.Client> {
  const url = new URL(inject('storeAdminUrl'));
  if (as) url.pathname = as.database;
  if (as?.user) url.username = as.user;
  if (as?.user) url.password = as.user;
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  return client;
}

beforeAll(async () => {
  render = await sqlRenderer(files);
  admin = await connect();
  await admin.query(`create role ${ROLE} login password '${ROLE}'`);
  await admin.query(`create database ${DATABASE} owner ${ROLE}`);
  const inside = await connect({ database: DATABASE });
  // What procedure 2.2 takes of its role.
  await inside.query(`grant pg_read_all_settings to ${ROLE}; grant select on pg_file_settings to ${ROLE};
    grant execute on function pg_show_all_file_settings() to ${ROLE}`);
  await inside.end();
  app = await connect({ user: ROLE, database: DATABASE });
  other = await connect({ user: ROLE, database: DATABASE });
  await app.query(`
    create table users (id int primary key, email text, active boolean);
    create index idx_users_email_active on users (email, active);
    create index idxxemail2 on users (email);
    create table assistants (id int primary key, user_id int, name varchar(9), model varchar(9), telegram_token varchar(9),
      is_active boolean, created_at timestamptz);
    create table dialogs (id int primary key, assistant_id int, channel varchar(9), started_at timestamptz);
    create table dialog_messages (id int primary key, dialog_id int, sender varchar(9), content text, "timestamp" timestamptz);
    create table documents ();
    create table user_knowledge ();
    create table knowledge_embeddings ();
    create function search_embeddings_simple(query text, max_results int, filter_assistant_id int)
      returns table (id int, similarity_score real) language sql stable as 'select 1, 1::real';
    create table alembic_version (version_num text);
    insert into alembic_version values ('803b93aca2d2')`);
});
afterAll(async () => {
  await app?.end();
  await other?.end();
  await admin?.query(`drop database if exists ${DATABASE} with (force)`);
  await admin?.query(`drop role if exists ${ROLE}`);
  await admin?.end();
});

const GIVEN: Record<string, string> = {
  index: 'idx_users_email_active',
  indexes: 'idx_users_email_active',
  setting: 'work_mem',
  settings: 'work_mem, max_connections',
  extensions: 'plpgsql',
  role: 'public',
  prefix: 'idx_',
  functions: 'pg_reload_conf',
  tables: 'users',
  table: 'users',
  relations: 'users',
  names: 'users',
  present: 'table users',
  absent: 'table nowhere',
  pid: '1',
  database: 'catalogue_test',
  live: 'catalogue_test',
  marker: '16384/16385',
  bytes: '1000000',
  dialog: '1',
  user: '1',
  query: 'test query',
  results: '5',
  name: 'search_embeddings_simple',
};

describe.each(names.filter((name) => !name.startsWith('rollback/')))('%s', (name) => {
  it('runs as an ordinary user and returns the columns of its header', async () => {
    const text = files[name] as string;
    const params = [...(/^--! params: (.*)$/m.exec(text)?.[1] ?? '').matchAll(/([a-z]+):/g)].map((m) => m[1] as string);
    const { fields } = await run(name, Object.fromEntries(params.map((param) => [param, GIVEN[param] as string])));
    const expects = /^--! expects: (.*)$/m.exec(text)?.[1] ?? '';
    const columns = [
      ...expects.matchAll(/([a-z_]+) (boolean|integer\[\]|integer|text|float8|timestamptz)(?![a-z0-9])/g),
    ];
    expect(fields.map((field) => [field.name, field.dataTypeID])).toEqual(
      columns.map(([, column, type]) => [column, OIDS[type as string]]),
    );
  });
});

it('reads every core table, and fails by the name of one that is gone', async () => {
  expect((await run('verify/core-tables.sql')).rows).toEqual([{ tables: '7' }]);
  await app.query('alter table documents rename to documents_moved');
  await expect(run('verify/core-tables.sql')).rejects.toThrow(/"documents" does not exist/);
  await app.query('alter table documents_moved rename to documents');
});

it('lists only indexes whose name really begins with idx_', async () => {
  const { rows } = await run('verify/remaining-indexes.sql');
  expect(rows.map((row) => row.name)).toEqual(['idx_users_email_active']);
});

it('says of each index whether it is there and what stands in the way of dropping it', async () => {
  const { rows } = await run('preflight/index-facts.sql', { indexes: 'users_pkey, idx_emial, idx_users_email_active' });
  expect(rows).toMatchObject([
    { name: 'users_pkey', is_found: true, is_unique: true, constraint_name: 'users_pkey', is_owner: true },
    { name: 'idx_emial', is_found: false, definition: null },
    { name: 'idx_users_email_active', is_found: true, table_name: 'users', is_valid: true, constraint_name: null },
  ]);
  expect(rows[2].definition).toBe('CREATE INDEX idx_users_email_active ON public.users USING btree (email, active)');
});

it('fails on a misspelt index instead of passing over it', async () => {
  await expect(run('rollback/drop-index-concurrently.sql', { index: 'idx_emial' })).rejects.toThrow(/does not exist/);
  const hostile = 'x"; drop table users;--';
  await expect(run('rollback/drop-index-concurrently.sql', { index: hostile })).rejects.toThrow(/does not exist/);
  await expect(app.query('select 1 from users')).resolves.toBeDefined();
});

it('counts connections that an ordinary user cannot look into', async () => {
  const { rows } = await run('preflight/connections.sql');
  expect(rows[0].hidden).toBeGreaterThanOrEqual(1);
  expect(rows[0].used).toBeGreaterThanOrEqual(3);
});

it('shows who blocks a drop, and what a timeout leaves behind; a second try ends it', async () => {
  await other.query('begin; select * from users');
  const holders = await run('preflight/table-locks.sql', { tables: 'users' });
  expect(holders.rows.map((row) => row.state)).toContain('idle in transaction');
  // The cluster is shared with other tests' databases, whose snapshots this look rightly shows, too.
  const snapshots = (await run('preflight/old-snapshots.sql')).rows.filter((row) => row.database === DATABASE);
  expect(snapshots).toEqual([]);
  expect((await run('preflight/open-transactions.sql')).rows).toHaveLength(1);

  await app.query("set lock_timeout = '200ms'");
  const drop = () => run('rollback/drop-index-concurrently.sql', { index: 'idx_users_email_active' });
  await expect(drop()).rejects.toThrow(/lock timeout/);
  expect((await run('preflight/invalid-indexes.sql')).rows).toMatchObject([{ name: 'idx_users_email_active' }]);
  expect((await run('verify/index-gone.sql', GIVEN_INDEX)).rows).toMatchObject([{ is_valid: false }]);

  await other.query('commit');
  await drop();
  expect((await run('verify/index-gone.sql', GIVEN_INDEX)).rows).toEqual([]);
});
const GIVEN_INDEX = { indexes: 'idx_users_email_active' };
