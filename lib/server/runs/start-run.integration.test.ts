import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { db } from '../db';
import { changeSeverity } from '../incidents/change-severity';
import { markTold } from '../incidents/mark-told';
import { changePerson } from '../people/manage-people';
import { storeTarget } from '../targets/register-target';
import { outcomesOf, refusalOf } from '../testing/refusal';
import { type Approved, approvedRun, registerTestTarget, targetFile, workOff } from '../testing/rollback';
import {
  createPerson,
  openTestConsole,
  type People,
  putRunbookInForce,
  type TestConsole,
} from '../testing/test-console';
import { abortRun } from './drive-run';
import { startRun } from './start-run';

let at: TestConsole;
let people: People;

beforeAll(async () => {
  at = await openTestConsole();
  people = at.people;
});
afterAll(() => at.close());

const start = (run: Approved, by = people.engineer) =>
  startRun(by, { runId: run.runId, planHash: run.planHash, mode: 'step' });

async function expectBlocked(run: Approved, because: string) {
  const refusal = await refusalOf(start(run));
  expect(refusal.message).toContain(because);
  expect((await run.load()).state).toBe('approved');
  expect(await db().step.count({ where: { runId: run.runId } })).toBe(0);
}

describe('a start', () => {
  it('happens once, however many press the button at once', async () => {
    const run = await approvedRun(at);
    const presses = Array.from({ length: 50 }, (_, i) => start(run, i % 2 ? people.engineer : people.otherEngineer));
    expect(await outcomesOf(presses)).toEqual({ done: 1, conflict: 49 });
    const { rows } = await at.store.query(
      'select count(*)::int as jobs from graphile_worker.jobs where task_identifier = $1',
      ['run_step'],
    );
    expect(rows).toEqual([{ jobs: 1 }]);
    expect(await db().event.count({ where: { runId: run.runId, type: 'run.started' } })).toBe(1);
    await workOff(run);
    expect(run.effects()).toBe(1);
  });

  it('uses the approval up: a given-up run cannot be started by it again', async () => {
    const run = await approvedRun(at);
    await start(run);
    await workOff(run);
    await abortRun(people.engineer, { runId: run.runId, reason: 'enough' });
    expect(await refusalOf(start(run))).toMatchObject({ code: 'conflict' });
    expect((await db().approval.findUniqueOrThrow({ where: { id: run.approvalId } })).state).toBe('used');
  });

  it('asks for the validation anew: what was seen before it counts for nothing, what was waived stays waived', async () => {
    const run = await approvedRun(at);
    const checks = await db().incidentCheck.findMany({ where: { incidentId: run.incidentId } });
    await db().incidentCheck.updateMany({ where: { incidentId: run.incidentId }, data: { state: 'passed', did: 'x' } });
    await db().incidentCheck.update({ where: { id: checks[0]?.id ?? '' }, data: { state: 'waived' } });
    await start(run);
    const after = await db().incidentCheck.groupBy({
      by: ['state'],
      where: { incidentId: run.incidentId },
      _count: true,
    });
    expect(Object.fromEntries(after.map((row) => [row.state, row._count]))).toEqual({
      pending: checks.length - 1,
      waived: 1,
    });
  });

  it('holds the severity until the run ends', async () => {
    const run = await approvedRun(at);
    await start(run);
    const change = { incidentCode: run.incidentCode, severity: 'low' as const, reason: 'it looks better' };
    expect(await refusalOf(changeSeverity(people.lead, change))).toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('approved for this severity'),
    });
    await workOff(run);
    await abortRun(people.engineer, { runId: run.runId, reason: 'enough' });
    await changeSeverity(people.lead, change);
  });

  it('of a second run on the same target waits for the first', async () => {
    const target = await registerTestTarget(at);
    const first = await approvedRun(at, { target });
    const secondRun = await approvedRun(at, { target });
    await start(first);
    expect(await refusalOf(start(secondRun))).toEqual({
      code: 'conflict',
      message: 'Another rollback is running on this target; a target takes one at a time. Nothing was started.',
      remedy: 'Finish or abort the other one first.',
    });
    expect((await secondRun.load()).state).toBe('approved');
    await workOff(first);
    await abortRun(people.engineer, { runId: first.runId, reason: 'enough' });
    await start(secondRun);
  });

  it('of two runs on one target at once is one', async () => {
    const target = await registerTestTarget(at);
    const runs = [await approvedRun(at, { target }), await approvedRun(at, { target })];
    expect(await outcomesOf(runs.map((run) => start(run)))).toEqual({ done: 1, conflict: 1 });
  });

  it('is not the approver’s', async () => {
    const run = await approvedRun(at, { severity: 'medium' });
    expect(await refusalOf(start(run, people.otherEngineer))).toMatchObject({
      code: 'forbidden',
      message: expect.stringContaining('somebody else has to start it'),
    });
    await start(run);
  });

  it('is not a manager’s, nor anybody’s who may only look', async () => {
    const run = await approvedRun(at);
    expect(await refusalOf(start(run, people.manager))).toMatchObject({ code: 'forbidden' });
  });

  it('waits until the team was told', async () => {
    const run = await approvedRun(at, { told: false });
    await expectBlocked(run, 'Tell the team first');
    await markTold(people.engineer, { incidentCode: run.incidentCode, note: 'told them in the room' });
    await start(run);
  });

  it('is refused for another plan than the one that is approved', async () => {
    const run = await approvedRun(at);
    const stale = { runId: run.runId, planHash: '0'.repeat(64), mode: 'step' as const };
    expect(await refusalOf(startRun(people.engineer, stale))).toMatchObject({ code: 'plan_changed' });
  });

  it('is refused where the stored plan is not the one whose hash was approved', async () => {
    const run = await approvedRun(at);
    await at.store.query(
      `update "Run" set plan = jsonb_set(plan::jsonb, '{steps,0,action,argv,0}', '"rm"') where id = $1`,
      [run.runId],
    );
    expect(await refusalOf(start(run))).toMatchObject({ code: 'plan_changed' });
  });
});

