import { afterAll, beforeAll, expect, it } from 'vitest';
import { db } from '../db';
import { refusalOf } from '../testing/refusal';
import { plannedRun, startedRun, workOff } from '../testing/rollback';
import { openTestConsole, type TestConsole } from '../testing/test-console';
import { continueRun } from './drive-run';
import { planRun } from './plan-run';
import { prepareRun } from './prepare-run';
import { takeWayBack } from './settle-step';

let at: TestConsole;
beforeAll(async () => {
  at = await openTestConsole();
});
afterAll(() => at.close());

const reason = 'It got worse.';

it('goes all the way back by one press after a failure, and makes no change that already holds', async () => {
  const run = await startedRun(at, { procedure: '1.11', mode: 'to_decision' });
  await workOff(run);
  const failed = await run.step('fail');
  expect(failed.state).toBe('failed');
  await takeWayBack(at.people.engineer, { stepId: failed.id, epoch: failed.epoch, branch: 'back', reason });
  const after = await workOff(run);
  expect(after.state).toBe('aborted');
  expect(Object.fromEntries(after.steps.map((step) => [step.key, step.state]))).toEqual({
    append: 'succeeded',
    fail: 'skipped',
    never: 'skipped',
    'already-so': 'succeeded',
    'put-back': 'succeeded',
  });
  expect([run.effects(), run.effects('second')]).toEqual([1, 1]);
  const taken = await db().event.findFirst({ where: { runId: run.runId, type: 'run.way_back_taken' } });
  expect(taken).toMatchObject({ actorId: at.people.engineer.id, data: { branch: 'back', reason } });
});

it('is offered between two steps that went well, to the driver alone, and leaves what was still to come', async () => {
  const run = await startedRun(at, { procedure: '1.12' });
  await workOff(run);
  const next = await run.step('guarded');
  const asked = { stepId: next.id, epoch: next.epoch, branch: 'back', reason };
  expect(await refusalOf(takeWayBack(at.people.otherEngineer, asked))).toMatchObject({ code: 'conflict' });
  await takeWayBack(at.people.engineer, asked);
  const after = await workOff(run);
  expect(after.state).toBe('aborted');
  expect([run.effects(), run.effects('second')]).toEqual([0, 1]);
});

it('can be planned alone, after a run is over, without the steps that it takes back', async () => {
  const run = await plannedRun(at, { procedure: '1.12' });
  const chosen = { incidentCode: run.incidentCode, procedureKey: '1.12', branch: 'back', parameters: {} };
  await prepareRun(at.people.engineer, chosen);
  await planRun({ runId: run.runId });
  const { plan } = await run.load();
  expect((plan as { steps: { key: string }[] }).steps.map((step) => step.key)).toEqual(['put-back']);
});

it('runs nothing where what must hold before a step does not hold', async () => {
  const run = await startedRun(at, { procedure: '1.12' });
  await workOff(run);
  await continueRun(at.people.engineer, { runId: run.runId, mode: 'step' });
  await workOff(run);
  const guarded = await run.step('guarded');
  expect(guarded).toMatchObject({ state: 'failed', outcome: { summary: expect.stringContaining('Nothing was run') } });
  expect(run.effects()).toBe(0);
});
