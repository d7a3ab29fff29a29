import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { BREAK_GLASS_REASON, breakGlassSchema } from '@/lib/contracts/break-glass';
import { db } from '../db';
import { getRoomView } from '../incidents/get-room-view';
import { closeIncident, waiveCriterion } from '../incidents/settle-checks';
import { getNowView } from '../now/get-now-view';
import { changePerson } from '../people/manage-people';
import { giveTarget, joinTeam, leaveTeam, makeTeam } from '../people/manage-teams';
import { getReportView } from '../reports/get-report-view';
import { claimQuickly } from '../runs/claim-quickly';
import { claimStep } from '../runs/claim-step';
import { takeWheel } from '../runs/drive-run';
import { expireApprovals } from '../runs/find-lost-steps';
import { planRun } from '../runs/plan-run';
import { prepareRun } from '../runs/prepare-run';
import { skipStep } from '../runs/settle-step';
import { startRun } from '../runs/start-run';
import { freshly } from '../testing/fresh';
import { livingWorker } from '../testing/living-worker';
import { outcomesOf, refusalOf } from '../testing/refusal';
import { type Approved, decision, plannedRun, type Rollback, requestedRun, workOff } from '../testing/rollback';
import { createPerson, openTestConsole, type People, type TestConsole } from '../testing/test-console';
import { breakGlass } from './break-glass';
import { decideApproval } from './decide-approval';
import { reviewBreakGlass } from './review-break-glass';

let at: TestConsole;
let people: People;
beforeAll(async () => {
  at = await openTestConsole();
  people = at.people;
});
afterAll(() => at.close());

const reason = 'Nobody who may approve answers, and rows are lost every minute.';
const glass = async (run: Rollback, by = people.engineer, over: object = {}) => {
  const { planHash, target } = await run.load();
  const input = { runId: run.runId, planHash: planHash as string, reason, confirm: target.name, ...over };
  return freshly(by, () => breakGlass(by, input));
};
const start = (run: Rollback, by = people.engineer) =>
  startRun(by, { runId: run.runId, planHash: run.planHash, mode: 'to_decision' });
const review = (reviewId: string, by: { id: string }, verdict: 'justified' | 'not_justified' = 'justified') =>
  reviewBreakGlass(by as never, { reviewId, verdict, note: 'It could not wait, and it was the right plan.' });

