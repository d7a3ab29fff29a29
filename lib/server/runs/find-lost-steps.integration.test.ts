import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Plan, RenderedStep, StepOutcome } from '@/lib/contracts/plan';
import { isAlive } from '@/scripts/lib/processes';
import { listProcessesOf } from '@/scripts/test/processes-of';
import { db } from '../db';
import { findTagged } from '../targets/spawner-processes.mjs';
import { refusalOf } from '../testing/refusal';
import { type Rollback, startedRun } from '../testing/rollback';
import { openTestConsole, type TestConsole } from '../testing/test-console';
import { until } from '../testing/until';
import { endWorkers, startWorker, type WorkerProcess } from '../testing/worker-process';
import { continueRun } from './drive-run';
import { recordOutcome } from './record-outcome';
import { settleUnknown } from './settle-step';
import { tagOf } from './step-tag';

// One worker after the other comes and goes; each test leaves the next one the worker that is left.
let at: TestConsole;
let worker: WorkerProcess;
const runs: Rollback[] = [];

beforeAll(async () => {
  at = await openTestConsole();
});
afterAll(async () => {
  await endWorkers();
  await at.close();
});

const start = async (procedure: string) => {
  const run = await startedRun(at, { procedure });
  runs.push(run);
  return run;
};
const file = (run: Rollback, name: string) => join(run.target.folder, name);
const reach = (run: Rollback, key: string, state: string) =>
  until(`${key} to be ${state}`, async () => (await run.step(key)).state === state);
const probed = (run: Rollback) =>
  until('the probe', () => db().event.findFirst({ where: { runId: run.runId, type: 'step.probed' } }));

/** The processes of the slow step, once it has had its effect. */
async function pidsOf(run: Rollback): Promise<number[]> {
  const text = await until('the slow step', () => readFile(file(run, 'pids'), 'utf8').catch(() => ''));
  return text.split(' ').map(Number);
}

const gone = (pids: number[]) => until('its processes to be gone', () => !pids.some(isAlive));

const NOBODY = { driver: null, stamps: { run: '', target: '' } };

async function succeedLate(run: Rollback, epoch: number): Promise<void> {
  const loaded = await run.load();
  const step = { ...(await run.step('slow')), state: 'running', epoch };
  const plan = loaded.plan as unknown as Plan;
  const rendered = plan.steps[0] as RenderedStep;
  const claim = { run: loaded, step, rendered, plan, startedAt: new Date(), refusal: null, ...NOBODY };
  await recordOutcome(claim, { state: 'succeeded', outcome: { summary: 'late', tookMs: 1, checks: [] } });
}

describe('a job that no worker has taken', () => {
  it('waits, and runs once when a worker comes', async () => {
    const [queued, lost] = [await start('1.1'), await start('1.1')];
    // As though a worker had died between taking the job and claiming the step: the job is never given again.
    const { id } = await lost.step('append');
    await at.store.query('delete from graphile_worker._private_jobs where payload::text like $1', [`%${id}%`]);
    expect([queued.effects(), lost.effects()]).toEqual([0, 0]);
    worker = await startWorker();
    for (const run of [queued, lost]) await reach(run, 'append', 'succeeded');
    expect([queued.effects(), lost.effects()]).toEqual([1, 1]);
  });
});

describe('a worker that is suspended past its lease', () => {
  it('loses its step to a person, ends when it wakes, and its late outcome is refused', async () => {
    const run = await start('1.2');
    const pids = await pidsOf(run);
    worker.send('SIGSTOP');
    const next = await startWorker();
    await reach(run, 'slow', 'unknown');
    await probed(run);
    // It would have succeeded in the meantime.
    await writeFile(file(run, 'go'), '');
    await gone(pids);
    worker.send('SIGCONT');
    expect(await worker.ended).toBe(70);
    worker = next;
    expect(await run.step('slow')).toMatchObject({ state: 'unknown', epoch: 1 });
    expect((await run.load()).state).toBe('waiting');
  });
});

describe('a worker that is killed', () => {
  let run: Rollback;

  it('leaves its step unknown and probed, and nothing of it running', async () => {
    run = await start('1.2');
    const pids = await pidsOf(run);
    worker.send('SIGKILL');
    await gone(pids);
    expect(await run.step('slow')).toMatchObject({ state: 'running' });
    worker = await startWorker();
    await reach(run, 'slow', 'unknown');
    await probed(run);
    expect((await run.load()).state).toBe('waiting');
    const outcome = (await run.step('slow')).outcome as unknown as StepOutcome;
    expect(outcome.probe?.verdict).toBe('applied');
    expect(findTagged(tagOf({ step: await run.step('slow') }))).toEqual([]);
  });

  it('cannot write its outcome after that', async () => {
    await succeedLate(run, 1);
    expect(await run.step('slow')).toMatchObject({ state: 'unknown', epoch: 1 });
    expect(await db().event.count({ where: { runId: run.runId, type: 'step.succeeded' } })).toBe(0);
  });

  it('leaves the decision to the driver, whose word goes on from there', async () => {
    const word = { stepId: (await run.step('slow')).id, verdict: 'applied' as const, reason: 'I see its trace' };
    expect(await refusalOf(settleUnknown(at.people.otherEngineer, { ...word, epoch: 1 }))).toMatchObject({
      code: 'conflict',
    });
    expect(await refusalOf(settleUnknown(at.people.engineer, { ...word, epoch: 0 }))).toMatchObject({
      code: 'conflict',
    });
    await settleUnknown(at.people.engineer, { ...word, epoch: 1 });
    expect(await run.step('slow')).toMatchObject({ state: 'succeeded' });
    await continueRun(at.people.engineer, { runId: run.runId, mode: 'step' });
    await reach(run, 'second', 'succeeded');
    expect((await run.load()).state).toBe('succeeded');
    expect(run.effects('second')).toBe(1);
  });

  it('and whose step is run again by a person cannot write its old outcome into the new attempt', async () => {
    const again = await start('1.2');
    await pidsOf(again);
    worker.send('SIGKILL');
    worker = await startWorker();
    await reach(again, 'slow', 'unknown');
    await probed(again);
    const step = await again.step('slow');
    // Its trace goes, so that the step is not found done already.
    await Promise.all(['effect', 'pids'].map((name) => writeFile(file(again, name), '')));
    await writeFile(file(again, 'effect'), 'x\nx\n');
    await settleUnknown(at.people.engineer, { stepId: step.id, epoch: 1, verdict: 'run_again', reason: 'it did not' });
    await pidsOf(again);
    await succeedLate(again, 1);
    expect(await again.step('slow')).toMatchObject({ state: 'running', epoch: 2 });
    await writeFile(file(again, 'go'), '');
    await reach(again, 'slow', 'failed');
  });
});

describe('a worker that is told to go', () => {
  it('ends its step, leaves it unknown, and leaves nothing behind', async () => {
    const run = await start('1.2');
    const pids = await pidsOf(run);
    worker.send('SIGTERM');
    expect(await worker.ended).toBe(0);
    expect(await run.step('slow')).toMatchObject({ state: 'unknown', epoch: 1 });
    expect((await run.load()).state).toBe('waiting');
    expect(pids.filter(isAlive)).toEqual([]);
    expect(listProcessesOf(at.folder)).toEqual([]);
  });
});

it('no step was started twice by the machine', async () => {
  const counts = runs.map((run) => run.effects());
  expect(counts).toEqual([1, 1, 1, 1, 3, 1]);
});
