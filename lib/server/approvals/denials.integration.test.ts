import { afterAll, beforeAll, expect, it } from 'vitest';
import { db } from '../db';
import { getRoomView } from '../incidents/get-room-view';
import { abortRun } from '../runs/drive-run';
import { planRun } from '../runs/plan-run';
import { prepareRun } from '../runs/prepare-run';
import { skipStep } from '../runs/settle-step';
import { askSideStep } from '../side-steps/ask-side-step';
import { freshly } from '../testing/fresh';
import { refusalOf } from '../testing/refusal';
import { decision, requestedRun, startedRun, workOff } from '../testing/rollback';
import { openTestConsole, type People, type TestConsole } from '../testing/test-console';
import { breakGlass } from './break-glass';
import { decideApproval } from './decide-approval';
import { getApprovalView } from './get-approval-view';
import { requestApproval } from './request-approval';

let at: TestConsole;
let people: People;
beforeAll(async () => {
  at = await openTestConsole();
  people = at.people;
});
afterAll(() => at.close());

const answer = 'The importer has ended, as the lead wanted.';

/** A request that the lead denied, and then another run of the same incident, which nobody was asked about yet. */
async function anewAfterDenial(procedureKey = '1.1') {
  const run = await requestedRun(at);
  await decideApproval(people.lead, { ...decision(run, 'denied'), reason: 'The importer runs.' });
  await abortRun(people.engineer, { runId: run.runId, reason: 'denied' });
  const chosen = { incidentCode: run.incidentCode, procedureKey, branch: 'main', parameters: {} };
  const { runId } = await prepareRun(people.engineer, chosen);
  expect(runId).not.toBe(run.runId);
  await planRun({ runId });
  const { planHash } = await db().run.findUniqueOrThrow({ where: { id: runId } });
  const ask = (note = '') => requestApproval(people.engineer, { runId, planHash: planHash as string, note });
  return { ...run, runId, planHash: planHash as string, ask };
}

it('a denial is not shed by another run of the same: it is shown, shuts the glass, and is answered before anybody is asked', async () => {
  const run = await anewAfterDenial();
  const room = (await getRoomView(people.engineer, run.incidentCode))?.run;
  expect(room?.denials).toMatchObject([{ by: people.lead.name, reason: 'The importer runs.', isOfThis: true }]);
  expect(room?.actions[0]).toMatchObject({ key: 'request-approval', needsReason: true, isPrimary: false });
  const { name: confirm } = await db().target.findUniqueOrThrow({ where: { key: run.target.key } });
  const input = { runId: run.runId, planHash: run.planHash, reason: 'Nobody who may approve answers.', confirm };
  const glass = freshly(people.engineer, () => breakGlass(people.engineer, input));
  expect(await refusalOf(glass)).toMatchObject({ message: expect.stringContaining('denied this plan') });
  expect(await refusalOf(run.ask())).toMatchObject({
    code: 'invalid_input',
    message: expect.stringContaining('The importer runs.'),
  });

  const { approvalId } = await run.ask(answer);
  expect(await getApprovalView(people.executive, approvalId)).toMatchObject({
    note: answer,
    denials: [{ by: people.lead.name, reason: 'The importer runs.', isOfThis: true }],
  });
  const where = { runId: run.runId, type: 'approval.requested' };
  const { data } = await db().event.findFirstOrThrow({ where });
  expect(data).toMatchObject({ note: answer, inSpiteOf: `${people.lead.name}: The importer runs.` });
  const { body } = await db().message.findFirstOrThrow({
    where: { incidentId: run.incidentId, kind: 'approval', body: { contains: approvalId } },
  });
  expect(body).toContain(`Denied before by ${people.lead.name}: The importer runs.`);
});

it('the page of a denied plan shows what was denied, also once it was looked at anew or something else was chosen', async () => {
  const run = await requestedRun(at);
  await decideApproval(people.lead, { ...decision(run, 'denied'), reason: 'The importer runs.' });
  const shown = async () => {
    const view = await getApprovalView(people.lead, run.approvalId);
    return {
      title: view?.summary.procedureTitle,
      notes: view?.notes,
      steps: view?.steps,
      preflight: view?.preflight,
      parameters: view?.parameters,
    };
  };
  const before = await shown();
  expect(before.steps).not.toHaveLength(0);
  const chosen = { incidentCode: run.incidentCode, branch: 'main', parameters: {} };
  for (const procedureKey of ['1.1', '1.2']) {
    expect(await prepareRun(people.engineer, { ...chosen, procedureKey })).toMatchObject({ runId: run.runId });
    await planRun({ runId: run.runId });
    const { preflightAt } = await db().run.findUniqueOrThrow({ where: { id: run.runId } });
    expect(preflightAt?.toISOString()).not.toBe(before.preflight?.at);
    expect(await shown()).toEqual(before);
  }
});

it('another plan is asked for without an answer, and its approver still sees what was denied', async () => {
  const run = await anewAfterDenial('1.2');
  const { approvalId } = await run.ask();
  expect((await getApprovalView(people.lead, approvalId))?.denials).toMatchObject([
    { reason: 'The importer runs.', what: 'procedure 1.1', isOfThis: false },
  ]);
});

it('a denied skip binds those who could skip by themselves, until it is asked for again and approved', async () => {
  const run = await startedRun(at, { procedure: '1.3' });
  await workOff(run);
  const { id, epoch } = await run.step('fail');
  const ask = (reason: string) =>
    askSideStep(people.engineer, { of: { stepId: id, epoch }, kind: 'skip_step', about: '', reason });
  const decide = async (approvalId: string, by: { id: string }, verdict: 'approved' | 'denied') => {
    const { planHash } = await db().approval.findUniqueOrThrow({ where: { id: approvalId } });
    return decideApproval(by as never, { approvalId, planHash, verdict, reason: 'It has to be done.' } as never);
  };
  await decide((await ask('it was done by hand')).approvalId, people.lead, 'denied');
  const skip = skipStep(people.otherLead, { stepId: id, epoch, reason: 'it is done' });
  expect(await refusalOf(skip)).toMatchObject({ message: expect.stringContaining(`${people.lead.name} denied`) });

  const { approvalId } = await ask(answer);
  const view = await getApprovalView(people.otherLead, approvalId);
  expect(view?.denials).toMatchObject([{ by: people.lead.name, reason: 'It has to be done.' }]);
  await decide(approvalId, people.otherLead, 'approved');
  expect((await run.step('fail')).state).toBe('skipped');
});
