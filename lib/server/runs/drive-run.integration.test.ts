import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Severity } from '@/lib/contracts/runbook';
import { decideApproval } from '../approvals/decide-approval';
import { comingInBy } from '../auth/way-in';
import { db } from '../db';
import { freshly } from '../testing/fresh';
import { outcomesOf, refusalOf } from '../testing/refusal';
import { decision, type Rollback, requestedRun, startedRun, workOff } from '../testing/rollback';
import { openTestConsole, type People, putRunbookInForce, type TestConsole } from '../testing/test-console';
import { abortRun, continueRun, takeWheel } from './drive-run';
import { cancelStep, completeManual, retryStep, settleUnknown, skipStep, takeAlternative } from './settle-step';
import { startRun } from './start-run';

let at: TestConsole;
let people: People;

beforeAll(async () => {
  at = await openTestConsole();
  people = at.people;
});
afterAll(() => at.close());

const reason = 'because of what I see';

/** A run of which one step waits for its driver, in the state that the deed needs. */
async function waitingRun(procedure: string, key: string, state?: string, severity?: Severity): Promise<Rollback> {
  const run = await startedRun(at, { procedure, severity });
  if (state === undefined) await workOff(run);
  else
    await db().step.update({
      where: { id: (await run.step(key)).id },
      data: { state, epoch: 1, outcome: { summary: '', tookMs: 1, checks: [], probe: {} } },
    });
  if (state === 'unknown') await db().run.update({ where: { id: run.runId }, data: { state: 'waiting' } });
  return run;
}

type Deed = (by: People[keyof People], run: Rollback, step: { stepId: string; epoch: number }) => Promise<null>;
const DEEDS: [name: string, procedure: string, key: string, state: string | undefined, deed: Deed][] = [
  ['continue', '1.1', 'second', undefined, (by, { runId }) => continueRun(by, { runId, mode: 'step' })],
  ['run on', '1.1', 'second', undefined, (by, { runId }) => continueRun(by, { runId, mode: 'to_decision' })],
  ['retry', '1.3', 'fail', undefined, (by, _, step) => retryStep(by, step)],
  [
    'take the alternative',
    '1.3',
    'fail',
    undefined,
    (by, _, s) => takeAlternative(by, { ...s, branch: 'other', reason }),
  ],
  ['abort', '1.3', 'fail', undefined, (by, { runId }) => abortRun(by, { runId, reason })],
  ['confirm', '1.1', 'append', 'unknown', (by, _, s) => settleUnknown(by, { ...s, verdict: 'applied', reason })],
  ['run again', '1.1', 'append', 'unknown', (by, _, s) => settleUnknown(by, { ...s, verdict: 'run_again', reason })],
  ['stop', '1.1', 'append', 'running', (by, _, step) => cancelStep(by, step)],
  ['do by hand', '1.6', 'by-hand', undefined, (by, _, step) => completeManual(by, { ...step, note: reason })],
];

describe.each(DEEDS)('to %s', (_, procedure, key, state, deed) => {
  it('is the driver’s alone, and for what they looked at', async () => {
    const run = await waitingRun(procedure, key, state);
    const { id, epoch } = await run.step(key);
    const before = await run.load();
    for (const other of ['otherEngineer', 'lead', 'executive', 'administrator', 'manager'] as const) {
      const { code } = await refusalOf(deed(people[other], run, { stepId: id, epoch }));
      expect(['conflict', 'forbidden']).toContain(code);
    }
    if (deed.length > 2)
      expect(await refusalOf(deed(people.engineer, run, { stepId: id, epoch: epoch + 1 }))).toMatchObject({
        code: 'conflict',
        message: expect.stringContaining('started again since you looked'),
      });
    expect(await run.load()).toEqual({ ...before, incident: expect.anything() });
    await deed(people.engineer, run, { stepId: id, epoch });
  });
});

describe('the wheel', () => {
  it('is taken by name, and whoever held it drives no more', async () => {
    const run = await waitingRun('1.1', 'second');
    await takeWheel(people.otherEngineer, { runId: run.runId, reason });
    expect(await refusalOf(continueRun(people.engineer, { runId: run.runId, mode: 'step' }))).toMatchObject({
      code: 'conflict',
    });
    const taken = await db().event.findFirst({ where: { runId: run.runId, type: 'run.wheel_taken' } });
    expect(taken).toMatchObject({
      actorId: people.otherEngineer.id,
      data: { from: 'engineer', fromId: people.engineer.id, reason },
    });
    await continueRun(people.otherEngineer, { runId: run.runId, mode: 'step' });
    expect((await workOff(run)).state).toBe('succeeded');
  });

  it('is not a manager’s', async () => {
    const run = await waitingRun('1.1', 'second');
    expect(await refusalOf(takeWheel(people.manager, { runId: run.runId, reason }))).toMatchObject({
      code: 'forbidden',
    });
  });

  it('is not taken by whoever approved the plan, who judged it and so does not do it', async () => {
    const run = await waitingRun('1.1', 'second');
    expect(await refusalOf(takeWheel(people.lead, { runId: run.runId, reason }))).toMatchObject({
      code: 'forbidden',
      message: expect.stringContaining('You approved this plan'),
    });
    expect((await run.load()).driverId).toBe(people.engineer.id);
  });
});

