import { decideApproval } from '@/lib/server/approvals/decide-approval';
import { db } from '@/lib/server/db';
import { loadSqlCatalogue } from '@/lib/server/runbooks/sql-catalogue';
import { setCurrentRunbook, storeRunbook } from '@/lib/server/runbooks/store-runbook';
import { abortRun } from '@/lib/server/runs/drive-run';
import { outcomesOf, refusalOf } from '@/lib/server/testing/refusal';
import { approveTrial, type Bay, finish, openBays, requestTrial, start, type Trial } from '../bay';
import { judge } from '../judge';
import type { FaultContext, FaultRow } from '../row';
import { faultRunbook } from '../runbook';
import { expectThat } from '../tally';
import { keepWorkers } from '../workers';

const CLICKS = 50;

async function clicked(context: FaultContext): Promise<void> {
  const { at, tally } = context;
  const [bay] = (await openBays(at, 1)) as [Bay];
  const crew = await keepWorkers(2);
  for (let left = context.trials; left > 0; left -= 1) {
    const trial = await approveTrial(at, bay, '9.1');
    const ends = await outcomesOf(Array.from({ length: CLICKS }, () => start(at, trial)));
    expectThat(tally, ends.done === 1, `${ends.done ?? 0} of ${CLICKS} clicks started it`);
    expectThat(
      tally,
      (ends.conflict ?? 0) + (ends.done ?? 0) === CLICKS,
      `the others ended as ${JSON.stringify(ends)}`,
    );
    await judge(at, tally, trial);
    const found = [(await trial.load()).state, trial.effects('first'), trial.effects('second')];
    expectThat(tally, `${found}` === 'succeeded,1,1', `it came to ${found}`);
    await finish(at, trial);
  }
  await crew.stop();
}

/** Each of them between the approval and the effect: the runbook and the approver before the start, the approver after it. */
async function changed(context: FaultContext): Promise<void> {
  const { at, tally } = context;
  const [bay] = (await openBays(at, 1)) as [Bay];
  const sql = await loadSqlCatalogue('sql');
  const enforce = async (label: string) => {
    const { content, hash } = faultRunbook(label, sql);
    await storeRunbook(content, hash);
    await setCurrentRunbook(hash);
  };
  const disable = (isActive: boolean) => db().person.update({ where: { id: at.people.lead.id }, data: { isActive } });
  const refusedAtStart = async (trial: Trial, words: RegExp) => {
    const { message } = await refusalOf(start(at, trial));
    expectThat(tally, words.test(message), `the start was refused with: ${message}`);
    await abortRun(at.people.engineer, { runId: trial.runId, reason: 'the trial is over' });
  };
  for (let turn = 0; turn < context.trials; turn += 1) {
    const trial = await approveTrial(at, bay, '9.1');
    if (turn % 3 === 0) {
      await enforce(`edited ${turn}`);
      await refusedAtStart(trial, /runbook was edited/);
    } else if (turn % 3 === 1) {
      await disable(false);
      await refusedAtStart(trial, /approv/);
      await disable(true);
    } else {
      await start(at, trial);
      await disable(false);
      // Only now is there somebody to claim it.
      const crew = await keepWorkers(1);
      await judge(at, tally, trial);
      const { state } = await trial.step(0);
      expectThat(tally, state === 'failed', `the claimed step is ${state} though its approver is gone`);
      await crew.stop();
      await disable(true);
    }
    tally.trials += turn % 3 === 2 ? 0 : 1;
    expectThat(tally, trial.effects('first') + trial.effects('second') === 0, 'it had an effect all the same');
    await finish(at, trial);
  }
}

async function denied(context: FaultContext): Promise<void> {
  const { at } = context;
  const [bay] = (await openBays(at, 1)) as [Bay];
  const crew = await keepWorkers(1);
  for (let turn = 0; turn < context.trials; turn += 1) {
    if (turn % 2 === 0) await failFirst(context, bay);
    else await denyIt(context, bay);
  }
  await crew.stop();
}

async function failFirst({ at, tally }: FaultContext, bay: Bay): Promise<void> {
  const trial = await approveTrial(at, bay, '9.4');
  await start(at, trial);
  await judge(at, tally, trial);
  const [first, second] = [await trial.step(0), await trial.step(1)];
  expectThat(tally, `${first.state},${second.state}` === 'failed,pending', `${first.state}, then ${second.state}`);
  await finish(at, trial);
  expectThat(tally, (await trial.step(1)).epoch === 0 && trial.effects('second') === 0, 'the later step ran');
}

async function denyIt({ at, tally }: FaultContext, bay: Bay): Promise<void> {
  const { approvalId, ...trial } = await requestTrial(at, bay, '9.1');
  const word = { approvalId, planHash: trial.planHash, verdict: 'denied' as const, reason: 'not now' };
  await decideApproval(at.people.lead, word);
  await refusalOf(start(at, trial));
  tally.trials += 1;
  const { steps } = await trial.load();
  expectThat(tally, steps.length === 0 && trial.effects('first') === 0, 'a denied run has steps or effects');
}

export const PEOPLE: FaultRow[] = [
  {
    name: '50 simultaneous Execute clicks',
    promise: 'one run, each effect once',
    trials: { short: 3, normal: 20, long: 100 },
    run: clicked,
  },
  {
    name: 'approver disabled or runbook edited',
    promise: 'after the approval: refused at the start; the approver also at the claim',
    trials: { short: 3, normal: 30, long: 99 },
    run: changed,
  },
  {
    name: 'denied or failed step',
    promise: 'later steps never run',
    trials: { short: 6, normal: 40, long: 200 },
    run: denied,
  },
];
