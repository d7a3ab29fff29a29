import { randomUUID } from 'node:crypto';
import { describe, expect, it, vi } from 'vitest';
import type { LockWait } from '@/lib/contracts/side-step';
import { db } from '../db';
import { giveTarget, joinTeam, leaveTeam, makeTeam } from '../people/manage-teams';
import { retryStep } from '../runs/settle-step';
import { watchBlockers } from '../runs/watch-blockers';
import { endSession } from '../targets/execute-sql-cancel';
import { livingWorker } from '../testing/living-worker';
import { refusalOf } from '../testing/refusal';
import { workOff } from '../testing/rollback';
import { until } from '../testing/until';
import { findLostSideSteps } from './run-side-step';
import {
  ask,
  at,
  decide,
  hold,
  holderOf,
  holders,
  isThere,
  openSideSteps,
  people,
  sideOf,
  stuckRun,
  typesOf,
  whenSideStepIs,
  work,
} from './side-steps.fixture';
import { expireSideSteps } from './void-side-steps';

openSideSteps();

describe('a session that is in the way is ended', () => {
  it('is not done where its step gets on between the claim and the act', async () => {
    const holder = await hold();
    const run = await stuckRun(holder);
    await decide((await ask(run, holder)).approvalId, people.lead);
    const settle = `UPDATE "Step" SET "state" = 'succeeded' WHERE "id" = NEW."stepId";`;
    await whenSideStepIs('running', settle, () => work(run));
    expect(await sideOf(run)).toMatchObject({
      state: 'failed',
      outcome: { summary: expect.stringContaining('Nothing was done') },
    });
    expect(await isThere(holder)).toBe(true);
  });

  it('is not done by a worker that is taken for dead between the claim and the act', async () => {
    const holder = await hold();
    const run = await stuckRun(holder);
    await decide((await ask(run, holder)).approvalId, people.lead);
    const stop = `UPDATE "WorkerInstance" SET "stoppedAt" = now() WHERE "id"::text = NEW."claimedBy";`;
    await whenSideStepIs('running', stop, () => work(run));
    expect((await sideOf(run)).state).toBe('failed');
    expect(await isThere(holder)).toBe(true);
  });

  it('is recorded also when the store fails for a moment after it', async () => {
    const holder = await hold();
    const run = await stuckRun(holder);
    await decide((await ask(run, holder)).approvalId, people.lead);
    await at.store.query('CREATE SEQUENCE tries; GRANT USAGE ON SEQUENCE tries TO PUBLIC');
    const failOnce = `IF nextval('tries') = 1 THEN RAISE EXCEPTION 'the store is being restarted'; END IF;`;
    await whenSideStepIs('succeeded', failOnce, () => work(run));
    expect((await at.store.query('SELECT last_value::int AS tries FROM tries')).rows).toEqual([{ tries: 2 }]);
    expect((await sideOf(run)).state).toBe('succeeded');
    expect(await isThere(holder)).toBe(false);
  });

  it('says nothing secret of the target in its outcome, whatever the session calls itself', async () => {
    const password = decodeURIComponent(new URL(at.databaseUrl).password);
    expect(password.length).toBeGreaterThan(3);
    const holder = await hold(`app ${password}`);
    const run = await stuckRun(holder);
    await decide((await ask(run, holder)).approvalId, people.lead);
    await work(run);
    const { outcome } = await sideOf(run);
    expect(outcome).toMatchObject({ summary: expect.stringContaining(`Process ${holder.pid} (app ••••••) is gone`) });
    expect(JSON.stringify(outcome)).not.toContain(password);
  });

  it('is begun by no worker that is leaving, or that the others take for dead', async () => {
    const holder = await hold();
    const run = await stuckRun(holder);
    await decide((await ask(run, holder)).approvalId, people.lead);
    const aborted = AbortSignal.abort();
    const others = [{ draining: aborted }, { shutdown: aborted }, { stoppedAt: new Date() }, { beatAt: new Date(0) }];
    for (const over of others) await work(run, await livingWorker(over));
    await work(run, { id: randomUUID(), shutdown: new AbortController().signal });
    expect((await sideOf(run)).state).toBe('ready');
    expect(await isThere(holder)).toBe(true);
    await work(run);
    expect((await sideOf(run)).state).toBe('succeeded');
  });

  it('is done once, however often it is approved or the job comes', async () => {
    const holder = await hold();
    const run = await stuckRun(holder);
    const { approvalId } = await ask(run, holder);
    await decide(approvalId, people.lead);
    expect(await refusalOf(decide(approvalId, people.otherLead))).toMatchObject({ code: 'conflict' });
    await Promise.all([work(run), work(run), work(run)]);
    expect((await typesOf(run)).filter((type) => type === 'side_step.started')).toHaveLength(1);
  });

  it('is not done when it was denied', async () => {
    const holder = await hold();
    const run = await stuckRun(holder);
    await decide((await ask(run, holder)).approvalId, people.lead, 'denied');
    await work(run);
    expect(await isThere(holder)).toBe(true);
    expect((await sideOf(run)).state).toBe('denied');
  });

  it('is not done once its approver may not approve any more', async () => {
    const holder = await hold();
    const run = await stuckRun(holder);
    await decide((await ask(run, holder)).approvalId, people.otherLead);
    await db().person.update({ where: { id: people.otherLead.id }, data: { isActive: false } });
    await work(run);
    await db().person.update({ where: { id: people.otherLead.id }, data: { isActive: true } });
    expect(await isThere(holder)).toBe(true);
    expect(await sideOf(run)).toMatchObject({
      state: 'failed',
      outcome: { summary: expect.stringContaining('may not approve any more') },
    });
  });

  it('is not done once its approver has left the team of the target', async () => {
    const holder = await hold();
    const run = await stuckRun(holder);
    const { approvalId } = await ask(run, holder);
    const { teamId } = await makeTeam(people.administrator, { name: `Team ${run.runId}` });
    const member = { teamId, personId: people.lead.id };
    await joinTeam(people.administrator, member);
    await giveTarget(people.administrator, { targetKey: run.target.key, teamId });
    await decide(approvalId, people.lead);
    await leaveTeam(people.administrator, member);
    await work(run);
    expect(await sideOf(run)).toMatchObject({
      state: 'failed',
      outcome: { summary: expect.stringContaining('may not approve any more') },
    });
    expect(await isThere(holder)).toBe(true);
  });

  it('does not lapse by the clock of a worker that is an hour fast', async () => {
    const run = await stuckRun(await hold());
    await ask(run, await holderOf(run));
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 60 * 60_000 });
    try {
      await expireSideSteps();
    } finally {
      vi.useRealTimers();
    }
    expect((await sideOf(run)).state).toBe('requested');
    expect(await typesOf(run)).toEqual(['side_step.asked']);
  });

  it('whose worker died is unknown, and is not done again by itself', async () => {
    const holder = await hold();
    const run = await stuckRun(holder);
    await decide((await ask(run, holder)).approvalId, people.lead);
    const { id } = await sideOf(run);
    await db().sideStep.update({ where: { id }, data: { state: 'running', claimedBy: randomUUID() } });
    await findLostSideSteps();
    expect((await sideOf(run)).state).toBe('unknown');
    await work(run);
    expect(await isThere(holder)).toBe(true);
  });

  it('leaves a later session with the same number alone, and the console’s own', async () => {
    const holder = await hold();
    const target = { databaseUrl: at.databaseUrl };
    expect(await endSession(target, { ...holder, backendStart: '1.5' })).toMatchObject({
      state: 'succeeded',
      sentence: expect.stringContaining('gone already'),
    });
    expect(await isThere(holder)).toBe(true);
    await holders.pop()?.end();
    const own = await hold('rollback-preflight-3f2b9c1a');
    expect(await endSession(target, own)).toMatchObject({ state: 'failed', sentence: expect.stringContaining('own') });
    expect(await isThere(own)).toBe(true);
  });

  it('is not begun without its event: the claim goes with it, and is made again by itself', async () => {
    const holder = await hold();
    const run = await stuckRun(holder);
    await decide((await ask(run, holder)).approvalId, people.lead);
    // A sequence goes on also where its transaction does not.
    await at.store.query(`CREATE SEQUENCE refused_claims; CREATE FUNCTION no_event() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS
      $$ BEGIN PERFORM nextval('refused_claims'); RAISE 'the log is full'; END $$;
      CREATE TRIGGER no_event BEFORE INSERT ON "Event" FOR EACH ROW WHEN (NEW."type" = 'side_step.started') EXECUTE FUNCTION no_event()`);
    const working = work(run);
    const isTried = async () => (await at.store.query('select is_called from refused_claims')).rows[0].is_called;
    await until('the refused claim', isTried);
    expect([(await sideOf(run)).state, await isThere(holder)]).toEqual(['ready', true]);
    await at.store.query('DROP TRIGGER no_event ON "Event"; DROP FUNCTION no_event(); DROP SEQUENCE refused_claims');
    await working;
    expect([(await sideOf(run)).state, await isThere(holder)]).toEqual(['succeeded', false]);
    expect(await typesOf(run)).toContain('side_step.started');
  });

  it('is told to nobody any more once its worker is being stopped', async () => {
    const holder = await hold();
    expect(await endSession({ databaseUrl: at.databaseUrl }, holder, AbortSignal.abort())).toMatchObject({
      state: 'failed',
      sentence: expect.stringContaining('Nothing was ended'),
    });
    expect(await isThere(holder)).toBe(true);
  });
});

describe('who is in the way of a step that waits for a person', () => {
  it('is looked at again, and leaves the page when gone', async () => {
    const holder = await hold();
    const run = await stuckRun(holder);
    await watchBlockers();
    const seen = (await run.step('drop')).lockWait as unknown as LockWait;
    expect(seen.blockers).toMatchObject([{ pid: holder.pid, user: expect.any(String), state: 'idle in transaction' }]);
    await holders.pop()?.end();
    await until('a look that finds nobody', async () => {
      await watchBlockers();
      return ((await run.step('drop')).lockWait as unknown as LockWait).blockers.length === 0;
    });
    const { id: stepId, epoch } = await run.step('drop');
    await retryStep(people.engineer, { stepId, epoch });
    expect(await workOff(run)).toMatchObject({ state: 'succeeded' });
  });
});
