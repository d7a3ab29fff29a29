import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Blocker, LockWait } from '@/lib/contracts/side-step';
import type { Me } from '@/lib/contracts/views';
import { decideApproval } from '../approvals/decide-approval';
import { getApprovalView } from '../approvals/get-approval-view';
import { remindApprovers } from '../approvals/remind-approvers';
import { withdrawApproval } from '../approvals/withdraw-approval';
import { db } from '../db';
import { giveTarget, joinTeam, leaveTeam, makeTeam } from '../people/manage-teams';
import { getReportView } from '../reports/get-report-view';
import { abortRun } from '../runs/drive-run';
import type { StepWorker } from '../runs/execute-step';
import { retryStep } from '../runs/settle-step';
import { watchBlockers } from '../runs/watch-blockers';
import { endSession } from '../targets/execute-sql-cancel';
import { livingWorker } from '../testing/living-worker';
import { outcomesOf, refusalOf } from '../testing/refusal';
import { type Rollback, startedRun, workOff } from '../testing/rollback';
import { openTestConsole, type People, type TestConsole } from '../testing/test-console';
import { until } from '../testing/until';
import { askSideStep } from './ask-side-step';
import { listSideSteps } from './list-side-steps';
import { findLostSideSteps, runSideStep } from './run-side-step';
import { expireSideSteps } from './void-side-steps';

let at: TestConsole;
let people: People;
const holders: pg.Client[] = [];
const reason = 'a report that can be run again';

beforeAll(async () => {
  at = await openTestConsole();
  people = at.people;
});
afterAll(() => at.close());
beforeEach(async () => {
  await at.database.query('drop table if exists things; create table things (id int)');
  await at.database.query('create index idx_test on things (id)');
});
afterEach(async () => {
  for (const holder of holders.splice(0)) await holder.end().catch(() => undefined);
});

type Holder = Pick<Blocker, 'pid' | 'backendStart' | 'application'>;

/** Somebody whose transaction stays open. */
async function hold(application = 'nightly report'): Promise<Holder> {
  const client = new pg.Client({ connectionString: at.databaseUrl, application_name: application });
  client.on('error', () => undefined);
  await client.connect();
  holders.push(client);
  await client.query('begin; lock table things in access exclusive mode');
  const { rows } = await client.query(
    `select pid, extract(epoch from backend_start)::text as "backendStart", application_name as application
     from pg_stat_activity where pid = pg_backend_pid()`,
  );
  return rows[0];
}

const isThere = async ({ pid }: Holder) =>
  (await at.database.query('select 1 from pg_stat_activity where pid = $1', [pid])).rowCount === 1;

/** A run whose step got no lock, as its worker leaves it when the tries have run out. */
async function stuckRun(holder: Holder): Promise<Rollback> {
  const run = await startedRun(at, { procedure: '1.8' });
  const blocker = { ...holder, user: 'app', client: '127.0.0.1', state: 'idle in transaction', seconds: 3, query: 'x' };
  const wait: LockWait = {
    at: new Date().toISOString(),
    epoch: 1,
    attempt: 5,
    of: 5,
    pauseMs: null,
    blockers: [{ ...blocker, keptBecause: null }],
  };
  await db().step.update({
    where: { id: (await run.step('drop')).id },
    data: { state: 'failed', epoch: 1, finishedAt: new Date(), lockWait: wait as never },
  });
  await db().run.update({ where: { id: run.runId }, data: { state: 'waiting' } });
  return run;
}

async function ask(run: Rollback, { pid, backendStart }: Holder, by: Me = people.engineer) {
  const { id: stepId, epoch } = await run.step('drop');
  return askSideStep(by, { of: { stepId, epoch }, kind: 'end_session', about: `${pid}:${backendStart}`, reason });
}

async function decide(approvalId: string, by: Me, verdict: 'approved' | 'denied' = 'approved') {
  const { planHash } = await db().approval.findUniqueOrThrow({ where: { id: approvalId } });
  return decideApproval(by, { approvalId, planHash, verdict, reason: 'as agreed' });
}

const sideOf = (run: Rollback) => db().sideStep.findFirstOrThrow({ where: { runId: run.runId } });
const work = async (run: Rollback, worker?: StepWorker) =>
  runSideStep({ sideStepId: (await sideOf(run)).id }, worker ?? (await livingWorker()));
const typesOf = async (run: Rollback) =>
  (
    await db().event.findMany({
      where: { runId: run.runId, type: { startsWith: 'side_step.' } },
      orderBy: { seq: 'asc' },
    })
  ).map(({ type }) => type);

