import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Plan } from '@/lib/contracts/plan';
import { decideApproval } from '../approvals/decide-approval';
import { requestApproval } from '../approvals/request-approval';
import { db } from '../db';
import { refusalOf } from '../testing/refusal';
import { plannedRun, type Rollback, rebind, startedRun, workOff } from '../testing/rollback';
import { openTestConsole, type People, type TestConsole } from '../testing/test-console';
import { abortRun } from './drive-run';
import { loadRun, planOf } from './load-run';
import { planRun } from './plan-run';
import { replanRun, resumeRun } from './resume-run';
import { startRun } from './start-run';

let at: TestConsole;
let people: People;

beforeAll(async () => {
  at = await openTestConsole();
  people = at.people;
});
afterAll(() => at.close());

const reason = 'aborted by mistake';

/** Its first change is done, its second one failed, and the driver ended it. */
async function endedRun() {
  const run = await startedRun(at, { procedure: '1.5', mode: 'to_decision' });
  await workOff(run);
  await abortRun(people.engineer, { runId: run.runId, reason: 'the wrong button' });
  return run;
}

async function planAndApprove(runId: string) {
  await planRun({ runId });
  const { planHash } = await loadRun(db(), runId);
  const asked = { runId, planHash: planHash as string, note: '' };
  const { approvalId } = await requestApproval(people.engineer, asked);
  await decideApproval(people.lead, { approvalId, planHash: asked.planHash, verdict: 'approved', reason: 'yes' });
  return { ...asked, mode: 'to_decision' as const };
}

/** Planned, approved and started by the same people as any other. */
async function carryOut(run: Rollback, runId: string) {
  await startRun(people.engineer, await planAndApprove(runId));
  return workOff({ ...run, load: () => loadRun(db(), runId) });
}

const skipsOf = (plan: Plan | null) => plan?.steps.map(({ key, plannedSkip }) => [key, plannedSkip !== null]);

