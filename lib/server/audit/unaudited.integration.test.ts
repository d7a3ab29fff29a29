import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decideApproval } from '../approvals/decide-approval';
import { requestApproval } from '../approvals/request-approval';
import { measureChecks } from '../checks/measure-checks';
import { startValidation } from '../checks/validate-target';
import { db } from '../db';
import { abortDrill, cancelDrill } from '../drills/end-drill';
import { startDrill } from '../drills/start-drill';
import { tickDrillLine } from '../drills/tick-line';
import { escalate } from '../escalations/escalate';
import { changeSeverity } from '../incidents/change-severity';
import {
  acceptHandOver,
  declineHandOver,
  nudgeHandOver,
  offerHandOver,
  withdrawHandOver,
} from '../incidents/hand-over-incident';
import { markTold } from '../incidents/mark-told';
import { closeIncident, runChecks, tickCriterion, waiveCriterion } from '../incidents/settle-checks';
import { composeMessage } from '../messages/compose-message';
import { watchMessageClocks } from '../messages/watch-message-clocks';
import { writeReport } from '../reports/write-report';
import { loadSqlCatalogue } from '../runbooks/sql-catalogue';
import { storeRunbook } from '../runbooks/store-runbook';
import { armRun } from '../runs/arm-run';
import { claimStep } from '../runs/claim-step';
import { abortRun, continueRun, takeWheel } from '../runs/drive-run';
import { expireApprovals, findLostSteps } from '../runs/find-lost-steps';
import { planRun } from '../runs/plan-run';
import { prepareRun } from '../runs/prepare-run';
import { cancelStep, completeManual, retryStep, settleUnknown, skipStep, takeAlternative } from '../runs/settle-step';
import { startRun } from '../runs/start-run';
import { askHostLook } from '../targets/look-at-hosts';
import { registerTarget } from '../targets/register-target';
import { breakableTarget, openedDrill, scheduledDrill } from '../testing/drill';
import {
  approvedRun,
  decision,
  declare,
  plannedRun,
  type Rollback,
  requestedRun,
  startedRun,
  targetFile,
  workOff,
} from '../testing/rollback';
import { testRunbook } from '../testing/runbook';
import { openTestConsole, type TestConsole } from '../testing/test-console';
import { expectNothingWithoutItsEvent } from '../testing/without-its-event';
import { consoleDeeds } from './unaudited-console.fixture';

let at: TestConsole;

beforeAll(async () => {
  at = await openTestConsole();
});
afterAll(() => at.close());

const reason = 'for the test';
const stepOf = async (run: Rollback, key: string) => {
  const { id, epoch } = await run.step(key);
  return { stepId: id, epoch };
};
const setStep = async (run: Rollback, key: string, state: string, runState: string) => {
  const outcome = { summary: '', tookMs: 1, checks: [], probe: {} };
  await db().step.update({
    where: { id: (await run.step(key)).id },
    data: { state, outcome, claimedBy: randomUUID() },
  });
  await db().run.update({ where: { id: run.runId }, data: { state: runState } });
};

const toHandOver = () => ({
  ...{ incidentCode: shared.planned.incidentCode, kind: 'incident' as const },
  ...{ toId: at.people.otherEngineer.id, note: 'watch the lock' },
});
const openOffer = async () => (await db().handOver.findFirstOrThrow({ where: { state: 'offered' } })).id;