describe('breaking the glass', () => {
  it.each(['manager', 'administrator'] as const)('is never for a %s, silently or otherwise', async (who) => {
    const run = await requestedRun(at);
    expect(await refusalOf(glass(run, people[who]))).toMatchObject({ code: 'forbidden' });
    expect((await run.load()).state).toBe('awaiting_approval');
  });

  it('takes a password or passkey of the last minutes', async () => {
    const run = await requestedRun(at);
    const { planHash, target } = await run.load();
    const input = { runId: run.runId, planHash: planHash as string, reason, confirm: target.name };
    expect(await refusalOf(breakGlass(people.engineer, input))).toMatchObject({ code: 'stale_sign_in' });
    expect((await run.load()).state).toBe('awaiting_approval');
  });

  it('takes a reason that explains it', () => {
    const input = {
      runId: crypto.randomUUID(),
      planHash: 'a',
      confirm: 'x',
      reason: 'x'.repeat(BREAK_GLASS_REASON - 1),
    };
    expect(breakGlassSchema.safeParse(input).success).toBe(false);
    expect(breakGlassSchema.safeParse({ ...input, reason: `  ${input.reason}   ` }).success).toBe(false);
  });

  it('takes the target’s name, and exactly the plan that is there', async () => {
    const run = await requestedRun(at);
    expect(await refusalOf(glass(run, people.engineer, { confirm: 'another' }))).toMatchObject({
      code: 'invalid_input',
    });
    expect(await refusalOf(glass(run, people.engineer, { planHash: '0'.repeat(64) }))).toMatchObject({
      code: 'plan_changed',
    });
    expect(await db().review.count({ where: { incidentId: run.incidentId } })).toBe(0);
  });

  it('stands in for no answer, not for a no', async () => {
    const run = await requestedRun(at);
    await decideApproval(people.lead, decision(run, 'denied'));
    expect(await refusalOf(glass(run))).toMatchObject({ message: expect.stringContaining('denied this plan') });
  });

  it('stands in for no answer after another look at what was denied, until it is another choice or approved', async () => {
    const run = await requestedRun(at);
    await decideApproval(people.lead, decision(run, 'denied'));
    const denied = expect.stringContaining('denied this plan');
    const look = async (procedureKey = '1.1') => {
      const chosen = { incidentCode: run.incidentCode, procedureKey, branch: 'main', parameters: {} };
      await prepareRun(people.engineer, chosen);
      // What the look finds is part of the plan: after another one the plan is another by its hash.
      await at.store.query(`update "Approval" set "planHash" = 'as it was then' where "runId" = $1`, [run.runId]);
      await planRun({ runId: run.runId });
    };
    await look();
    expect(await refusalOf(glass(run))).toMatchObject({ message: denied });
    await look('1.2');
    await look();
    expect(await refusalOf(glass(run))).toMatchObject({ message: denied });
    await look('1.2');
    await glass(run);
  });

  it('tells every lead and executive at once, shows itself everywhere, and lets the driver start the plan', async () => {
    const run = await requestedRun(at);
    await glass(run);
    const used = await db().event.findFirstOrThrow({ where: { runId: run.runId, type: 'break_glass.used' } });
    expect(used.actorId).toBe(people.engineer.id);
    expect(used.data).toMatchObject({ reason, told: ['executive', 'lead', 'otherLead'] });
    const [message] = await db().message.findMany({ where: { incidentId: run.incidentId, kind: 'escalation' } });
    expect(message?.subject).toContain('BREAK-GLASS');
    expect(message?.body).toContain(reason);
    const [room, now] = [await getRoomView(people.manager, run.incidentCode), await getNowView(people.lead)];
    expect(room?.brokenGlass).toMatchObject([{ by: 'engineer', reason, review: null, actions: [] }]);
    expect(room?.run?.approval).toMatchObject({ isBreakGlass: true, state: 'approved' });
    expect(now.brokenGlass.find(({ incidentCode }) => incidentCode === run.incidentCode)?.actions).toHaveLength(2);
    expect((await db().approval.findUniqueOrThrow({ where: { id: run.approvalId } })).state).toBe('void');
    await start(run);
    expect((await workOff(run)).state).toBe('succeeded');
    expect(run.effects()).toBe(1);
  });

  it('lasts an hour by the store’s clock, is used once, and is for this plan only', async () => {
    const late = await plannedRun(at);
    await glass(late);
    const approval = await db().approval.findFirstOrThrow({ where: { runId: late.runId } });
    expect(approval.expiresAt.getTime() - approval.requestedAt.getTime()).toBe(3_600_000);
    await at.store.query(`update "Approval" set "expiresAt" = clock_timestamp() where id = $1`, [approval.id]);
    expect(await refusalOf(start(late))).toMatchObject({ message: expect.stringContaining('expired') });
    await expireApprovals();
    expect((await late.load()).state).toBe('draft');

    const changed = await plannedRun(at);
    await glass(changed);
    const chosen = { incidentCode: changed.incidentCode, procedureKey: '1.2', branch: 'main', parameters: {} };
    await prepareRun(people.engineer, chosen);
    await planRun({ runId: changed.runId });
    expect(await refusalOf(start(changed))).toMatchObject({ code: 'conflict' });
  });

  it('beside a decision, one of them comes first, and the run has one right to start', async () => {
    for (let round = 0; round < 4; round += 1) {
      const run: Approved = await requestedRun(at);
      const tally = await outcomesOf([
        glass(run),
        decideApproval(people.lead, decision(run)),
        glass(run, people.otherLead),
      ]);
      expect(tally).toMatchObject({ done: 1 });
      expect(await db().approval.count({ where: { runId: run.runId, state: 'approved' } })).toBe(1);
    }
  });

  it('ends with the person who did it: disabled, nothing of it is started or claimed any more', async () => {
    const breaker = await createPerson('breaker', 'engineer');
    const run = await plannedRun(at);
    await glass(run, breaker);
    await start(run, people.otherEngineer);
    await changePerson(people.administrator, { personId: breaker.id, isActive: false });
    const { id, epoch } = (await run.load()).steps[0] as { id: string; epoch: number };
    const { id: worker } = await livingWorker();
    expect(await claimQuickly(id, epoch, worker)).toBeNull();
    expect((await claimStep(id, epoch, worker))?.refusal?.message).toContain('broke the glass');
  });

  it('ends with their leaving the team of the target, until it is started', async () => {
    const breaker = await createPerson('breaker', 'engineer');
    const run = await plannedRun(at);
    const { teamId } = await makeTeam(people.administrator, { name: `Team ${run.runId}` });
    const member = (person: { id: string }) => ({ teamId, personId: person.id });
    for (const one of [breaker, people.otherEngineer]) await joinTeam(people.administrator, member(one));
    await giveTarget(people.administrator, { targetKey: run.target.key, teamId });
    await glass(run, breaker);
    await leaveTeam(people.administrator, member(breaker));
    expect(await refusalOf(start(run, people.otherEngineer))).toMatchObject({
      message: expect.stringContaining('broke the glass'),
    });
    await joinTeam(people.administrator, member(breaker));
    await start(run, people.otherEngineer);
    await leaveTeam(people.administrator, member(breaker));
    const { id, epoch } = (await run.load()).steps[0] as { id: string; epoch: number };
    expect(await claimQuickly(id, epoch, (await livingWorker()).id)).not.toBeNull();
  });
});

