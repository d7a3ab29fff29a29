import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StepOutcome } from '@/lib/contracts/plan';
import { verifyChain } from '../audit/event-chain';
import { readEvents } from '../audit/read-events';
import { db } from '../db';
import { type Rollback, rebind, startedRun } from '../testing/rollback';
import { openTestConsole, putRunbookInForce, type TestConsole } from '../testing/test-console';
import { until } from '../testing/until';
import { claimQuickly } from './claim-quickly';
import { type Claim, claimStep } from './claim-step';
import { takeWheel } from './drive-run';
import { executeStep } from './execute-step';
import { findLostSteps, giveUp } from './find-lost-steps';
import { findOwnClaim, type GoingOn, recordAndGoOn, whatFollows } from './go-on';
import { recordOutcome } from './record-outcome';
import { cancelStep } from './settle-step';

let at: TestConsole;

beforeAll(async () => {
  at = await openTestConsole();
});
afterAll(() => at.close());

const well = { state: 'succeeded' as const, outcome: { summary: 'it ended well', tookMs: 1, checks: [] } };
const never = new AbortController().signal;

async function workerWithLease(): Promise<string> {
  const id = randomUUID();
  // Longer than any test takes: there is no heartbeat here.
  await db().workerInstance.create({ data: { id, beatAt: new Date(Date.now() + 3_600_000) } });
  return id;
}

type Claimed = { run: Rollback; workerId: string; claim: Claim; going: GoingOn };

/** A run whose first step this worker has claimed, and what it would do after it. */
async function claimedRun(procedure = '1.1'): Promise<Claimed> {
  const run = await startedRun(at, { procedure, mode: 'to_decision' });
  const [first] = (await run.load()).steps;
  const workerId = await workerWithLease();
  const claim = (await claimStep(first?.id as string, 0, workerId)) as Claim;
  return { run, workerId, claim, going: (await whatFollows(claim, well)) as GoingOn };
}

const record = ({ claim, going }: Claimed) => recordAndGoOn(claim, well, going, []);
const eventsOf = (run: Rollback) => db().event.findMany({ where: { runId: run.runId }, orderBy: { id: 'asc' } });
const typesOf = async (run: Rollback) => (await eventsOf(run)).map(({ type }) => type);
const jobsOf = async (run: Rollback, key: string) => {
  const { id } = await run.step(key);
  const { rows } = await at.store.query('select from graphile_worker._private_jobs where payload::text like $1', [
    `%${id}%`,
  ]);
  return rows.length;
};
/** All that the statement could have written. */
const everything = async (run: Rollback) => [
  await db().step.findMany({ where: { runId: run.runId }, orderBy: { ordinal: 'asc' } }),
  await db().run.findUnique({ where: { id: run.runId } }),
  await db().output.count(),
  await typesOf(run),
];

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
    expect(await jobsOf(run, 'second')).toBe(0);
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
    expect(await jobsOf(run, 'second')).toBe(1);
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

describe('nothing is written, and nothing claimed, in one go where meanwhile', () => {
  const sql = (text: string) => async (claimed: Claimed) =>
    void (await at.store.query(text.replace('$1', `'${claimed.run.runId}'`)));
  const approver = `(select d."personId" from "Decision" d join "Approval" a on a.id = d."approvalId" where a."runId" = $1)`;

  it.each<[string, (claimed: Claimed) => Promise<unknown>, string]>([
    [
      'somebody asked to stop the step',
      ({ claim }) => cancelStep(at.people.engineer, { stepId: claim.step.id, epoch: 1 }),
      'the steps are otherwise',
    ],
    [
      'somebody else took the wheel',
      ({ run }) => takeWheel(at.people.otherEngineer, { runId: run.runId }),
      'somebody else took the wheel',
    ],
    ['the run was set to one step at a time', sql(`update "Run" set mode = 'step' where id = $1`), 'the run was moved'],
    ['another branch was taken', sql(`update "Run" set branch = 'other' where id = $1`), 'the run was moved'],
    [
      'the plan was edited in the store',
      sql(`update "Run" set plan = jsonb_set(plan, '{steps,1,action,argv,0}', '"rm"') where id = $1`),
      'the plan or another part of the run was changed',
    ],
    [
      'the next step was skipped',
      sql(`update "Step" set state = 'skipped' where "runId" = $1 and ordinal = 1`),
      'the steps are otherwise',
    ],
    [
      'the step was claimed anew',
      sql(`update "Step" set epoch = 2 where "runId" = $1 and ordinal = 0`),
      'the steps are otherwise',
    ],
    [
      'the approval was voided',
      sql(`update "Approval" set state = 'void' where "runId" = $1`),
      'nobody who may stands for the approval',
    ],
    [
      'its worker’s lease ran out',
      ({ workerId }) => db().workerInstance.update({ where: { id: workerId }, data: { beatAt: new Date(0) } }),
      'the worker has no lease',
    ],
    [
      'the step was given to a person, since its worker was lost',
      async ({ workerId }) => {
        await db().workerInstance.update({ where: { id: workerId }, data: { stoppedAt: new Date() } });
        await findLostSteps();
      },
      'the run was moved',
    ],
  ])('%s', async (_, intervene, because) => {
    const claimed = await claimedRun();
    await intervene(claimed);
    const before = await everything(claimed.run);
    expect(await record(claimed)).toEqual({ isRecorded: false, because });
    expect(await everything(claimed.run)).toEqual(before);
  });

  it.each([
    ['was disabled', `"isActive" = false`, `"isActive" = true`],
    ['may not approve any more', `role = 'manager'`, `role = 'team_lead'`],
  ])('the approver %s, and the step that follows is then refused', async (_, change, undo) => {
    const claimed = await claimedRun();
    const set = (what: string) => sql(`update "Person" set ${what} where id in ${approver}`)(claimed);
    await set(change);
    try {
      expect(await record(claimed)).toMatchObject({ isRecorded: false, because: expect.stringContaining('approval') });
      await recordOutcome(claimed.claim, well);
      const { id } = await claimed.run.step('second');
      await executeStep({ stepId: id, epoch: 0 }, { id: claimed.workerId, shutdown: never });
      expect(await claimed.run.step('second')).toMatchObject({ state: 'failed' });
      expect(claimed.run.effects('second')).toBe(0);
    } finally {
      await set(undo);
    }
  });

  it('the log takes no event', async () => {
    const claimed = await claimedRun();
    await at.store.query(`create function break_it() returns trigger language plpgsql as $$ begin raise 'the log is full'; end $$;
      create trigger broken before insert on "Event" for each row when (new.type = 'step.started') execute function break_it();`);
    try {
      const before = await everything(claimed.run);
      await expect(record(claimed)).rejects.toThrow('the log is full');
      expect(await everything(claimed.run)).toEqual(before);
    } finally {
      await at.store.query('drop trigger broken on "Event"; drop function break_it();');
    }
  });
});

