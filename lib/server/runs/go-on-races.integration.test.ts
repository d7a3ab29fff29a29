import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { db } from '../db';
import { startedRun } from '../testing/rollback';
import { openTestConsole, type TestConsole } from '../testing/test-console';
import { until } from '../testing/until';
import { claimStep } from './claim-step';
import { takeWheel } from './drive-run';
import { executeStep } from './execute-step';
import { findLostSteps } from './find-lost-steps';
import { findOwnClaim } from './go-on';
import { type Claimed, claimedRun, everything, never, record, typesOf, well, workerWithLease } from './go-on.fixture';
import { recordOutcome } from './record-outcome';
import { cancelStep } from './settle-step';

let at: TestConsole;

beforeAll(async () => {
  at = await openTestConsole();
});
afterAll(() => at.close());

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
      ({ run }) => takeWheel(at.people.otherEngineer, { runId: run.runId, reason: 'I take over.' }),
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
    const claimed = await claimedRun(at);
    await intervene(claimed);
    const before = await everything(claimed.run);
    expect(await record(claimed)).toEqual({ isRecorded: false, because });
    expect(await everything(claimed.run)).toEqual(before);
  });

  it.each([
    ['was disabled', `"isActive" = false`, `"isActive" = true`],
    ['may not approve any more', `role = 'manager'`, `role = 'team_lead'`],
  ])('the approver %s, and the step that follows is then refused', async (_, change, undo) => {
    const claimed = await claimedRun(at);
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
    const claimed = await claimedRun(at);
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
    const claimed = await claimedRun(at);
    await cancelStep(at.people.engineer, { stepId: claimed.claim.step.id, epoch: 1 });
    await recordOutcome(claimed.claim, well);
    expect(await claimed.run.load()).toMatchObject({ state: 'waiting', mode: 'step' });
    expect(await claimed.run.step('second')).toMatchObject({ state: 'pending', epoch: 0 });
  });
});

describe('of two hands that record the same step', () => {
  it('one does, and one has the next', async () => {
    const claimed = await claimedRun(at);
    const all = await Promise.all(Array.from({ length: 6 }, () => record(claimed)));
    expect(all.filter(({ isRecorded }) => isRecorded)).toHaveLength(1);
    expect(await claimed.run.step('second')).toMatchObject({ state: 'running', epoch: 1 });
    expect((await typesOf(claimed.run)).filter((type) => type === 'step.started')).toHaveLength(2);
  });

  it('the one that reads everything anew is no second one', async () => {
    const claimed = await claimedRun(at);
    const [fast] = await Promise.all([record(claimed), recordOutcome(claimed.claim, well)]);
    const { state } = await claimed.run.step('second');
    expect(state).toBe(fast.isRecorded ? 'running' : 'ready');
    expect((await typesOf(claimed.run)).filter((type) => type === 'step.succeeded')).toHaveLength(1);
  });
});

describe('when the store’s answer is lost', () => {
  it('the claim that was made is found again, by its own hands', async () => {
    const claimed = await claimedRun(at);
    const made = await record(claimed);
    await recordOutcome(claimed.claim, well);
    const found = await findOwnClaim(claimed.claim, claimed.going);
    expect(found?.step).toMatchObject({ key: 'second', state: 'running', epoch: 1, claimedBy: claimed.workerId });
    expect(made).toMatchObject({ isRecorded: true, claim: { startedAt: found?.startedAt, stamps: found?.stamps } });
  });

  it('a claim that the same worker made through the queue is not taken for it', async () => {
    const claimed = await claimedRun(at);
    await recordOutcome(claimed.claim, well);
    const { id } = await claimed.run.step('second');
    expect(await claimStep(id, 0, claimed.workerId)).not.toBeNull();
    expect(await findOwnClaim(claimed.claim, claimed.going)).toBeNull();
  });

  it('a claim that nobody acted on becomes unknown with its worker’s end, and has had no effect', async () => {
    const claimed = await claimedRun(at);
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