describe('a step', () => {
  it('is started once by two presses at once', async () => {
    const run = await waitingRun('1.1', 'second');
    const press = () => continueRun(people.engineer, { runId: run.runId, mode: 'step' });
    expect(await outcomesOf([press(), press(), press()])).toEqual({ done: 1, conflict: 2 });
    await workOff(run);
    expect(run.effects('second')).toBe(1);
  });

  it('is tried again once by two presses at once', async () => {
    const run = await waitingRun('1.3', 'fail');
    const { id, epoch } = await run.step('fail');
    const press = () => retryStep(people.engineer, { stepId: id, epoch });
    expect(await outcomesOf([press(), press()])).toEqual({ done: 1, conflict: 1 });
    await workOff(run);
    expect((await run.step('fail')).epoch).toBe(2);
  });

  it('that changes something and is not confirmed is skipped only by who could have approved it', async () => {
    const run = await waitingRun('1.3', 'fail');
    const { id, epoch } = await run.step('fail');
    const skip = (by = people.engineer) => skipStep(by, { stepId: id, epoch, reason });
    expect(await refusalOf(skip())).toMatchObject({
      code: 'forbidden',
      message: expect.stringContaining('Needs a team lead'),
    });
    for (const other of [people.otherEngineer, people.administrator, people.manager]) await refusalOf(skip(other));
    const scopes = ['read', 'drive'] as const;
    const byToken = { kind: 'token', tokenId: '', personId: people.lead.id, scopes } as const;
    expect(await refusalOf(comingInBy(byToken, () => skip(people.lead)))).toMatchObject({
      message: expect.stringContaining('this needs: decide'),
    });
    await skip(people.lead);
    expect((await run.step('fail')).state).toBe('skipped');
  });

  it('of a critical run is skipped with a fresh password only, as its approval was given', async () => {
    const run = await waitingRun('1.3', 'fail', undefined, 'critical');
    const { id, epoch } = await run.step('fail');
    const skip = () => skipStep(people.executive, { stepId: id, epoch, reason });
    expect(await refusalOf(skip())).toMatchObject({ code: 'stale_sign_in' });
    expect((await run.step('fail')).state).toBe('failed');
    await freshly(people.executive, skip);
    expect((await run.step('fail')).state).toBe('skipped');
  });

  it('is not skipped by one person where the matrix asks for two: each decides on a request', async () => {
    await putRunbookInForce('two people', ({ matrix }) => {
      for (const row of matrix) row.approvers = { quorum: 2 };
    });
    const run = await requestedRun(at, { procedure: '1.3' });
    for (const by of [people.lead, people.otherLead]) await decideApproval(by, decision(run));
    await startRun(people.engineer, { runId: run.runId, planHash: run.planHash, mode: 'step' });
    await workOff(run);
    await putRunbookInForce();
    const { id, epoch } = await run.step('fail');
    expect(await refusalOf(skipStep(people.executive, { stepId: id, epoch, reason }))).toMatchObject({
      code: 'forbidden',
      message: expect.stringContaining('2 people'),
    });
    expect((await run.step('fail')).state).toBe('failed');
  });

  it('is not skipped by whoever started the run, though their role would do', async () => {
    const run = await startedRun(at, { procedure: '1.3', by: people.otherLead });
    await workOff(run);
    const { id, epoch } = await run.step('fail');
    const skip = skipStep(people.otherLead, { stepId: id, epoch, reason });
    expect(await refusalOf(skip)).toMatchObject({ code: 'forbidden' });
  });

  it('that only reads is skipped by its driver', async () => {
    const run = await startedRun(at, { procedure: '1.7' });
    const { id } = await run.step('talk');
    await db().step.update({ where: { id }, data: { state: 'failed' } });
    await db().run.update({ where: { id: run.runId }, data: { state: 'waiting' } });
    await skipStep(people.engineer, { stepId: id, epoch: 0, reason });
    expect((await run.load()).state).toBe('succeeded');
  });

  it('or a run that is not there is not found', async () => {
    const stepId = randomUUID();
    expect(await refusalOf(retryStep(people.engineer, { stepId, epoch: 0 }))).toMatchObject({ code: 'not_found' });
    const press = continueRun(people.engineer, { runId: stepId, mode: 'step' });
    expect(await refusalOf(press)).toMatchObject({ code: 'not_found' });
  });
});
