import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StepOutcome } from '@/lib/contracts/plan';
import { verifyChain } from '../audit/event-chain';
import { readEvents } from '../audit/read-events';
import { db } from '../db';
import { rebind, startedRun } from '../testing/rollback';
import { openTestConsole, putRunbookInForce, type TestConsole } from '../testing/test-console';
import { until } from '../testing/until';
import { claimQuickly } from './claim-quickly';
import { type Claim, claimStep } from './claim-step';
import { executeStep } from './execute-step';
import { giveUp } from './find-lost-steps';
import { eventsOf, everything, jobsOf, never, typesOf, workerWithLease } from './go-on.fixture';

let at: TestConsole;

beforeAll(async () => {
  at = await openTestConsole();
});
afterAll(() => at.close());

describe('a run that goes on by itself', () => {
  it('has the end of a step and the claim of the next in one transaction, and whole chains', async () => {
    const run = await startedRun(at, { mode: 'to_decision' });
    const id = await workerWithLease();
    await executeStep({ stepId: (await run.step('append')).id, epoch: 0 }, { id, shutdown: never });
    expect([run.effects(), run.effects('second')]).toEqual([1, 1]);
    expect(await run.step('second')).toMatchObject({ state: 'succeeded', epoch: 1, claimedBy: id });
    expect(await run.load()).toMatchObject({ state: 'succeeded' });
    expect((await typesOf(run)).slice(-5)).toEqual([
      'step.started',
      'step.succeeded',
      'step.started',
      'step.succeeded',
      'run.succeeded',
    ]);
    const { rows } = await at.store.query('select xmin::text as x from "Event" where "runId" = $1 order by id', [
      run.runId,
    ]);
    const [, ended, began, last, over] = rows.slice(-5).map(({ x }) => x);
    expect([began, over]).toEqual([ended, last]);
    expect(await jobsOf(at, run, 'second')).toBe(0);
    const { headSeq, headHash } = await db().incident.findUniqueOrThrow({ where: { id: run.incidentId } });
    expect(verifyChain(await readEvents(run.incidentId), { seq: headSeq, hash: headHash }).isWhole).toBe(true);
  });

  it('records the same events as one that is led step by step', async () => {
    const words = async (mode: 'step' | 'to_decision') => {
      const run = await startedRun(at, { mode, procedure: '1.7' });
      const { id } = await run.step('talk');
      await executeStep({ stepId: id, epoch: 0 }, { id: await workerWithLease(), shutdown: never });
      const events = (await eventsOf(run)).slice(-3);
      const printed = await db().output.findMany({ where: { stepId: id }, orderBy: { seq: 'asc' } });
      return {
        events: events.map(({ type, actorName, data }) => ({
          type,
          actorName,
          keys: Object.keys(data as object).sort(),
        })),
        lines: printed
          .map(({ text }) => text)
          .join('')
          .split('\n')
          .sort(),
        seqs: printed.map(({ seq }) => seq),
      };
    };
    const [led, alone] = [await words('step'), await words('to_decision')];
    expect(alone.events).toEqual(led.events);
    expect(alone.lines).toEqual(led.lines);
    expect(alone.seqs).toEqual(alone.seqs.map((_, index) => index + 1));
  });

  it('stops before what a person does, and before what cannot be taken back', async () => {
    for (const [procedure, state] of [
      ['1.10', 'waiting'],
      ['1.5', 'waiting'],
    ] as const) {
      const run = await startedRun(at, { procedure, mode: 'to_decision' });
      const job = { stepId: (await run.step('append')).id, epoch: 0 };
      await executeStep(job, { id: await workerWithLease(), shutdown: never });
      expect(await run.load()).toMatchObject({ state });
      expect(run.effects('second')).toBe(0);
    }
  });

  it('goes on with the runbook that was approved, though another one is in force by now', async () => {
    const run = await startedRun(at, { procedure: '1.2', mode: 'to_decision' });
    const job = { stepId: (await run.step('slow')).id, epoch: 0 };
    const work = executeStep(job, { id: await workerWithLease(), shutdown: never });
    await until('the effect', () => run.effects() === 1);
    await putRunbookInForce('changed meanwhile');
    await writeFile(join(run.target.folder, 'go'), '');
    await work;
    expect(await run.load()).toMatchObject({ state: 'succeeded' });
  });

  it('runs nothing on a target whose commands were changed between two steps', async () => {
    const run = await startedRun(at, { procedure: '1.2', mode: 'to_decision' });
    const job = { stepId: (await run.step('slow')).id, epoch: 0 };
    const work = executeStep(job, { id: await workerWithLease(), shutdown: never });
    await until('the effect', () => run.effects() === 1);
    await rebind(at, run.target, 'append-second', 'append', 'elsewhere');
    await writeFile(join(run.target.folder, 'go'), '');
    await work;
    const { state, outcome } = await run.step('second');
    expect(state).toBe('failed');
    expect((outcome as unknown as StepOutcome).summary).toContain('commands or endpoints were changed');
    expect(run.effects('second')).toBe(0);
  });

  it('is left to the queue by a worker that has come to take no new work', async () => {
    const run = await startedRun(at, { procedure: '1.2', mode: 'to_decision' });
    const leaving = new AbortController();
    const worker = { id: await workerWithLease(), shutdown: never, draining: leaving.signal };
    const work = executeStep({ stepId: (await run.step('slow')).id, epoch: 0 }, worker);
    await until('the effect', () => run.effects() === 1);
    leaving.abort();
    await writeFile(join(run.target.folder, 'go'), '');
    await work;
    expect(await run.step('slow')).toMatchObject({ state: 'succeeded' });
    expect(await run.step('second')).toMatchObject({ state: 'ready', epoch: 0 });
    expect(await jobsOf(at, run, 'second')).toBe(1);
    await executeStep({ stepId: (await run.step('second')).id, epoch: 0 }, worker);
    expect(await run.step('second')).toMatchObject({ state: 'ready', epoch: 0 });
  });
});