describe('an approval no longer counts', () => {
  it('once it has expired', async () => {
    const run = await approvedRun(at);
    await db().approval.update({ where: { id: run.approvalId }, data: { expiresAt: new Date(Date.now() - 1) } });
    await expectBlocked(run, 'its approval has expired');
  });

  it.each([
    ['disabled', { isActive: false }],
    ['demoted', { role: 'engineer' as const }],
    ['made an administrator', { role: 'administrator' as const }],
  ])('once the person who gave it is %s', async (_, change) => {
    const approver = await createPerson('short-lived', 'team_lead');
    const run = await approvedRun(at, { approver });
    await changePerson(people.administrator, { personId: approver.id, ...change });
    await expectBlocked(run, 'may not approve any more');
  });

  it('once the runbook was edited', async () => {
    const run = await approvedRun(at);
    await putRunbookInForce('edited');
    await expectBlocked(run, 'the runbook was edited after the approval');
    await putRunbookInForce();
    await start(run);
  });

  it('once the severity is another', async () => {
    const run = await approvedRun(at);
    await db().incident.update({ where: { id: run.incidentId }, data: { severity: 'critical' } });
    await expectBlocked(run, 'the severity has changed');
  });

  it('once the target is another database', async () => {
    const run = await approvedRun(at);
    const elsewhere = { ...at.fingerprint, systemIdentifier: '1' };
    await storeTarget(targetFile(at, run.target, { fingerprint: elsewhere }), null);
    await expectBlocked(run, 'registered anew as another database');
  });

  it('once a host, a command or its environment is another', async () => {
    const run = await approvedRun(at);
    const { inventory } = targetFile(at, run.target);
    const commands = Object.fromEntries(
      Object.entries(inventory.commands).map(([key, bound]) => [
        key,
        { ...bound, env: { LD_PRELOAD: '/tmp/other.so' } },
      ]),
    );
    await storeTarget(targetFile(at, run.target, { commands }), null);
    await expectBlocked(run, "the target's hosts, commands or endpoints were changed");
  });

  it('between two steps: the next one does not run', async () => {
    const approver = await createPerson('short-lived', 'team_lead');
    const run = await approvedRun(at, { approver });
    await start(run);
    await changePerson(people.administrator, { personId: approver.id, isActive: false });
    expect((await workOff(run)).state).toBe('waiting');
    expect(run.effects()).toBe(0);
    const step = await run.step('append');
    expect(step).toMatchObject({ state: 'failed' });
    expect(JSON.stringify(step.outcome)).toContain('may not approve any more');
  });

  it('where the target becomes another database between two steps', async () => {
    const run = await approvedRun(at);
    await start(run);
    const elsewhere = { ...at.fingerprint, systemIdentifier: '1' };
    await storeTarget(targetFile(at, run.target, { fingerprint: elsewhere }), null);
    await workOff(run);
    expect(run.effects()).toBe(0);
    expect(JSON.stringify((await run.step('append')).outcome)).toContain('registered anew as another database');
  });
});
