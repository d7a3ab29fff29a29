import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createTestStore } from '@/scripts/test/store';
import { watchBackend } from './execute-sql';
import { closeNetwork, frozenProxy } from './execute-sql-network.fixture';
import { createTestTarget, type TestTarget } from './execute-sql-target.fixture';

let test: TestTarget;

const run: TestTarget['run'] = (...given) => test.run(...given);

beforeAll(async () => {
  test = await createTestTarget(await createTestStore());
});
afterAll(async () => {
  closeNetwork();
  await test?.drop();
});

const leftBehind = async () => {
  const { rows } = await test.admin.query(
    "select pid, query from pg_stat_activity where datname = current_database() and application_name in ('sql test', 'rollback-console watch')",
  );
  return rows;
};
const nothingLeft = () =>
  vi.waitFor(async () => expect(await leftBehind()).toEqual([]), { timeout: 3000, interval: 20 });

/** Acts on a backend as soon as the server says that its statement sleeps. */
const onceAsleep = (act: (pid: number) => void) => (pid: number) => {
  const asleep = "select 1 from pg_stat_activity where pid = $1 and wait_event = 'PgSleep'";
  const check = async () => expect((await test.admin.query(asleep, [pid])).rowCount).toBe(1);
  void vi.waitFor(check, { timeout: 3000, interval: 10 }).then(() => act(pid));
};

describe('a statement that waits or does not end', () => {
  async function holdLock(): Promise<pg.Client> {
    const holder = new pg.Client({ connectionString: test.url, application_name: 'nightly report' });
    await holder.connect();
    await holder.query('begin; lock table things in access exclusive mode');
    return holder;
  }

  it('gives up on a lock in time and says who holds it', async () => {
    const holder = await holdLock();
    const result = await run('alter table things add column extra int', { lockTimeoutMs: 1000 });
    await holder.end();
    expect(result).toMatchObject({ ending: 'failed', sqlState: '55P03' });
    expect(result.error).toMatch(/nightly report.*idle in transaction/);
    expect(result.tookMs).toBeLessThan(2000);
  });

  it('shows while it waits what it waits for', async () => {
    const holder = await holdLock();
    let pid = 0;
    const running = run('alter table things add column extra int', {
      lockTimeoutMs: 3000,
      onBackend: (backend) => {
        pid = backend;
      },
    });
    await vi.waitFor(
      async () => {
        const look = await watchBackend(test.target, pid);
        expect(look).toMatchObject({
          state: 'active',
          waitEvent: 'Lock: relation',
          sentence: expect.stringMatching(/nightly report/),
        });
      },
      { timeout: 2500, interval: 30 },
    );
    await holder.end();
    expect(await running).toMatchObject({ ending: 'succeeded' });
    await vi.waitFor(async () => expect(await watchBackend(test.target, pid)).toBeNull(), { timeout: 2000 });
  });

  it('is gone from the server after its deadline', async () => {
    let pid = 0;
    const onBackend = (backend: number) => {
      pid = backend;
    };
    const result = await run('select pg_sleep(60)', { timeoutMs: 300, onBackend });
    expect(result).toMatchObject({ ending: 'timed_out', sqlState: '57014' });
    expect(result.error).toContain(`ended the statement of process ${pid}`);
    await nothingLeft();
  });

  it('is gone from the server after a cancel, within 5 s', async () => {
    const abort = new AbortController();
    const running = run('select pg_sleep(60)', {
      signal: abort.signal,
      onBackend: onceAsleep(() => abort.abort()),
    });
    const result = await running;
    expect(result).toMatchObject({ ending: 'cancelled' });
    expect(result.error).toMatch(/Process \d+ \(sql test\) is gone: pg_stat_activity shows it no more .* \(looked at /);
    expect(result.tookMs).toBeLessThan(5000);
    await nothingLeft();
  });

  it('is terminated where it does not heed a cancel', async () => {
    await test.admin.query(`create or replace function stubborn() returns void language plpgsql as $$
      begin loop begin perform pg_sleep(60); exception when query_canceled then null; end; end loop; end $$`);
    const abort = new AbortController();
    const result = await run('select stubborn()', {
      signal: abort.signal,
      onBackend: onceAsleep(() => abort.abort()),
    });
    expect(result).toMatchObject({ ending: 'cancelled' });
    expect(result.tookMs).toBeLessThan(5000);
    await nothingLeft();
  });

  it('is not started once it is cancelled', async () => {
    expect(await run('select 1', { signal: AbortSignal.abort() })).toMatchObject({ ending: 'not_started' });
  });

  it('that somebody ended from elsewhere in the middle of a change is lost, not failed', async () => {
    const result = await run('select pg_sleep(60)', {
      onBackend: onceAsleep((pid) => void test.admin.query('select pg_terminate_backend($1)', [pid])),
    });
    expect(result).toMatchObject({ ending: 'lost', sqlState: '57P01' });
    expect(result.error).toMatch(/not known/);
  });

  it('over a connection that is half open is given up within 15 s, and ends on the server too', async () => {
    const proxy = await frozenProxy(test.url);
    const over = { timeoutMs: 50_000, onBackend: onceAsleep(() => proxy.freeze()) };
    const result = await test.through(proxy.port, 'select pg_sleep(60)', over);
    expect(result).toMatchObject({ ending: 'lost' });
    expect(result.tookMs).toBeLessThan(15_000);
    proxy.stop();
    await nothingLeft();
  });

  it('leaves no connection behind, however it ended', nothingLeft);
});
