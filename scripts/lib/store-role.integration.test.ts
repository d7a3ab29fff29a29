import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { migrate } from './migrate';
import { Refusal } from './refusal';
import { grantStoreRole } from './store-role';

// An organisation's own store: a database that somebody owns who is no superuser, and a user that somebody else made.
const id = randomBytes(4).toString('hex');
const [OWNER, USER, DATABASE] = [`owner_${id}`, `user-${id}`, `own_${id}`];
let admin: pg.Client;
let user: pg.Client;

const urlFor = (role: string) => {
  const url = new URL(inject('storeAdminUrl'));
  Object.assign(url, { username: role, password: 'secret', pathname: `/${DATABASE}` });
  return url.href;
};

beforeAll(async () => {
  admin = new pg.Client({ connectionString: inject('storeAdminUrl') });
  await admin.connect();
  await admin.query(`create role ${OWNER} login password 'secret'`);
  await admin.query(`create role "${USER}" login password 'secret'`);
  await admin.query(`create database ${DATABASE} owner ${OWNER}`);
  await migrate(urlFor(OWNER));
  await grantStoreRole(urlFor(OWNER), urlFor(USER));
  user = new pg.Client({ connectionString: urlFor(USER) });
  await user.connect();
});
afterAll(async () => {
  await user?.end();
  await admin.query(`drop database ${DATABASE} with (force)`);
  await admin.query(`drop role ${OWNER}; drop role "${USER}"`);
  await admin.end();
});

const append = () =>
  user.query(`select * from append_event(null, null, null, null, 'Console', 'run.aborted', '{}', '{a,b,c,d}')`);

describe('the user of an organisation’s own store', () => {
  it('adds to the log, and can neither change it nor take off what guards it', async () => {
    await append();
    for (const sql of [
      `update "Event" set type = 'x'`,
      'delete from "Event"',
      'truncate "Event"',
      'alter table "Event" disable trigger all',
      'drop table "Event" cascade',
    ])
      await expect(user.query(sql)).rejects.toThrow(/permission denied|must be owner/);
    expect((await user.query('select count(*)::int as n from "Event"')).rows[0].n).toBe(1);
  });

  it('gives work to the queue and takes it, whose rows nobody but their owner sees otherwise', async () => {
    await user.query(`select graphile_worker.add_job('plan_run', '{"runId":"1"}')`);
    const { rows } = await user.query('select count(*)::int as n from graphile_worker._private_jobs');
    expect(rows[0].n).toBe(1);
    expect((await user.query('delete from graphile_worker._private_jobs')).rowCount).toBe(1);
  });

  it('is granted again at the next start without harm, and finds the store migrated', async () => {
    await grantStoreRole(urlFor(OWNER), urlFor(USER));
    await grantStoreRole(urlFor(USER), urlFor(USER));
    expect(await migrate(urlFor(USER))).toEqual([]);
    await append();
  });

  it('is told whom a migration needs, where there is one to do', async () => {
    const owner = new pg.Client({ connectionString: urlFor(OWNER) });
    await owner.connect();
    await owner.query(`delete from _prisma_migrations where migration_name like '%audit_lists'`);
    await owner.end();
    const migrated = migrate(urlFor(USER));
    await expect(migrated).rejects.toThrow(Refusal);
    await expect(migrated).rejects.toThrow(/DATABASE_OWNER_URL/);
  });
});
