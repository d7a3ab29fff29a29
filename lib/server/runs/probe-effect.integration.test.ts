import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { StepOutcome } from '@/lib/contracts/plan';
import { decideApproval } from '../approvals/decide-approval';
import { db } from '../db';
import { askSideStep } from '../side-steps/ask-side-step';
import { runSideStep } from '../side-steps/run-side-step';
import { livingWorker } from '../testing/living-worker';
import { refusalOf } from '../testing/refusal';
import { plannedRun, type Rollback, startedRun, workOff } from '../testing/rollback';
import { openTestConsole, type TestConsole } from '../testing/test-console';
import { until } from '../testing/until';
import { preflightOf } from './load-run';
import { probeStep } from './probe-step';
import { cancelStep, settleUnknown } from './settle-step';
import { tagOf } from './step-tag';

let at: TestConsole;
const clients: pg.Client[] = [];

beforeAll(async () => {
  at = await openTestConsole();
});
afterAll(() => at.close());
beforeEach(async () => {
  await at.database.query('drop table if exists things; create table things (id int)');
  await at.database.query('create index idx_test on things (id)');
});
afterEach(async () => {
  for (const client of clients.splice(0)) await client.end().catch(() => undefined);
});

async function connect(application: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: at.databaseUrl, application_name: application });
  client.on('error', () => undefined);
  await client.connect();
  clients.push(client);
  return client;
}

/** A step that its worker lost sight of, as the search for lost steps leaves it. */
async function lostRun(): Promise<Rollback> {
  const run = await startedRun(at, { procedure: '1.8' });
  const { id } = await run.step('drop');
  await db().step.update({ where: { id }, data: { state: 'unknown', epoch: 1, finishedAt: new Date() } });
  await db().run.update({ where: { id: run.runId }, data: { state: 'waiting' } });
  return run;
}

async function probed(run: Rollback) {
  await probeStep({ stepId: (await run.step('drop')).id, epoch: 1 });
  return ((await run.step('drop')).outcome as unknown as StepOutcome).probe;
}

/** What an interrupted DROP INDEX CONCURRENTLY leaves: it waits for a reader, and is cancelled. */
async function leaveInvalid(): Promise<void> {
  const reader = await connect('reader');
  await reader.query('begin; select * from things');
  const dropping = await connect('dropper');
  await dropping.query("set lock_timeout = '500ms'");
  await dropping.query('drop index concurrently idx_test').catch(() => undefined);
  await reader.query('rollback');
}

describe('the probe of a lost drop of an index', () => {
  it('says that the index is gone', async () => {
    await at.database.query('drop index idx_test');
    const probe = await probed(await lostRun());
    expect(probe).toMatchObject({
      verdict: 'applied',
      sentences: [{ isOk: true, text: 'The index idx_test is gone.' }, {}, {}],
    });
    expect(probe?.leftIndexes).toBeUndefined();
  });

  it('says that it is present and valid', async () => {
    const probe = await probed(await lostRun());
    expect(probe).toMatchObject({ verdict: 'not_applied' });
    expect(probe?.sentences[0]?.text).toBe('The index idx_test is present and valid.');
  });

  it('says that it is present and INVALID, and names it for removal', async () => {
    await leaveInvalid();
    const probe = await probed(await lostRun());
    expect(probe?.verdict).toBe('unclear');
    expect(probe?.sentences[0]?.text).toMatch(/^The index idx_test is present and INVALID/);
    expect(probe?.leftIndexes).toMatchObject([{ schema: 'public', name: 'idx_test', table: 'things' }]);
  });

  it('says that the statement still runs and as which process, and nobody decides before it has ended', async () => {
    const run = await lostRun();
    const running = await connect(tagOf({ step: await run.step('drop') }));
    const { rows } = await running.query('select pg_backend_pid() as pid');
    const sleeping = running.query('select pg_sleep(60)').catch(() => undefined);
    await until('a statement that runs', async () => {
      const seen = await at.database.query("select 1 from pg_stat_activity where pid = $1 and state = 'active'", [
        rows[0].pid,
      ]);
      return seen.rowCount === 1;
    });
    const probe = await probed(run);
    expect(probe?.sentences[0]?.text).toMatch(
      new RegExp(`^The statement is still running as pid ${rows[0].pid} since `),
    );
    expect(probe).toMatchObject({ verdict: 'unclear', isRunning: true });
    const { id: stepId, epoch } = await run.step('drop');
    const again = () =>
      settleUnknown(at.people.engineer, { stepId, epoch, verdict: 'run_again', reason: 'it did not' });
    expect(await refusalOf(again())).toMatchObject({
      code: 'forbidden',
      message: expect.stringContaining('still runs'),
    });
    await at.database.query('select pg_cancel_backend($1)', [rows[0].pid]);
    await sleeping;
    expect((await probed(run))?.isRunning).toBeUndefined();
    await again();
    expect(await workOff(run)).toMatchObject({ state: 'succeeded' });
  });
});