type Deed = () => Promise<unknown>;
/** What each use case needs, made while the log works, and the deed itself. */
const USE_CASES: Record<string, () => Promise<Deed>> = {
  'declare an incident': async () => () => declare(at, { target: shared.target }),
  'plan a run': async () => {
    const { code } = await declare(at);
    return () =>
      prepareRun(at.people.engineer, { incidentCode: code, procedureKey: '1.1', branch: 'main', parameters: {} });
  },
  'plan it anew': async () => {
    const { incidentCode } = shared.approved;
    return () => prepareRun(at.people.engineer, { incidentCode, procedureKey: '1.2', branch: 'main', parameters: {} });
  },
  'store a plan': async () => {
    await db().run.update({ where: { id: shared.planned.runId }, data: { preflightAskedAt: new Date() } });
    return () => planRun({ runId: shared.planned.runId });
  },
  'ask for approval': async () => {
    await db().run.update({ where: { id: shared.planned.runId }, data: { preflightAskedAt: null } });
    const { runId, planHash } = shared.planned;
    return () => requestApproval(at.people.engineer, { runId, planHash, note: '' });
  },
  decide: async () => () => decideApproval(at.people.lead, decision(shared.requested)),
  start: async () => {
    const { runId, planHash } = shared.approved;
    return () => startRun(at.people.engineer, { runId, planHash, mode: 'step' });
  },
  'give a plan up': async () => () => abortRun(at.people.engineer, { runId: shared.approved.runId, reason }),
  'change the severity': async () => () =>
    changeSeverity(at.people.lead, { incidentCode: shared.approved.incidentCode, severity: 'critical', reason }),
  'go on': async () => () => continueRun(at.people.engineer, { runId: shared.between.runId, mode: 'step' }),
  'run on': async () => () => continueRun(at.people.engineer, { runId: shared.between.runId, mode: 'to_decision' }),
  'take the wheel': async () => () => takeWheel(at.people.otherEngineer, { runId: shared.between.runId, reason }),
  retry: async () => async () => retryStep(at.people.engineer, await stepOf(shared.failed, 'fail')),
  skip: async () => async () => skipStep(at.people.lead, { ...(await stepOf(shared.failed, 'fail')), reason }),
  'take the alternative': async () => async () =>
    takeAlternative(at.people.engineer, { ...(await stepOf(shared.failed, 'fail')), branch: 'other', reason }),
  abort: async () => () => abortRun(at.people.engineer, { runId: shared.failed.runId, reason }),
  'confirm a lost step': async () => {
    await setStep(shared.failed, 'fail', 'unknown', 'waiting');
    const step = await stepOf(shared.failed, 'fail');
    return () => settleUnknown(at.people.engineer, { ...step, verdict: 'applied', reason });
  },
  'run a lost step again': async () => {
    const step = await stepOf(shared.failed, 'fail');
    return () => settleUnknown(at.people.engineer, { ...step, verdict: 'run_again', reason });
  },
  stop: async () => {
    await setStep(shared.failed, 'fail', 'running', 'running');
    const step = await stepOf(shared.failed, 'fail');
    return () => cancelStep(at.people.engineer, step);
  },
  'give a lost step up': async () => findLostSteps,
  claim: async () => {
    await setStep(shared.failed, 'fail', 'ready', 'running');
    const { stepId, epoch } = await stepOf(shared.failed, 'fail');
    return () => claimStep(stepId, epoch, randomUUID());
  },
  'do by hand': async () => {
    const run = await startedRun(at, { procedure: '1.6' });
    const step = await stepOf(run, 'by-hand');
    return () => completeManual(at.people.engineer, { ...step, note: reason });
  },
  'tell the team': async () => () =>
    markTold(at.people.engineer, { incidentCode: shared.planned.incidentCode, note: reason }),
  'ask for the validation': async () => () =>
    runChecks(at.people.engineer, { incidentCode: shared.planned.incidentCode, group: 'immediate' }),
  'measure a check': async () => {
    await db().incidentCheck.updateMany({ where: { group: 'immediate' }, data: { state: 'running' } });
    return () => measureChecks({ incidentId: shared.planned.incidentId, group: 'immediate' });
  },
  'hand an incident over': async () => () => offerHandOver(at.people.engineer, toHandOver()),
  'nudge whoever was asked': async () => {
    const { handOverId } = await offerHandOver(at.people.engineer, toHandOver());
    await db().handOver.update({ where: { id: handOverId }, data: { offeredAt: new Date(0) } });
    return () => nudgeHandOver(at.people.engineer, { handOverId });
  },
  'take an incident over': async () => {
    const handOverId = await openOffer();
    return () => acceptHandOver(at.people.otherEngineer, { handOverId });
  },
  'decline one': async () => {
    const handOverId = await openOffer();
    return () => declineHandOver(at.people.otherEngineer, { handOverId, reason });
  },
  'take the offer back': async () => {
    const handOverId = await openOffer();
    return () => withdrawHandOver(at.people.engineer, { handOverId });
  },
  tick: async () => {
    const check = await checkOf(shared.planned, 'criteria');
    return () => tickCriterion(at.people.manager, { checkId: check.id, isPassed: true, note: 'users say so' });
  },
  waive: async () => {
    const check = await checkOf(shared.planned, 'criteria');
    return () => waiveCriterion(at.people.lead, { checkId: check.id, reason });
  },
  close: async () => {
    await db().incidentCheck.updateMany({ data: { state: 'passed' } });
    return () => closeIncident(at.people.engineer, { incidentCode: shared.planned.incidentCode });
  },
  'write the report': async () => () =>
    writeReport(at.people.manager, {
      incidentCode: shared.planned.incidentCode,
      fields: { data_loss: 'no' },
      base: { data_loss: '' },
    }),
  'let approvals expire': async () => {
    await db().approval.updateMany({ data: { expiresAt: new Date(0) } });
    return expireApprovals;
  },
  'schedule a drill': async () => {
    const target = await breakableTarget(at);
    return () => scheduledDrill(at, target);
  },
  'start a drill': async () => {
    const drill = await scheduledDrill(at, await breakableTarget(at));
    return () => startDrill(at.people.engineer, drill);
  },
  'cancel a drill': async () => {
    const drill = await scheduledDrill(at, await breakableTarget(at));
    return () => cancelDrill(at.people.engineer, { ...drill, reason });
  },
  'tick a line and abort a drill': async () => {
    const drill = await scheduledDrill(at, await breakableTarget(at));
    await openedDrill(at, drill.drillId);
    const line = 'lessons-captured' as const;
    return async () => {
      await expect(tickDrillLine(at.people.manager, { ...drill, line, note: reason })).rejects.toThrow();
      await abortDrill(at.people.engineer, { ...drill, reason });
    };
  },
  ...consoleDeeds(() => at),
  'see that an update is due': async () => {
    await db().messageClock.updateMany({ data: { nextDueAt: new Date() } });
    return watchMessageClocks;
  },
  'compose a message': async () => () =>
    composeMessage(at.people.engineer, {
      incidentCode: shared.planned.incidentCode,
      audience: 'internal',
      kind: 'update',
      subject: 'News',
      body: 'It goes on.',
      leaveOut: [],
    }),
  arm: async () => {
    const { runId, planHash } = shared.requested;
    return () => armRun(at.people.engineer, { runId, planHash, mode: 'to_decision' });
  },
  'begin a level of the escalation': async () => () =>
    escalate(at.people.engineer, { incidentCode: shared.planned.incidentCode, level: 1, reason }),
  'ask for a validation of a target': async () => () =>
    startValidation(at.people.engineer, { targetKey: shared.target.key, depth: 'quick' }),
  'look at hosts': async () => () => askHostLook(at.people.administrator, { targetKey: shared.target.key }),
  'register a target': async () => () => register({ key: 'another', folder: '/nowhere' }),
  'give a target another connection': async () => () => register(shared.target, `${at.databaseUrl}?sslmode=disable`),
  'store a runbook': async () => {
    const { content, hash } = testRunbook('another', await loadSqlCatalogue('sql'));
    return () => storeRunbook(content, hash);
  },
};

const register = (target: { key: string; folder: string }, databaseUrl = at.databaseUrl) =>
  registerTarget(at.people.administrator, { json: JSON.stringify({ ...targetFile(at, target), databaseUrl }) });
const checkOf = (run: Rollback, group: string) =>
  db().incidentCheck.findFirstOrThrow({ where: { incidentId: run.incidentId, group } });

let shared: Awaited<ReturnType<typeof makeShared>>;

async function makeShared() {
  const between = await startedRun(at);
  await workOff(between);
  const failed = await startedRun(at, { procedure: '1.3' });
  await workOff(failed);
  const planned = await plannedRun(at);
  const [requested, approved] = [await requestedRun(at), await approvedRun(at)];
  return { between, failed, planned, requested, approved, target: planned.target };
}

describe('without its event nobody can', () => {
  beforeAll(async () => {
    shared = await makeShared();
  });
  it.each(Object.keys(USE_CASES))('%s', async (name) => {
    const deed = await (USE_CASES[name] as () => Promise<Deed>)();
    await expectNothingWithoutItsEvent(at.store, deed);
  });
});