describe('a run that was ended', () => {
  it('is gone on from in one press: what was done stays done, the rest is approved and run', async () => {
    const run = await endedRun();
    await rebind(at, run.target, 'fail', 'append', 'mended');
    const { runId } = await resumeRun(people.engineer, { runId: run.runId, reason });
    await planRun({ runId });
    expect(skipsOf(planOf(await loadRun(db(), runId)))).toEqual([
      ['append', true],
      ['fail', false],
      ['second', false],
    ]);
    expect((await loadRun(db(), runId)).planHash).not.toBe(run.planHash);
    expect(await carryOut(run, runId)).toMatchObject({ state: 'succeeded', resumesId: run.runId });
    expect([run.effects(), run.effects('second')]).toEqual([1, 1]);
    const prepared = await db().event.findFirst({ where: { runId, type: 'run.prepared' } });
    expect(prepared?.data).toMatchObject({ resumes: { runId: run.runId, reason } });
  });

  it('is gone on from once: then the newer run is the one to go on from', async () => {
    const run = await endedRun();
    const { runId } = await resumeRun(people.engineer, { runId: run.runId, reason });
    expect(await refusalOf(resumeRun(people.engineer, { runId: run.runId, reason }))).toMatchObject({
      code: 'conflict',
    });
    expect((await loadRun(db(), runId)).state).toBe('draft');
  });

  it('is gone on from again after a draft that went on from it was discarded', async () => {
    const run = await endedRun();
    const { runId: draftId } = await resumeRun(people.engineer, { runId: run.runId, reason });
    await planRun({ runId: draftId });
    await abortRun(people.engineer, { runId: draftId, reason: 'not now' });
    const { runId } = await resumeRun(people.engineer, { runId: run.runId, reason });
    expect(runId).not.toBe(draftId);
    await planRun({ runId });
    expect(skipsOf(planOf(await loadRun(db(), runId)))?.[0]).toEqual(['append', true]);
  });

  it('is gone on from with all that was done, also where the run before went on from another one', async () => {
    const run = await endedRun();
    const second = await resumeRun(people.engineer, { runId: run.runId, reason });
    expect(await carryOut(run, second.runId)).toMatchObject({ state: 'waiting' });
    await abortRun(people.engineer, { runId: second.runId, reason });
    await rebind(at, run.target, 'fail', 'append', 'mended');
    const third = await resumeRun(people.engineer, { runId: second.runId, reason });
    expect(await carryOut(run, third.runId)).toMatchObject({ state: 'succeeded' });
    expect([run.effects(), run.effects('second')]).toEqual([1, 1]);
  });

  it('is not gone on from once another run on its target has started, in whatever incident', async () => {
    const run = await endedRun();
    const other = await startedRun(at, { procedure: '1.1', target: run.target });
    const refused = await refusalOf(resumeRun(people.engineer, { runId: run.runId, reason }));
    expect(refused).toMatchObject({ code: 'conflict' });
    expect(refused?.message).toContain(other.incidentCode);
    expect((await run.load()).incident.code).not.toBe(other.incidentCode);
  });

  it('gets no plan that leaves anything out where another run on its target started after the press', async () => {
    const run = await endedRun();
    const { runId } = await resumeRun(people.engineer, { runId: run.runId, reason });
    const other = await startedRun(at, { procedure: '1.1', target: run.target });
    await planRun({ runId });
    const { planHash, preflight } = await loadRun(db(), runId);
    expect(planHash).toBeNull();
    expect(preflight).toMatchObject({
      findings: expect.arrayContaining([
        expect.objectContaining({ verdict: 'block', sentence: expect.stringContaining(other.incidentCode) }),
      ]),
    });
  });

  it('is not started as the rest of one where another run on its target came after the approval', async () => {
    const run = await endedRun();
    const { runId } = await resumeRun(people.engineer, { runId: run.runId, reason });
    const approved = await planAndApprove(runId);
    const other = await startedRun(at, { procedure: '1.1', target: run.target, mode: 'to_decision' });
    expect((await workOff(other)).state).toBe('succeeded');
    const refused = await refusalOf(startRun(people.engineer, approved));
    expect(refused).toMatchObject({ code: 'conflict', message: expect.stringContaining(other.incidentCode) });
    expect(await loadRun(db(), runId)).toMatchObject({ state: 'approved', startedAt: null });
  });

  it.each(['administrator', 'manager'] as const)('is not gone on from by a %s', async (name) => {
    const run = await endedRun();
    expect(await refusalOf(resumeRun(people[name], { runId: run.runId, reason }))).toMatchObject({ code: 'forbidden' });
  });

  it('before it began has nothing to go on from', async () => {
    const run = await plannedRun(at, { procedure: '1.5' });
    await abortRun(people.engineer, { runId: run.runId, reason });
    expect(await refusalOf(resumeRun(people.engineer, { runId: run.runId, reason }))).toMatchObject({
      code: 'conflict',
    });
  });
});

describe('a step that failed', () => {
  async function stuck() {
    const run = await startedRun(at, { procedure: '1.16', parameters: { what: 'fail' }, mode: 'to_decision' });
    await workOff(run);
    const { id: stepId, epoch } = await run.step('chosen');
    return { run, ask: { stepId, epoch, branch: 'main', parameters: { what: 'nothing' }, reason: 'the other one' } };
  }

  it('is tried with other parameters: the run ends, and the rest of it is another plan with an approval of its own', async () => {
    const { run, ask } = await stuck();
    const { runId } = await replanRun(people.engineer, ask);
    expect((await run.load()).state).toBe('failed');
    expect(await carryOut(run, runId)).toMatchObject({ state: 'succeeded', parameters: { what: 'nothing' } });
    expect(run.effects()).toBe(1);
    expect(run.effects('second')).toBe(1);
  });

  it('is not tried so by anybody but the driver, nor at an older attempt, nor with what there is not', async () => {
    const { run, ask } = await stuck();
    for (const other of ['otherEngineer', 'lead'] as const)
      expect(await refusalOf(replanRun(people[other], ask))).toMatchObject({ code: 'conflict' });
    expect(await refusalOf(replanRun(people.engineer, { ...ask, epoch: 9 }))).toMatchObject({ code: 'conflict' });
    expect(await refusalOf(replanRun(people.engineer, { ...ask, parameters: { what: 'x' } }))).toMatchObject({
      code: 'invalid_input',
    });
    expect((await run.load()).state).toBe('waiting');
  });
});
