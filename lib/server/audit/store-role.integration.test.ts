import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { APPEND_ONLY as GRANTED } from '@/scripts/lib/store-role';
import { db, outputPool } from '../db';
import { askHotStore } from '../hot-store';
import { approvedRun } from '../testing/rollback';
import { openTestConsole, type TestConsole } from '../testing/test-console';
import { APPEND_ONLY, lookAtStoreRights } from './store-rights';

let at: TestConsole;
beforeAll(async () => {
  at = await openTestConsole();
  await approvedRun(at);
});
afterAll(() => at.close());

const REFUSED = APPEND_ONLY.flatMap((table) => [
  `update "${table}" set id = id`,
  `delete from "${table}"`,
  `truncate "${table}" cascade`,
  `drop table "${table}" cascade`,
  `alter table "${table}" disable trigger all`,
  `alter table "${table}" add column note text`,
  `create trigger mine before insert on "${table}" for each row execute function refuse_change()`,
  `create rule gone as on insert to "${table}" do instead nothing`,
]);
const OTHERS = [
  'drop function refuse_change() cascade',
  'create or replace function refuse_change() returns trigger language sql as $$ select new $$',
  `create or replace function append_event(uuid, uuid, uuid, uuid, text, text, jsonb, text[])
     returns table (event_id bigint, event_seq integer, event_at timestamptz) language sql as $$ select 1, 1, now() $$`,
  `set session_replication_role = 'replica'`,
  'delete from "Incident"',
  'alter sequence "Event_id_seq" restart',
  'create table mine (id int)',
  'delete from _prisma_migrations',
  'set role console',
  'alter role console_app superuser',
  `copy "Event" to program 'cat'`,
];

const WAYS: ((sql: string) => Promise<unknown>)[] = [
  (sql) => db().$executeRawUnsafe(sql),
  (sql) => outputPool().query(sql),
  (sql) => askHotStore('', sql, []),
  withOwnConnection,
];
const REFUSAL = /permission denied|must be (owner|superuser)|append-only|violates/i;

describe('the very connections of web, worker and terminal', () => {
  let before: unknown;
  const everything = async () =>
    (await at.store.query('select md5(string_agg(e::text, e.id::text)) as all from "Event" e')).rows;
  beforeAll(async () => {
    before = await everything();
  });

  it.each([...REFUSED, ...OTHERS].map((sql, index) => [sql, index] as const))('are refused: %s', async (sql, index) => {
    await expect(WAYS[index % WAYS.length]?.(sql)).rejects.toThrow(REFUSAL);
  });

  it.each(REFUSED.slice(0, 5))('are all alike: %s', async (sql) => {
    for (const way of WAYS) await expect(way(sql)).rejects.toThrow(REFUSAL);
  });

  it('have changed nothing by all that', async () => {
    expect(await everything()).toEqual(before);
  });

  it('are refused for every table that the start grants no more than adding to', () => {
    expect(APPEND_ONLY).toEqual(GRANTED);
  });

  it('may append, read and do everything else that a rollback needs', async () => {
    expect(await db().event.count()).toBeGreaterThan(5);
    expect(await lookAtStoreRights()).toEqual({ user: 'console_app', problems: [], remedy: '' });
  });
});

async function withOwnConnection(sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: process.env.DATABASE_URL });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

it('an owner’s connection is told apart, with the way out', async () => {
  const rows = await at.store.query('select current_user as name');
  expect(rows.rows[0].name).toBe('console');
  await at.store.query('grant update on "Event" to console_app');
  const { problems, remedy } = await lookAtStoreRights();
  expect(problems).toEqual(['console_app was granted to change or empty Event']);
  expect(remedy).toContain('DATABASE_OWNER_URL');
  await at.store.query('revoke update on "Event" from console_app');
});