describe('beside the closing of its incident', () => {
  const waiters = async () => {
    const [row] = await db().$queryRaw<{ count: number }[]>`
      SELECT count(*)::int AS count FROM pg_locks WHERE locktype = 'advisory' AND NOT granted
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`;
    return row?.count ?? 0;
  };

  it.each(['glass', 'close'] as const)('only the one that comes first is done: %s', async (first) => {
    const run = await plannedRun(at);
    const checks = await db().incidentCheck.findMany({ where: { incidentId: run.incidentId } });
    for (const { id } of checks) await waiveCriterion(people.lead, { checkId: id, reason: 'not what this is about' });
    const acts = {
      glass: () => glass(run),
      close: () => closeIncident(people.engineer, { incidentCode: run.incidentCode }),
    };
    // Both have looked at what is there, and wait for the chain in this order.
    const chain = await at.store.connect();
    await chain.query('select pg_advisory_lock(7140001)');
    const one = outcomesOf([acts[first]()]);
    await vi.waitFor(async () => expect(await waiters()).toBe(1), 10_000);
    const other = outcomesOf([acts[first === 'glass' ? 'close' : 'glass']()]);
    await vi.waitFor(async () => expect(await waiters()).toBe(2), 10_000);
    await chain.query('select pg_advisory_unlock(7140001)');
    chain.release();

    expect([await one, await other]).toEqual([{ done: 1 }, { [first === 'glass' ? 'blocked' : 'conflict']: 1 }]);
    const { state } = await db().incident.findUniqueOrThrow({ where: { id: run.incidentId } });
    expect(state).toBe(first === 'glass' ? 'open' : 'closed');
    expect(await db().review.count({ where: { incidentId: run.incidentId } })).toBe(first === 'glass' ? 1 : 0);
  });
});

describe('its review', () => {
  const broken = async () => {
    const run = await plannedRun(at);
    const { reviewId } = await glass(run);
    await start(run, people.otherLead);
    await workOff(run);
    return { run, reviewId };
  };

  it('is by a lead or an executive who had no part in it, once', async () => {
    const { reviewId } = await broken();
    for (const other of [people.engineer, people.otherEngineer, people.otherLead, people.manager, people.administrator])
      expect(await refusalOf(review(reviewId, other))).toMatchObject({ code: 'forbidden' });
    const verdicts = await outcomesOf([
      review(reviewId, people.lead),
      review(reviewId, people.executive, 'not_justified'),
    ]);
    expect(verdicts).toEqual({ done: 1, conflict: 1 });
  });

  it('is by nobody who prepared the plan, or drove or decided for a while though another one drives now', async () => {
    const [prepared, drove, skipped] = await Promise.all(
      ['prepared', 'drove', 'skipped'].map((name) => createPerson(name, 'team_lead')),
    );
    const run = await plannedRun(at, { by: prepared, procedure: '1.3' });
    const { reviewId } = await glass(run);
    await start(run);
    await workOff(run);
    await takeWheel(drove as never, { runId: run.runId, reason: 'I take over.' });
    await takeWheel(people.engineer, { runId: run.runId, reason: 'I am back.' });
    const { id: stepId, epoch } = await run.step('fail');
    await skipStep(skipped as never, { stepId, epoch, reason: 'it is done by hand' });
    for (const other of [prepared, drove, skipped] as { id: string }[]) {
      expect(await refusalOf(review(reviewId, other))).toMatchObject({ code: 'forbidden' });
      const room = await getRoomView(other as never, run.incidentCode);
      expect(room?.brokenGlass).toMatchObject([{ actions: [] }]);
    }
    await review(reviewId, people.lead);
  });

  it('has to be there before the incident can be closed, and the report shows both', async () => {
    const { run, reviewId } = await broken();
    const checks = await db().incidentCheck.findMany({ where: { incidentId: run.incidentId } });
    for (const { id } of checks) await waiveCriterion(people.lead, { checkId: id, reason: 'not what this is about' });
    const close = () => closeIncident(people.engineer, { incidentCode: run.incidentCode });
    expect(await refusalOf(close())).toMatchObject({
      code: 'blocked',
      message: expect.stringContaining('break-glass of engineer has not been reviewed'),
    });
    await review(reviewId, people.executive, 'not_justified');
    await close();
    const report = await getReportView(people.manager, run.incidentCode);
    expect(report?.exceptions).toMatchObject([
      { kind: 'break_glass', by: 'engineer', reason, review: { verdict: 'not_justified', by: 'executive' } },
    ]);
    expect(report?.isChainVerified).toBe(true);
  });
});