describe('the first step of a run', () => {
  const ready = async (procedure = '1.1') => {
    const run = await startedRun(at, { procedure, mode: 'to_decision' });
    const [first] = (await run.load()).steps;
    return { run, stepId: first?.id as string, workerId: await workerWithLease() };
  };

  it('is claimed by one of many, with its intent, as the long way would claim it', async () => {
    const { run, stepId } = await ready();
    const workers = await Promise.all(Array.from({ length: 6 }, workerWithLease));
    const claims = await Promise.all(workers.map((id) => claimQuickly(stepId, 0, id)));
    const [claim, ...others] = claims.filter((made) => made !== null);
    expect(others).toEqual([]);
    expect(await run.step('append')).toMatchObject({ state: 'running', epoch: 1, claimedBy: claim?.step.claimedBy });
    const other = await ready();
    const long = (await claimStep(other.stepId, 0, other.workerId)) as Claim;
    const [quickIntent, longIntent] = await Promise.all([run, other.run].map(async (r) => (await eventsOf(r)).at(-1)));
    const shape = (event: typeof quickIntent) => ({
      type: event?.type,
      actorName: event?.actorName,
      data: { ...(event?.data as object), worker: '', display: '' },
    });
    expect(shape(quickIntent)).toEqual(shape(longIntent));
    expect(claim).toMatchObject({ rendered: { key: long.rendered.key }, driver: long.driver, refusal: null });
  });

  it.each([
    ['at another epoch', `update "Step" set epoch = 1 where "runId" = $1 and ordinal = 0`],
    ['of a run that waits', `update "Run" set state = 'waiting' where id = $1`],
    ['of another plan', `update "Run" set plan = jsonb_set(plan, '{steps,0,action,argv,0}', '"rm"') where id = $1`],
    ['without its approval', `update "Approval" set state = 'void' where "runId" = $1`],
  ])('is not claimed quickly %s', async (_, text) => {
    const { run, stepId, workerId } = await ready();
    await at.store.query(text, [run.runId]);
    const before = await everything(run);
    expect(await claimQuickly(stepId, 0, workerId)).toBeNull();
    expect(await everything(run)).toEqual(before);
  });

  it('is not claimed quickly by a worker without a lease', async () => {
    const { run, stepId } = await ready();
    expect(await claimQuickly(stepId, 0, randomUUID())).toBeNull();
    expect((await run.step('append')).state).toBe('ready');
  });

  it('is not claimed the long way either by a worker whose lease ran out', async () => {
    const { run, stepId, workerId } = await ready();
    const ranOut = `update "WorkerInstance" set "beatAt" = now() - interval '1 hour' where "id" = $1`;
    await at.store.query(ranOut, [workerId]);
    expect(await claimStep(stepId, 0, workerId)).toBeNull();
    expect(await run.step('append')).toMatchObject({ state: 'ready', epoch: 0 });
  });

  it('of which nobody knows whether it was claimed is given to a person, only where it is that attempt', async () => {
    const { run, stepId, workerId } = await ready();
    await claimQuickly(stepId, 0, workerId);
    await giveUp(stepId, 'the answer was lost', { epoch: 1, workerId: randomUUID() });
    await giveUp(stepId, 'the answer was lost', { epoch: 2, workerId });
    expect((await run.step('append')).state).toBe('running');
    await giveUp(stepId, 'the answer was lost', { epoch: 1, workerId });
    expect(await run.step('append')).toMatchObject({ state: 'unknown', outcome: { summary: 'the answer was lost' } });
    expect((await run.load()).state).toBe('waiting');
  });
});
