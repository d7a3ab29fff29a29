import { afterAll, beforeAll, expect, it } from 'vitest';
import { decideApproval } from '../approvals/decide-approval';
import { getApprovalView } from '../approvals/get-approval-view';
import { db } from '../db';
import { refusalOf } from '../testing/refusal';
import { type Approved, decision, registerTestTarget, requestedRun, startedRun, workOff } from '../testing/rollback';
import { openTestConsole, type People, type TestConsole } from '../testing/test-console';
import { armRun, disarmRun } from './arm-run';

let at: TestConsole;
let people: People;

beforeAll(async () => {
  at = await openTestConsole();
  people = at.people;
});
afterAll(() => at.close());

const arm = (run: Approved, by = people.engineer, mode: 'step' | 'to_decision' = 'to_decision') =>
  armRun(by, { runId: run.runId, planHash: run.planHash, mode });
const approve = (run: Approved) => decideApproval(people.lead, decision(run));
const eventOf = (run: Approved, type: string) => db().event.findFirst({ where: { runId: run.runId, type } });

it('an armed run starts with its approval, in the driver’s name, and goes to its end', async () => {
  const run = await requestedRun(at);
  await arm(run);
  expect((await getApprovalView(people.lead, run.approvalId))?.atOnceWords).toMatch(/engineer has armed it/);
  expect(run.effects()).toBe(0);
  await approve(run);
  expect(await run.load()).toMatchObject({ state: 'running', startedById: people.engineer.id, armedById: null });
  expect(await eventOf(run, 'run.started')).toMatchObject({
    actorId: people.engineer.id,
    data: { mode: 'to_decision', isArmed: true },
  });
  expect(await workOff(run)).toMatchObject({ state: 'succeeded' });
  expect(run.effects()).toBe(1);
});

it('a run that was armed step by step waits after its first step', async () => {
  const run = await requestedRun(at);
  await arm(run, people.engineer, 'step');
  await approve(run);
  expect(await workOff(run)).toMatchObject({ state: 'waiting', mode: 'step' });
});

it('nobody but the driver arms, and anybody who may drive takes it back', async () => {
  const run = await requestedRun(at);
  for (const other of ['otherEngineer', 'lead', 'administrator', 'manager'] as const)
    expect(['conflict', 'forbidden']).toContain((await refusalOf(arm(run, people[other]))).code);
  await arm(run);
  await disarmRun(people.otherEngineer, { runId: run.runId });
  await approve(run);
  expect((await run.load()).state).toBe('approved');
  expect(await eventOf(run, 'run.disarmed')).toMatchObject({ data: { armedBy: 'engineer' } });
});

it('a denial starts nothing, and ends that it was armed', async () => {
  const run = await requestedRun(at);
  await arm(run);
  await decideApproval(people.lead, decision(run, 'denied'));
  expect(await run.load()).toMatchObject({ state: 'draft', armedById: null, steps: [] });
});

it('it stays approved and says why, where nobody was told', async () => {
  const run = await requestedRun(at, { told: false });
  await arm(run);
  await approve(run);
  expect(await run.load()).toMatchObject({ state: 'approved', armedById: null, steps: [] });
  expect(await eventOf(run, 'run.arm_refused')).toMatchObject({
    data: { because: expect.stringMatching(/Tell the team first/), armedBy: 'engineer' },
  });
});

it('it stays approved and says why, where another rollback runs on the target', async () => {
  const target = await registerTestTarget(at);
  const run = await requestedRun(at, { target });
  const other = await startedRun(at, { target });
  await arm(run);
  await approve(run);
  expect(await run.load()).toMatchObject({ state: 'approved', steps: [] });
  expect((await run.load()).approvals[0]?.state).toBe('approved');
  expect(await eventOf(run, 'run.arm_refused')).toMatchObject({
    data: { because: expect.stringMatching(/one at a time/) },
  });
  expect((await other.load()).state).toBe('running');
});

it('it stays approved where its driver may not drive any more', async () => {
  const run = await requestedRun(at, { by: people.otherEngineer });
  await arm(run, people.otherEngineer);
  await db().person.update({ where: { id: people.otherEngineer.id }, data: { isActive: false } });
  await approve(run);
  await db().person.update({ where: { id: people.otherEngineer.id }, data: { isActive: true } });
  expect(await run.load()).toMatchObject({ state: 'approved', steps: [] });
  expect(await eventOf(run, 'run.arm_refused')).not.toBeNull();
});