describe('ending a session that is in the way', () => {
  it('is asked for while the step waits, approved by a lead, done by the worker, and the step goes on', async () => {
    const holder = await hold();
    const run = await startedRun(at, { procedure: '1.8' });
    const working = workOff(run);
    await until('a step that shows who is in its way', async () => (await run.step('drop')).lockWait !== null);
    const { approvalId } = await ask(run, holder);
    const view = await getApprovalView(people.lead, approvalId);
    expect(view).toMatchObject({
      isUndoable: false,
      summary: { procedureTitle: `End process ${holder.pid} (nightly report)` },
    });
    expect(view?.steps[0]?.display).toContain(`pg_terminate_backend(${holder.pid})`);
    expect(await isThere(holder)).toBe(true);
    await decide(approvalId, people.lead);
    expect(await isThere(holder)).toBe(true);
    await work(run);
    expect(await isThere(holder)).toBe(false);
    expect((await sideOf(run)).outcome).toMatchObject({
      summary: expect.stringMatching(/is gone: pg_stat_activity shows it no more after 0\.\d s/),
    });
    expect(await working).toMatchObject({ state: 'succeeded' });
    expect(await typesOf(run)).toEqual(
      ['asked', 'approved', 'started', 'succeeded'].map((name) => `side_step.${name}`),
    );
    const report = await getReportView(people.engineer, run.incidentCode);
    expect(report?.commands.map(({ text }) => text).join()).toContain('pg_terminate_backend');
    expect(report?.isChainVerified).toBe(true);
  });

  it('is approved by nobody with a part in the run, and by no lower role', async () => {
    const run = await stuckRun(await hold());
    const { approvalId } = await ask(run, await holderOf(run));
    for (const other of ['engineer', 'otherEngineer', 'manager', 'administrator'] as const)
      expect(await refusalOf(decide(approvalId, people[other]))).toMatchObject({ code: 'forbidden' });
    expect((await sideOf(run)).state).toBe('requested');
  });

  it('is not approved by whoever asked for the plan’s approval, nor offered to them', async () => {
    const run = await stuckRun(await hold());
    await db().approval.updateMany({ where: { runId: run.runId }, data: { requestedById: people.otherLead.id } });
    const { approvalId } = await ask(run, await holderOf(run));
    expect(await refusalOf(decide(approvalId, people.otherLead))).toMatchObject({ code: 'forbidden' });
    const [side] = await listSideSteps(await run.load(), people.otherLead);
    expect(side).toMatchObject({ canDecide: false, approvers: ['executive', 'lead'] });
    const view = await getApprovalView(people.otherLead, approvalId);
    expect(view).toMatchObject({ actions: [], summary: { canDecide: false, approvers: ['executive', 'lead'] } });
    const told = await db().message.findMany({ where: { body: { contains: `/approvals/${approvalId}` } } });
    expect(told.map(({ recipient }) => recipient).join()).not.toContain('otherLead');
    await decide(approvalId, people.lead);
  });

  it('is reminded of once the gap is over, by its own words and not by the plan’s', async () => {
    const run = await stuckRun(await hold());
    const { approvalId } = await ask(run, await holderOf(run));
    const remind = () => remindApprovers(people.otherEngineer, { approvalId });
    expect(await refusalOf(remind())).toMatchObject({ code: 'too_many_attempts' });
    const before = `update "Approval" set "requestedAt" = "requestedAt" - interval '3 minutes' where id = $1`;
    await at.store.query(before, [approvalId]);
    await remind();
    expect(await refusalOf(remind())).toMatchObject({ code: 'too_many_attempts' });
    expect(await typesOf(run)).toEqual(['side_step.asked', 'side_step.reminded']);
    const said = await db().message.findMany({
      where: { subject: { contains: 'Reminder' }, incidentId: run.incidentId },
    });
    expect(said[0]?.body).toContain(`/approvals/${approvalId}`);
  });

  it('is withdrawn by who asked for it, and by nobody else; then it can be asked for anew', async () => {
    const run = await stuckRun(await hold());
    const { approvalId } = await ask(run, await holderOf(run));
    const withdraw = (by: Me) => withdrawApproval(by, { approvalId, reason: 'the report has ended' });
    expect(await refusalOf(withdraw(people.otherEngineer))).toMatchObject({ code: 'forbidden' });
    const [offered] = await listSideSteps(await run.load(), people.engineer);
    expect(offered?.actions.map(({ key }) => key)).toEqual(['remind-approvers', 'withdraw']);
    await withdraw(people.engineer);
    expect((await sideOf(run)).state).toBe('void');
    expect((await run.load()).state).toBe('waiting');
    expect(await refusalOf(decide(approvalId, people.lead))).toMatchObject({ code: 'conflict' });
    await ask(run, await holderOf(run));
  });

  it('is void once its step is tried again or done, and a worker that comes late ends nothing', async () => {
    const holder = await hold();
    const [again, done, late] = [await stuckRun(holder), await stuckRun(holder), await stuckRun(holder)];
    for (const run of [again, done]) await ask(run, holder);
    await decide((await ask(late, holder)).approvalId, people.lead);
    await db().step.update({ where: { id: (await again.step('drop')).id }, data: { epoch: 2 } });
    await db().step.update({ where: { id: (await done.step('drop')).id }, data: { state: 'succeeded' } });
    await db().step.update({ where: { id: (await late.step('drop')).id }, data: { epoch: 2 } });
    await work(late);
    expect(await sideOf(late)).toMatchObject({
      state: 'failed',
      outcome: { summary: expect.stringContaining('Nothing was done: the step was run again or settled') },
    });
    await expireSideSteps();
    for (const run of [again, done]) expect((await sideOf(run)).state).toBe('void');
    expect(await isThere(holder)).toBe(true);
  });

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

  it('is asked for by the driver only, once at a time, and only about what the worker saw', async () => {
    const holder = await hold();
    const run = await stuckRun(holder);
    expect(await refusalOf(ask(run, holder, people.otherEngineer))).toMatchObject({ code: 'conflict' });
    expect(await refusalOf(ask(run, { ...holder, pid: holder.pid + 1 }))).toMatchObject({ code: 'conflict' });
    expect(await refusalOf(ask(run, { ...holder, backendStart: '1' }))).toMatchObject({ code: 'conflict' });
    const asked = await outcomesOf(Array.from({ length: 5 }, () => ask(run, holder)));
    // A request that lost finds its button shut, or the row of the other one.
    expect(asked).toMatchObject({ done: 1 });
    expect((asked.forbidden ?? 0) + (asked.conflict ?? 0)).toBe(4);
    expect(await db().sideStep.count({ where: { runId: run.runId } })).toBe(1);
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

  it('is void when the run ends, and cannot be approved any more', async () => {
    const holder = await hold();
    const run = await stuckRun(holder);
    const { approvalId } = await ask(run, holder);
    await abortRun(people.engineer, { runId: run.runId, reason: 'enough' });
    expect((await sideOf(run)).state).toBe('void');
    expect(await refusalOf(decide(approvalId, people.lead))).toMatchObject({ code: 'conflict' });
    expect(await typesOf(run)).toEqual(['side_step.asked', 'side_step.voided']);
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

  it('lapses when nobody decides in time', async () => {
    const run = await stuckRun(await hold());
    const { approvalId } = await ask(run, await holderOf(run));
    await db().approval.update({ where: { id: approvalId }, data: { expiresAt: new Date(Date.now() - 1) } });
    expect(await refusalOf(decide(approvalId, people.lead))).toMatchObject({ code: 'forbidden' });
    await expireSideSteps();
    expect((await sideOf(run)).state).toBe('void');
    expect((await db().approval.findUniqueOrThrow({ where: { id: approvalId } })).state).toBe('expired');
    expect((await run.load()).state).toBe('waiting');
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
});

/** What the test's store does in the transaction in which a side step gets to a state. */
async function whenSideStepIs(state: string, body: string, act: () => Promise<void>): Promise<void> {
  await at.store.query(`CREATE FUNCTION beside() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN ${body} RETURN NEW; END $$;
    CREATE TRIGGER beside AFTER UPDATE ON "SideStep" FOR EACH ROW WHEN (NEW."state" = '${state}') EXECUTE FUNCTION beside()`);
  try {
    await act();
  } finally {
    await at.store.query('DROP TRIGGER beside ON "SideStep"; DROP FUNCTION beside()');
  }
}

/** Whom the step of the run names as being in its way. */
async function holderOf(run: Rollback): Promise<Holder> {
  return ((await run.step('drop')).lockWait as unknown as LockWait).blockers[0] as Holder;
}

describe('passing over a change that is not confirmed', () => {
  async function failedRun() {
    const run = await startedRun(at, { procedure: '1.5', mode: 'to_decision' });
    await workOff(run);
    const { id: stepId, epoch } = await run.step('fail');
    const asked = await askSideStep(people.engineer, { of: { stepId, epoch }, kind: 'skip_step', about: '', reason });
    return { run, stepId, epoch, ...asked };
  }

  it('is asked for by the driver, approved where the lead is, and lets the run go on in the driver’s name', async () => {
    const { run, approvalId } = await failedRun();
    expect((await getApprovalView(people.lead, approvalId))?.summary.procedureTitle).toBe('Skip “Step fail”');
    await decide(approvalId, people.lead);
    expect((await run.step('fail')).state).toBe('skipped');
    const skipped = await db().event.findFirst({ where: { runId: run.runId, type: 'step.skipped' } });
    expect(skipped).toMatchObject({ actorId: people.engineer.id, data: { reason: `${reason} (approved by lead)` } });
    expect(await workOff(run)).toMatchObject({ state: 'succeeded' });
    expect(run.effects('second')).toBe(1);
  });

  it('is about one attempt: once it was tried again there is nothing left to approve', async () => {
    const { run, stepId, epoch, approvalId } = await failedRun();
    await retryStep(people.engineer, { stepId, epoch });
    expect((await sideOf(run)).state).toBe('void');
    expect(await refusalOf(decide(approvalId, people.lead))).toMatchObject({ code: 'conflict' });
    await workOff(run);
    expect((await run.step('fail')).state).toBe('failed');
  });

  it('is approved by nobody with a part in the run', async () => {
    const { run, approvalId } = await failedRun();
    for (const other of ['engineer', 'otherEngineer', 'administrator'] as const)
      expect(await refusalOf(decide(approvalId, people[other]))).toMatchObject({ code: 'forbidden' });
    expect((await run.step('fail')).state).toBe('failed');
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
