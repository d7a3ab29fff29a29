import pg from 'pg';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { db } from '../db';
import { setCurrentRunbook, storeRunbook } from '../runbooks/store-runbook';
import { getGrantsView } from '../targets/get-hosts-view';
import { askHostLook, performHostLook } from '../targets/look-at-hosts';
import { storeTarget } from '../targets/register-target';
import { refusalOf } from '../testing/refusal';
import { registerTestTarget, type TestTarget, targetFile } from '../testing/rollback';
import { readShippedRunbook } from '../testing/shipped-runbook';
import { openTestConsole, type TestConsole } from '../testing/test-console';

/** Roles belong to the server that all tests share. */
const tail = Math.random().toString(36).slice(2, 10);
const APP = `App "one" ${tail}`;
const ROLE = `rollback_${tail}`;
const quote = (name: string) => `"${name.replaceAll('"', '""')}"`;

let at: TestConsole;
let target: TestTarget;
const run = (text: string) => at.database.query(text);

beforeAll(async () => {
  at = await openTestConsole();
  const { runbook, hash } = await readShippedRunbook();
  await storeRunbook(runbook, hash);
  await setCurrentRunbook(hash);
  // As a migration tool leaves it: the application's role owns its tables, some that no procedure touches among them.
  await run(`
    create role ${quote(APP)} login password 'app';
    create role ${ROLE} login password 'rollback';
    create schema other authorization ${quote(APP)};
    create table users (id int primary key, email text, active boolean);
    create index idx_users_email_active on users (email, active);
    create table dialogs (id int);
    create table other.ledger (id int);
    create table query_performance_log (id int);
    create view performance_metrics as select 1 as one;
    create table alembic_version (version_num text);
    revoke usage on schema public from public;
    alter table users owner to ${quote(APP)};
    alter table dialogs owner to ${quote(APP)};
    alter table other.ledger owner to ${quote(APP)};
    alter table alembic_version owner to ${quote(APP)};
    grant usage on schema public to ${quote(APP)}`);
  target = await registerTestTarget(at);
});
afterAll(async () => {
  const { database } = at.fingerprint;
  await at.close();
  const admin = new pg.Client({ connectionString: inject('storeAdminUrl') });
  await admin.connect();
  const made = await admin.query('select quote_ident(rolname) as name from pg_roles where rolname like any ($1)', [
    [`%${tail}%`, `${database}\\_%`],
  ]);
  // What was granted of the server itself outlasts the database.
  for (const { name } of made.rows) await admin.query(`drop owned by ${name}`);
  for (const { name } of made.rows) await admin.query(`drop role ${name}`);
  await admin.end();
});

async function advise(user: string, password: string) {
  const url = new URL(at.databaseUrl);
  if (user) [url.username, url.password] = [user, password];
  await storeTarget({ ...targetFile(at, target), databaseUrl: url.href }, null);
  await askHostLook(at.people.administrator, { targetKey: target.key });
  const { id } = await db().target.findUniqueOrThrow({ where: { key: target.key } });
  await performHostLook({ targetId: id });
  const { advice, isAsked } = await getGrantsView(at.people.administrator, target.key);
  if (!advice || isAsked) throw new Error('the worker has not said what it saw');
  return advice;
}

async function as(user: string, password: string, ...texts: string[]) {
  const url = new URL(at.databaseUrl);
  [url.username, url.password] = [user, password];
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  try {
    for (const text of texts) await client.query(text);
  } finally {
    await client.end();
  }
}

it('what the role lacks is said with the procedures that need it, and the printed statements give exactly that', async () => {
  const before = await advise(ROLE, 'rollback');
  expect(before).toMatchObject({ role: ROLE, isSuperuser: false });
  expect(before.lacks.map(({ key }) => key)).toEqual(
    expect.arrayContaining([
      'ownership',
      'creation',
      'reading',
      'calls',
      'settings',
      'create-database',
      'end-sessions',
      'see-sessions',
    ]),
  );
  const ownership = before.lacks.find(({ key }) => key === 'ownership');
  expect(ownership?.sentence).toMatch(/^Procedures 1\.2 and 4\.1 .*public\.users/);
  expect(before.unknown.join(' ')).toContain('idx_dialogs_assistant_started');
  await expect(as(ROLE, 'rollback', 'drop index concurrently idx_users_email_active')).rejects.toThrow(
    /owner|does not exist/,
  );

  const give = async (keys: (key: string) => boolean) => {
    const wanted = before.lacks.filter(({ key }) => keys(key));
    for (const statement of wanted.flatMap(({ statements }) => statements)) await run(statement);
  };
  await give((key) => key !== 'database');

  expect((await advise(ROLE, 'rollback')).lacks.map(({ key }) => key)).toEqual(['database']);
  await as(ROLE, 'rollback', 'set role none', 'drop index concurrently idx_users_email_active');
  await as(ROLE, 'rollback', 'create index concurrently idx_users_email_active on users (email, active)');
  await as(ROLE, 'rollback', 'alter system reset work_mem', 'select pg_reload_conf()');
  await expect(as(ROLE, 'rollback', 'drop table other.ledger')).rejects.toThrow(/permission denied|owner/);
  await expect(as(ROLE, 'rollback', 'drop table dialogs')).rejects.toThrow(/owner/);
  await expect(as(ROLE, 'rollback', 'alter system reset fsync')).rejects.toThrow(/permission denied/);
  await expect(as(ROLE, 'rollback', 'create role another')).rejects.toThrow(/permission denied/);
  await expect(as(ROLE, 'rollback', `alter database ${at.fingerprint.database} owner to ${ROLE}`)).rejects.toThrow(
    /owner/,
  );
  await give((key) => key === 'database');
  expect((await advise(ROLE, 'rollback')).lacks).toEqual([]);
  await as(APP, 'app', 'alter table users add column still_mine int', 'alter table users drop column still_mine');
});

it('a superuser is told that it can do everything, with the statements for a role of its own', async () => {
  const { isSuperuser, lacks, database } = await advise('', '');
  expect(isSuperuser).toBe(true);
  expect(lacks[0]).toMatchObject({ key: 'superuser', statements: [`CREATE ROLE "${database}_rollback" LOGIN;`] });
  for (const statement of lacks.flatMap(({ statements }) => statements)) await run(statement);
  await run(`alter role "${database}_rollback" password 'own'`);
  expect((await advise(`${database}_rollback`, 'own')).lacks).toEqual([]);
});

it('only administrators read it', async () => {
  expect(await refusalOf(getGrantsView(at.people.lead, target.key))).toMatchObject({ code: 'forbidden' });
});