describe('an index that was left INVALID', () => {
  async function ask(run: Rollback, oid: string) {
    const { id: stepId, epoch } = await run.step('drop');
    const { approvalId } = await askSideStep(at.people.engineer, {
      of: { stepId, epoch },
      kind: 'drop_index',
      about: oid,
      reason: 'it costs every write',
    });
    const { planHash } = await db().approval.findUniqueOrThrow({ where: { id: approvalId } });
    await decideApproval(at.people.lead, { approvalId, planHash, verdict: 'approved', reason: 'yes' });
    const { id: sideStepId } = await db().sideStep.findFirstOrThrow({ where: { runId: run.runId } });
    return { sideStepId, done: () => db().sideStep.findUniqueOrThrow({ where: { id: sideStepId } }) };
  }

  it('is removed beside the plan once a lead approved, exactly that one', async () => {
    await leaveInvalid();
    const run = await lostRun();
    const oid = (await probed(run))?.leftIndexes?.[0]?.oid as string;
    const { sideStepId, done } = await ask(run, oid);
    await runSideStep({ sideStepId }, await livingWorker());
    expect(await done()).toMatchObject({
      state: 'succeeded',
      outcome: { summary: 'idx_test is gone: pg_index shows it no more.' },
    });
    expect((await at.database.query("select to_regclass('idx_test') as it")).rows).toEqual([{ it: null }]);
  });

  it('is left alone where another one has its name by then', async () => {
    await leaveInvalid();
    const run = await lostRun();
    const oid = (await probed(run))?.leftIndexes?.[0]?.oid as string;
    const { sideStepId, done } = await ask(run, oid);
    await at.database.query('drop index idx_test; create index idx_test on things (id)');
    await runSideStep({ sideStepId }, await livingWorker());
    expect((await done()).outcome).toMatchObject({ summary: expect.stringContaining('gone already') });
    expect((await at.database.query("select to_regclass('idx_test') is not null as it")).rows).toEqual([{ it: true }]);
  });

  it('is not being removed any more once the worker goes, and that is said', async () => {
    await leaveInvalid();
    const run = await lostRun();
    const oid = (await probed(run))?.leftIndexes?.[0]?.oid as string;
    const { sideStepId, done } = await ask(run, oid);
    const reader = await connect('reader');
    await reader.query('begin; select * from things');
    const leaving = new AbortController();
    const working = runSideStep({ sideStepId }, await livingWorker({ shutdown: leaving.signal }));
    const drops = "select 1 from pg_stat_activity where query like 'drop index concurrently%' and state = 'active'";
    await until('a drop that waits', async () => (await at.database.query(drops)).rowCount === 1);
    leaving.abort();
    await working;
    expect(await done()).toMatchObject({
      state: 'failed',
      outcome: { summary: expect.stringContaining('It was cancelled, so it was stopped and rolled back') },
    });
    expect((await at.database.query(drops)).rowCount).toBe(0);
  });

  it('that the preflight finds is removed before anything runs, by the same request and approval', async () => {
    await leaveInvalid();
    const run = await plannedRun(at, { procedure: '1.8' });
    const found = preflightOf(await run.load())?.findings.flatMap(({ leftIndexes }) => leftIndexes ?? []) ?? [];
    expect(found).toMatchObject([{ schema: 'public', name: 'idx_test', table: 'things' }]);
    const about = found[0]?.oid as string;
    const ask = { of: { runId: run.runId }, kind: 'drop_index' as const, about, reason: 'it costs every write' };
    expect(await refusalOf(askSideStep(at.people.otherEngineer, ask))).toMatchObject({ code: 'conflict' });
    const { approvalId } = await askSideStep(at.people.engineer, ask);
    expect(await refusalOf(askSideStep(at.people.engineer, ask))).toMatchObject({ code: 'forbidden' });
    const { planHash } = await db().approval.findUniqueOrThrow({ where: { id: approvalId } });
    await decideApproval(at.people.lead, { approvalId, planHash, verdict: 'approved', reason: 'yes' });
    const { id: sideStepId } = await db().sideStep.findFirstOrThrow({ where: { runId: run.runId } });
    await runSideStep({ sideStepId }, await livingWorker());
    expect((await at.database.query("select to_regclass('idx_test') as it")).rows).toEqual([{ it: null }]);
    expect((await run.load()).state).toBe('draft');
  });

  it('that a stopped step left is named, too', async () => {
    const reader = await connect('reader');
    await reader.query('begin; select * from things');
    const run = await startedRun(at, { procedure: '1.8' });
    const working = workOff(run);
    await until('an index half gone', async () => {
      const { rows } = await at.database.query(
        "select indisvalid from pg_index where indexrelid = to_regclass('idx_test')",
      );
      return rows[0]?.indisvalid === false;
    });
    await cancelStep(at.people.engineer, { stepId: (await run.step('drop')).id, epoch: 1 });
    await working;
    const { state, outcome } = await run.step('drop');
    expect(state).toBe('cancelled');
    expect((outcome as unknown as StepOutcome).probe?.leftIndexes).toMatchObject([{ name: 'idx_test' }]);
  });
});
