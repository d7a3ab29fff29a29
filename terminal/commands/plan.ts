import { prepareRunSchema } from '@/lib/contracts/inputs';
import type { RoomView, RunView } from '@/lib/contracts/views';
import { prepareRun } from '@/lib/server/runs/prepare-run';
import { type Choice, chooseProcedure, printProcedures } from '../choose-procedure';
import { type Answer, collect, command } from '../command';
import type { Exit } from '../exit-codes';
import { printFindings, printSteps } from '../print/plan';
import { printHead } from '../print/room';
import { findIncident, readRoom, runOf } from '../rooms';
import type { Screen } from '../screen';
import { toRun } from '../shapes';
import { findOffered, takeAction } from '../take-action';
import type { Terminal } from '../terminal';

const PREFLIGHT_LIMIT_MS = 5 * 60_000;
/** As long as a request for approval lasts. */
const APPROVAL_LIMIT_MS = 61 * 60_000;

export type PlanOptions = Choice & { ask?: boolean; note?: string; wait?: boolean };

export const plan = command<PlanOptions & { list?: boolean }>({
  name: 'plan',
  args: [['[incident]', 'its code, or the end of it']],
  about: 'Choose a procedure, have the target looked at, see exactly what would run, ask for approval',
  details:
    'With --procedure a new plan is made, which voids what was approved before. Without it the plan as it stands is shown.\nEnds with 7 where the preflight blocks or the plan is denied.',
  options: (parser) =>
    parser
      .option('--list', 'what can be chosen: procedures, their ways and parameters')
      .option('--procedure <key>', 'such as 1.1')
      .option('--branch <key>', 'the way through it (default: the first that is possible)')
      .option('--set <key=value>', 'a parameter; may be given several times (default: what the target offers)', collect)
      .option('--ask', 'ask for approval of exactly this plan')
      .option('--note <text>', 'what the approver should know')
      .option('--wait', 'with --ask: wait until somebody has decided'),
  examples: [
    ['npx rollback plan --procedure 1.1', 'look first: nothing is asked for'],
    ['npx rollback plan --procedure 1.1 --set stable_commit=4f2a9c1 --ask --note "Back to Monday"', 'plan it and ask'],
    ['npx rollback plan --ask --wait', 'ask for approval of the plan as it stands, and wait'],
  ],
  run: async (at, [named], { list, ...options }) => {
    const code = await findIncident(at, named);
    return list ? listed(await readRoom(at, code)) : makePlan(at, code, options);
  },
});

/** Prepares, waits for the preflight, shows the plan, and asks for approval where that is wanted. */
export async function makePlan(at: Terminal, code: string, options: PlanOptions): Promise<Answer> {
  if (options.procedure) {
    const input = chooseProcedure(await readRoom(at, code), options);
    await at.act(prepareRunSchema, input, prepareRun);
  }
  const planned = await untilPlanned(at, code);
  const isBlocked = runOf(planned).preflight?.isBlocked ?? false;
  const isPlanned = runOf(planned).planHash !== null && !isBlocked;
  if (!options.ask || !isPlanned) return answer(planned, isPlanned ? 'ok' : 'unwell');
  printPlan(at.screen, planned);
  const run = runOf(planned);
  await takeAction(at, run, findOffered(planned, run, ['request-approval']), { reason: options.note ?? '' });
  if (!options.wait) return asked(await readRoom(at, code), 'ok');
  const decided = await at.until(
    () => readRoom(at, code),
    (room) => room.run?.state !== 'awaiting_approval',
    { timeoutMs: APPROVAL_LIMIT_MS, what: 'The approval', isUpToPeople: true },
  );
  return asked(decided, decided.run?.approval?.state === 'approved' ? 'ok' : 'unwell');
}

async function untilPlanned(at: Terminal, code: string): Promise<RoomView> {
  const look = async () => {
    const room = await readRoom(at, code);
    if (!room.worker.isAlive) at.screen.progress('No worker answers; the preflight waits for one.');
    else at.screen.progress('Looking at the target: nothing is changed …');
    return room;
  };
  const room = await at.until(look, (seen) => !runOf(seen).isPlanning, {
    timeoutMs: PREFLIGHT_LIMIT_MS,
    what: 'The preflight',
  });
  at.screen.clear();
  return room;
}

function listed({ procedures }: RoomView): Answer {
  const value = procedures.map(({ key, title, because, branches, parameters }) => ({
    ...{ key, title, because },
    branches: branches.map((branch) => ({ ...branch, unavailableBecause: branch.unavailableBecause ?? null })),
    parameters: parameters.map(({ key: name, title: words, default: first, choices }) => ({
      ...{ key: name, title: words, default: first },
      choices: choices.map((choice) => choice.value),
    })),
  }));
  return { value, print: (screen) => printProcedures(screen, procedures) };
}

function answer(room: RoomView, exit: Exit): Answer {
  return { value: toRun(runOf(room), room.incident.code), print: (screen) => printPlan(screen, room), exit };
}

function asked(room: RoomView, exit: Exit): Answer {
  const run = runOf(room);
  const print = (screen: Screen) => {
    screen.line();
    const { approval } = run;
    if (approval?.state === 'requested')
      screen.line(
        `Asked ${approval.approverWords}${approval.approvers.length > 0 ? ` (${approval.approvers.join(', ')})` : ''}: `,
        ['bold', `npx rollback approve ${approval.id.slice(0, 8)}`],
      );
    for (const { by, verdict, reason } of approval?.decisions ?? [])
      screen.line(['bold', `${by} ${verdict} this plan`], reason ? `: ${reason}` : '');
    if (approval?.state === 'approved') screen.line(`Next: npx rollback run ${room.incident.code}`);
  };
  return { value: toRun(run, room.incident.code), print, exit };
}

function printPlan(screen: Screen, room: RoomView): void {
  const run: RunView = runOf(room);
  printHead(screen, room);
  screen.heading(`${run.procedureKey} ${run.title} (${run.estimate})`);
  for (const { title, display } of run.parameters) screen.line(`${title}: `, ['cyan', display]);
  if (run.preflight) printFindings(screen, run.preflight.findings);
  if (run.planHash === null) {
    screen.line(['red', 'No plan could be made; the timeline in the room says why.']);
    return;
  }
  const skips = run.steps.map((step) => ({
    ...step,
    plannedSkip: run.startedAt ? null : (step.outcome?.summary ?? null),
  }));
  const option = room.procedures.find(({ key }) => key === run.procedureKey);
  printSteps(screen, skips, run.branch, option?.branches);
  screen.line();
  screen.line('Plan hash ', ['bold', run.planHash]);
}