describe('somebody who pressed Stop a moment too late', () => {
  it('still has nothing more started by itself', async () => {
    const claimed = await claimedRun();
    await cancelStep(at.people.engineer, { stepId: claimed.claim.step.id, epoch: 1 });
    await recordOutcome(claimed.claim, well);
    expect(await claimed.run.load()).toMatchObject({ state: 'waiting', mode: 'step' });
    expect(await claimed.run.step('second')).toMatchObject({ state: 'pending', epoch: 0 });
  });
});

describe('of two hands that record the same step', () => {
  it('one does, and one has the next', async () => {
    const claimed = await claimedRun();
    const all = await Promise.all(Array.from({ length: 6 }, () => record(claimed)));
    expect(all.filter(({ isRecorded }) => isRecorded)).toHaveLength(1);
    expect(await claimed.run.step('second')).toMatchObject({ state: 'running', epoch: 1 });
    expect((await typesOf(claimed.run)).filter((type) => type === 'step.started')).toHaveLength(2);
  });

  it('the one that reads everything anew is no second one', async () => {
    const claimed = await claimedRun();
    const [fast] = await Promise.all([record(claimed), recordOutcome(claimed.claim, well)]);
    const { state } = await claimed.run.step('second');
    expect(state).toBe(fast.isRecorded ? 'running' : 'ready');
    expect((await typesOf(claimed.run)).filter((type) => type === 'step.succeeded')).toHaveLength(1);
  });
});

describe('when the store’s answer is lost', () => {
  it('the claim that was made is found again, by its own hands', async () => {
    const claimed = await claimedRun();
    const made = await record(claimed);
    await recordOutcome(claimed.claim, well);
    const found = await findOwnClaim(claimed.claim, claimed.going);
    expect(found?.step).toMatchObject({ key: 'second', state: 'running', epoch: 1, claimedBy: claimed.workerId });
    expect(made).toMatchObject({ isRecorded: true, claim: { startedAt: found?.startedAt, stamps: found?.stamps } });
  });

  it('a claim that the same worker made through the queue is not taken for it', async () => {
    const claimed = await claimedRun();
    await recordOutcome(claimed.claim, well);
    const { id } = await claimed.run.step('second');
    expect(await claimStep(id, 0, claimed.workerId)).not.toBeNull();
    expect(await findOwnClaim(claimed.claim, claimed.going)).toBeNull();
  });

  it('a claim that nobody acted on becomes unknown with its worker’s end, and has had no effect', async () => {
    const claimed = await claimedRun();
    await record(claimed);
    await db().workerInstance.update({ where: { id: claimed.workerId }, data: { stoppedAt: new Date() } });
    await findLostSteps();
    expect(await claimed.run.step('second')).toMatchObject({ state: 'unknown' });
    expect(claimed.run.effects('second')).toBe(0);
  });

  it('in the middle of the transaction, each step has had its effect once and the run goes on', async () => {
    const run = await startedRun(at, { procedure: '1.2', mode: 'to_decision' });
    const id = await workerWithLease();
    const work = executeStep({ stepId: (await run.step('slow')).id, epoch: 0 }, { id, shutdown: never });
    await until('the effect', () => run.effects() === 1);
    const holder = await at.store.connect();
    await holder.query('begin');
    await holder.query('select from "Run" where id = $1 for update', [run.runId]);
    await writeFile(join(run.target.folder, 'go'), '');
    const waiting = `select pid from pg_stat_activity where application_name = 'rollback-console-engine' and wait_event_type = 'Lock'`;
    const pid = await until('the engine to wait', async () => (await at.store.query(waiting)).rows[0]?.pid);
    await at.store.query('select pg_terminate_backend($1)', [pid]);
    await until('its end', async () => (await at.store.query(waiting)).rowCount === 0);
    await holder.query('commit');
    holder.release();
    await work;
    const second = await run.step('second');
    if (second.state === 'ready') await executeStep({ stepId: second.id, epoch: 0 }, { id, shutdown: never });
    expect(await run.load()).toMatchObject({ state: 'succeeded' });
    expect([run.effects(), run.effects('second')]).toEqual([1, 1]);
    expect((await typesOf(run)).filter((type) => type === 'step.succeeded')).toHaveLength(2);
  });
});
