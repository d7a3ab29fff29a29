import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { createTestStore } from '@/scripts/test/store';
import { closeNetwork, droppingPooler } from './execute-sql-network.fixture';
import { createTestTarget, type TestTarget } from './execute-sql-target.fixture';
import { SqlSessionKeeper } from './sql-session-keeper';

let test: TestTarget;
const sessions = new SqlSessionKeeper();
const SOON = { timeout: 3000, interval: 10 };

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

  const settings = { timeoutMs: 7000, lockTimeoutMs: 1500, applicationName: 'rollback-next-1', readOnly: true };
  const named = async (name: string) =>
    (
      await test.admin.query(
        'select pid from pg_stat_activity where datname = current_database() and application_name = $1',
        [name],
      )
    ).rows.map(({ pid }) => String(pid));
  // It bears its name from the first moment; ready it is once what it was asked to read back is answered.
  const isReady = async () =>
    (
      await test.admin.query(
        "select 1 from pg_stat_activity where datname = current_database() and application_name = 'rollback-next-1' and state = 'idle' and query <> ''",
      )
    ).rowCount === 1;
  const ready = () => vi.waitFor(async () => expect(await isReady()).toBe(true), SOON);
  const readNext = (over: Partial<typeof settings> = {}) =>
    read("select pg_backend_pid(), current_setting('application_name')", { ...settings, ...over });

  it('is made ready before its statement is wanted, and is the one that runs it', async () => {
    sessions.prepare(test.target, settings);
    await ready();
    const [pid] = await named('rollback-next-1');
    expect((await readNext()).rows[0]).toEqual([pid, 'rollback-next-1']);
    sessions.prepare(test.target, { ...settings, applicationName: 'rollback-next-2' });
    expect((await readNext({ applicationName: 'rollback-next-2' })).rows[0]).toEqual([pid, 'rollback-next-2']);
  });

  it('is not used where it was made ready for other limits or for another database', async () => {
    sessions.prepare(test.target, settings);
    expect((await readNext({ timeoutMs: 6000 })).rows[0]?.[1]).toBe('rollback-next-1');
    await sessions.close();
    sessions.prepare(test.target, settings);
    await sessions.keepOnlyFor({ ...test.target, fingerprint: { ...test.target.fingerprint, database: 'another' } });
    await vi.waitFor(async () => expect(await named('rollback-next-1')).toEqual([]), SOON);
  });

  it('is seen to be the same once more where it was made ready a while ago', async () => {
    const clock = vi.spyOn(performance, 'now');
    sessions.prepare(test.target, settings);
    await ready();
    const [pid] = await named('rollback-next-1');
    await test.admin.query('select pg_terminate_backend($1)', [pid]);
    await vi.waitFor(async () => expect(await named('rollback-next-1')).toEqual([]), SOON);
    const later = performance.now() + 10_000;
    clock.mockImplementation(() => later);
    const again = await readNext();
    clock.mockRestore();
    expect(again).toMatchObject({ ending: 'succeeded', total: 1 });
    expect(again.rows[0]?.[0]).not.toBe(pid);
  });

  it('is closed where its statement never comes, also while it is being opened', async () => {
    sessions.prepare(test.target, settings);
    await sessions.close();
    await vi.waitFor(async () => expect(await named('rollback-next-1')).toEqual([]), SOON);
    const nowhere = { ...test.target, databaseUrl: 'postgresql://nobody@127.0.0.1:1/nothing' };
    sessions.prepare(nowhere, settings);
    await expect(sessions.open(nowhere, settings)).rejects.toThrow(/could not be reached/);
  });

  it('gives its place to the one for the next statement where its own never comes', async () => {
    sessions.prepare(test.target, settings);
    await ready();
    const next = { ...settings, applicationName: 'rollback-next-2' };
    sessions.prepare(test.target, next);
    await vi.waitFor(async () => expect(await named('rollback-next-1')).toEqual([]), SOON);
    await vi.waitFor(async () => expect(await named('rollback-next-2')).toHaveLength(1), SOON);
    const [pid] = await named('rollback-next-2');
    expect((await readNext(next)).rows[0]).toEqual([pid, 'rollback-next-2']);
  });

  it('leaves no connection behind once it is closed', async () => {
    await backend();
    await sessions.close();
    await vi.waitFor(async () => expect(await open()).toEqual([]), { timeout: 3000, interval: 10 });
  });
});
