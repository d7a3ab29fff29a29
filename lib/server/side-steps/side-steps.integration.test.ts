import { describe, expect, it } from 'vitest';
import type { Me } from '@/lib/contracts/views';
import { getApprovalView } from '../approvals/get-approval-view';
import { remindApprovers } from '../approvals/remind-approvers';
import { withdrawApproval } from '../approvals/withdraw-approval';
import { db } from '../db';
import { getReportView } from '../reports/get-report-view';
import { abortRun } from '../runs/drive-run';
import { retryStep } from '../runs/settle-step';
import { outcomesOf, refusalOf } from '../testing/refusal';
import { startedRun, workOff } from '../testing/rollback';
import { until } from '../testing/until';
import { askSideStep } from './ask-side-step';
import { listSideSteps } from './list-side-steps';
import {
  ask,
  at,
  decide,
  hold,
  holderOf,
  isThere,
  openSideSteps,
  people,
  reason,
  sideOf,
  stuckRun,
  typesOf,
  work,
} from './side-steps.fixture';
import { expireSideSteps } from './void-side-steps';

openSideSteps();

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

  it('is void when the run ends, and cannot be approved any more', async () => {
    const holder = await hold();
    const run = await stuckRun(holder);
    const { approvalId } = await ask(run, holder);
    await abortRun(people.engineer, { runId: run.runId, reason: 'enough' });
    expect((await sideOf(run)).state).toBe('void');
    expect(await refusalOf(decide(approvalId, people.lead))).toMatchObject({ code: 'conflict' });
    expect(await typesOf(run)).toEqual(['side_step.asked', 'side_step.voided']);
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
});

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
