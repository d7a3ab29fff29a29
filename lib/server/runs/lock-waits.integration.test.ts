import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { RenderedStep } from '@/lib/contracts/plan';
import type { Blocker, LockWait } from '@/lib/contracts/side-step';
import { lockRetriesFor } from '@/lib/domain/lock-retries';
import { db } from '../db';
import { openTarget } from '../targets/get-target';
import { type Rollback, registerTestTarget, startedRun, workOff } from '../testing/rollback';
import { openTestConsole, type TestConsole } from '../testing/test-console';
import { until } from '../testing/until';
import type { Claim } from './claim-step';
import type { LockRecorder } from './lock-waits';
import type { OutputRecorder } from './output-recorder';
import { performAction } from './perform-action';
import { cancelStep } from './settle-step';

let at: TestConsole;
const holders: pg.Client[] = [];

beforeAll(async () => {
  at = await openTestConsole();
});
afterAll(() => at.close());
beforeEach(async () => {
  await at.database.query('drop table if exists things; create table things (id int, note text)');
  await at.database.query('create index idx_test on things (id)');
});
afterEach(async () => {
  for (const holder of holders.splice(0)) await holder.end();
});

/** Somebody whose transaction stays open. */
async function holdWith(
  statement: string,
  application = 'nightly report',
): Promise<{ pid: number; letGo: () => Promise<unknown> }> {
  const client = new pg.Client({ connectionString: at.databaseUrl, application_name: application });
  client.on('error', () => undefined);
  await client.connect();
  holders.push(client);
  await client.query(`begin; ${statement}`);
  const { rows } = await client.query('select pg_backend_pid() as pid');
  return { pid: rows[0].pid, letGo: () => client.query('rollback') };
}

const eventsOf = (run: Rollback, type: string) => db().event.findMany({ where: { runId: run.runId, type } });
const retried = (run: Rollback, times: number) =>
  until(`${times} recorded tries`, async () => (await eventsOf(run, 'step.lock_retried')).length >= times, 20_000);
const indexes = async () =>
  (await at.database.query("select indisvalid from pg_index where indexrelid = to_regclass('idx_test')")).rows;

describe('a step that waits for a lock', () => {
  it('is tried again once the lock is free, each try written down before it, with who was in the way', async () => {
    const holder = await holdWith("lock table things in access exclusive mode; select 'kim@example.com'");
    const run = await startedRun(at, { procedure: '1.8' });
    const working = workOff(run);
    await retried(run, 1);
    const waiting = (await run.step('drop')).lockWait as LockWait | null;
    expect(waiting).toMatchObject({
      attempt: 1,
      of: 5,
      blockers: [{ pid: holder.pid, application: 'nightly report' }],
    });
    expect(waiting?.blockers[0]).toMatchObject({ state: 'idle in transaction', keptBecause: null });
    expect(JSON.stringify(waiting)).not.toContain('kim@example.com');
    await holder.letGo();
    expect(await working).toMatchObject({ state: 'succeeded' });
    expect(await indexes()).toEqual([]);
    const [first] = await eventsOf(run, 'step.lock_retried');
    expect(first?.data).toMatchObject({
      attempt: 1,
      of: 5,
      blockers: [expect.stringContaining(`process ${holder.pid}`)],
    });
    expect(await eventsOf(run, 'step.started')).toHaveLength(1);
  });

  it('that left its index INVALID drops that very index at the next try', async () => {
    const holder = await holdWith('select * from things');
    const run = await startedRun(at, { procedure: '1.8' });
    const working = workOff(run);
    await retried(run, 1);
    expect(await indexes()).toEqual([{ indisvalid: false }]);
    await holder.letGo();
    expect(await working).toMatchObject({ state: 'succeeded' });
    expect(await indexes()).toEqual([]);
  });

  it('is not tried again where another index has taken the name meanwhile', async () => {
    await holdWith('lock table things in access exclusive mode');
    const run = await startedRun(at, { procedure: '1.8' });
    const working = workOff(run);
    await retried(run, 1);
    await holders[0]?.query('drop index idx_test; create index idx_test on things (note); commit');
    await working;
    const { state, outcome } = await run.step('drop');
    expect({ state, outcome: JSON.stringify(outcome) }).toMatchObject({
      state: 'failed',
      outcome: expect.stringContaining('is another one now'),
    });
    expect(await indexes()).toEqual([{ indisvalid: true }]);
  });

  it('that is stopped between two tries has done nothing, and is cancelled', async () => {
    await holdWith('lock table things in access exclusive mode');
    const run = await startedRun(at, { procedure: '1.8' });
    const working = workOff(run);
    await retried(run, 2);
    const { id, epoch } = await run.step('drop');
    await cancelStep(at.people.engineer, { stepId: id, epoch });
    await working;
    expect((await run.step('drop')).state).toBe('cancelled');
    expect(await indexes()).toEqual([{ indisvalid: true }]);
  });
});

describe('a change of a table that somebody holds', () => {
  const step = {
    key: 'alter',
    effect: 'change',
    timeoutMs: 60_000,
    action: {
      kind: 'sql',
      file: 'x',
      text: 'alter table things add column extra int',
      values: [],
      lockRetries: lockRetriesFor(2_000, 2),
    },
  } as unknown as RenderedStep;

  async function perform(locks: LockRecorder) {
    const { key } = await registerTestTarget(at);
    const { id } = await db().target.findUniqueOrThrow({ where: { key } });
    const output = { note: () => undefined, write: () => undefined } as unknown as OutputRecorder;
    const signal = new AbortController().signal;
    // Only a step on several hosts asks for its claim.
    const claim = {} as Claim;
    const tag = 'rollback-00000000-test';
    return performAction(step, { claim, target: await openTarget(id), signal, output, tag, locks });
  }

  it('ends after its tries, and says who is in the way, with no secret that a session has for a name', async () => {
    const password = decodeURIComponent(new URL(at.databaseUrl).password);
    const holder = await holdWith('select * from things', `nightly report ${password}`);
    const waits: Blocker[][] = [];
    const done = await perform({ show: async ({ blockers }) => void waits.push(blockers), retry: async () => true });
    expect(done).toMatchObject({ state: 'failed', summary: expect.stringMatching(/nightly report.*tried 2 times/) });
    expect(waits.at(-1)).toMatchObject([{ pid: holder.pid, application: 'nightly report ••••••' }]);
    expect(JSON.stringify([waits, done])).not.toContain(password);
  });

  it('is not tried again where the next try could not be written down', async () => {
    await holdWith('select * from things');
    const asked: number[] = [];
    const done = await perform({ show: async () => undefined, retry: async ({ attempt }) => !asked.push(attempt) });
    expect(done.state).toBe('failed');
    expect(asked).toEqual([1]);
  });

  it('holds whoever only reads up for no longer than its lock timeout', async () => {
    await holdWith('select * from things');
    const stalls: number[] = [];
    let isOver = false;
    const changing = perform({ show: async () => undefined, retry: async () => true }).finally(() => {
      isOver = true;
    });
    while (!isOver) {
      const begun = performance.now();
      await at.database.query('select count(*) from things');
      stalls.push(performance.now() - begun);
    }
    expect((await changing).state).toBe('failed');
    expect(Math.max(...stalls)).toBeGreaterThan(1_000);
    expect(Math.max(...stalls)).toBeLessThan(2_300);
  });
});
