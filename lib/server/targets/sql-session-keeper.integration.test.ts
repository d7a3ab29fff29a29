import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { createTestStore } from '@/scripts/test/store';
import { closeNetwork, droppingPooler } from './execute-sql-network.fixture';
import { createTestTarget, type TestTarget } from './execute-sql-target.fixture';
import { SqlSessionKeeper } from './sql-session-keeper';

let test: TestTarget;
const sessions = new SqlSessionKeeper();

beforeAll(async () => {
  test = await createTestTarget(await createTestStore());
});
afterEach(() => sessions.close());
afterAll(async () => {
  closeNetwork();
  await test?.drop();
});

const read = (text: string, over: Parameters<TestTarget['run']>[1] = {}) =>
  test.run(text, { readOnly: true, sessions, ...over });
const backend = async () => (await read('select pg_backend_pid()')).rows[0]?.[0];
const open = async () =>
  (
    await test.admin.query(
      "select pid from pg_stat_activity where datname = current_database() and application_name like 'rollback-console between%'",
    )
  ).rows.map(({ pid }) => String(pid));

describe('a session that is kept between statements', () => {
  it('is the same backend, under each statement’s own name and limits', async () => {
    const look = (applicationName: string, timeoutMs: number, lockTimeoutMs: number) =>
      read(
        `select pg_backend_pid(), current_setting('application_name'), current_setting('statement_timeout'),
           current_setting('lock_timeout'), current_setting('transaction_read_only'),
           (select application_name from pg_stat_activity where pid = pg_backend_pid())`,
        { applicationName, timeoutMs, lockTimeoutMs },
      );
    const [one] = (await look('rollback-a-1', 7000, 1500)).rows;
    const [other] = (await look('rollback-b-2', 3_600_000, 90_000)).rows;
    expect(one?.slice(1)).toEqual(['rollback-a-1', '7s', '1500ms', 'on', 'rollback-a-1']);
    expect(other?.slice(1)).toEqual(['rollback-b-2', '1h', '90s', 'on', 'rollback-b-2']);
    expect(other?.[0]).toBe(one?.[0]);
  });

  it('bears nobody’s name while nothing runs', async () => {
    const pid = await backend();
    await vi.waitFor(async () => expect(await open()).toEqual([pid]), { timeout: 3000, interval: 10 });
  });

  it('has nothing of the statement before', async () => {
    const pid = await backend();
    await read(
      "select set_config('search_path', 'elsewhere', false), set_config('work_mem', '1GB', false), pg_advisory_lock(77)",
    );
    const { rows } = await read(
      "select pg_backend_pid(), current_setting('search_path'), current_setting('work_mem'), (select count(*) from pg_locks where locktype = 'advisory' and pid = pg_backend_pid())",
    );
    expect(rows[0]).toEqual([pid, '"$user", public', '4MB', '0']);
  });

  it('is not kept where its statement failed', async () => {
    const pid = await backend();
    expect(await read('select 1 / 0')).toMatchObject({ ending: 'failed', sqlState: '22012' });
    expect(await backend()).not.toBe(pid);
  });

  it('is replaced where it has ended in between, and the statement runs once', async () => {
    const pid = await backend();
    await test.admin.query('select pg_terminate_backend($1)', [pid]);
    await vi.waitFor(async () => expect(await open()).toEqual([]), { timeout: 3000, interval: 10 });
    const again = await read('select pg_backend_pid()');
    expect(again).toMatchObject({ ending: 'succeeded', total: 1 });
    expect(again.rows[0]?.[0]).not.toBe(pid);
  });

  it('is not handed out for another database, and is gone then', async () => {
    const pid = await backend();
    const other = { ...test.target, fingerprint: { ...test.target.fingerprint, database: 'another' } };
    await sessions.keepOnlyFor(test.target);
    expect(await backend()).toBe(pid);
    await sessions.keepOnlyFor(other);
    await vi.waitFor(async () => expect(await open()).toEqual([]), { timeout: 3000, interval: 10 });
    expect(await backend()).not.toBe(pid);
  });

  it('does not let a pooler drop the limits', async () => {
    const port = await droppingPooler(test.url);
    const through = () => test.through(port, 'select 1', { readOnly: true, sessions });
    expect(await through()).toMatchObject({ ending: 'not_started' });
    expect((await through()).error).toContain('did not take');
  });

  it('leaves no connection behind once it is closed', async () => {
    await backend();
    await sessions.close();
    await vi.waitFor(async () => expect(await open()).toEqual([]), { timeout: 3000, interval: 10 });
  });
});
