import { breakGlassSchema } from '@/lib/contracts/break-glass';
import * as inputs from '@/lib/contracts/inputs';
import type { AllowedAction, RoomView, RunView, StepView } from '@/lib/contracts/views';
import { AppError, conflict } from '@/lib/domain/errors';
import { SIDE_STEP_ACTIONS } from '@/lib/domain/side-steps';
import { breakGlass } from '@/lib/server/approvals/break-glass';
import { remindApprovers } from '@/lib/server/approvals/remind-approvers';
import { requestApproval } from '@/lib/server/approvals/request-approval';
import { withdrawApproval } from '@/lib/server/approvals/withdraw-approval';
import { armRun, disarmRun } from '@/lib/server/runs/arm-run';
import { abortRun, continueRun, takeWheel } from '@/lib/server/runs/drive-run';
import { replanRun, resumeRun } from '@/lib/server/runs/resume-run';
import { scheduleRun, unscheduleRun } from '@/lib/server/runs/schedule-run';
import {
  cancelStep,
  completeManual,
  retryStep,
  runEverywhere,
  settleUnknown,
  skipStep,
  takeAlternative,
  takeWayBack,
} from '@/lib/server/runs/settle-step';
import { startRun } from '@/lib/server/runs/start-run';
import { askSideStep } from '@/lib/server/side-steps/ask-side-step';
import { usageError } from './errors';
import { actionsOf } from './shapes';
import type { Terminal } from './terminal';

export type Given = { reason?: string; confirm?: string; retryWith?: string[] };
type Subject = {
  run: RunView;
  step: StepView | undefined;
  reason: string;
  action: AllowedAction;
  parameters: Record<string, string>;
};
type Take = (at: Terminal, subject: Subject) => Promise<unknown>;

const stepRef = ({ step }: Subject) => {
  if (!step) throw conflict('This run stands at no step now; nothing was changed.');
  return { stepId: step.id, epoch: step.epoch };
};
const plan = ({ run }: Subject) => ({ runId: run.id, planHash: run.planHash ?? '' });

/** An act beside the plan: the server knows what the argument names. */
function askBeside(at: Terminal, s: Subject): Promise<unknown> {
  const kind = SIDE_STEP_ACTIONS[s.action.key] ?? 'end_session';
  const about = s.action.argument ?? '';
  return at.act(
    inputs.askSideStepSchema,
    { of: s.run.startedAt ? stepRef(s) : { runId: s.run.id }, kind, about, reason: s.reason },
    askSideStep,
  );
}

/** From a key that the server offered to the use case behind it, as the room's own table does for the browser. */
const TAKE: Record<string, Take> = {
  'request-approval': (at, s) => at.act(inputs.requestApprovalSchema, { ...plan(s), note: s.reason }, requestApproval),
  'remind-approvers': (at, { run }) => {
    if (!run.approval) throw conflict('Nobody is asked now; nobody was told.');
    return at.act(inputs.approvalSchema, { approvalId: run.approval.id }, remindApprovers);
  },
  'break-glass': (at, s) =>
    at.act(breakGlassSchema, { ...plan(s), reason: s.reason, confirm: s.action.confirmText ?? '' }, breakGlass),
  withdraw: (at, { run, reason }) => {
    if (!run.approval) throw conflict('Nothing is asked for now, so there is nothing to withdraw.');
    return at.act(inputs.withdrawApprovalSchema, { approvalId: run.approval.id, reason }, withdrawApproval);
  },
  start: (at, s) => at.act(inputs.startRunSchema, { ...plan(s), mode: 'step' }, startRun),
  'start-to-decision': (at, s) => at.act(inputs.startRunSchema, { ...plan(s), mode: 'to_decision' }, startRun),
  resume: (at, { run, reason }) => at.act(inputs.resumeRunSchema, { runId: run.id, reason }, resumeRun),
  'retry-other': (at, s) =>
    at.act(
      inputs.replanRunSchema,
      { ...stepRef(s), branch: s.run.branch, parameters: s.parameters, reason: s.reason },
      replanRun,
    ),
  arm: (at, s) => at.act(inputs.armRunSchema, { ...plan(s), mode: 'to_decision' }, armRun),
  'arm-step': (at, s) => at.act(inputs.armRunSchema, { ...plan(s), mode: 'step' }, armRun),
  disarm: (at, { run }) => at.act(inputs.runSchema, { runId: run.id }, disarmRun),
  schedule: (at, s) => at.act(inputs.scheduleRunSchema, plan(s), scheduleRun),
  unschedule: (at, { run }) => at.act(inputs.runSchema, { runId: run.id }, unscheduleRun),
  continue: (at, { run }) => at.act(inputs.continueRunSchema, { runId: run.id, mode: 'step' }, continueRun),
  'run-to-decision': (at, { run }) =>
    at.act(inputs.continueRunSchema, { runId: run.id, mode: 'to_decision' }, continueRun),
  abort: (at, { run, reason }) => at.act(inputs.abortRunSchema, { runId: run.id, reason }, abortRun),
  discard: (at, { run, reason }) => at.act(inputs.abortRunSchema, { runId: run.id, reason }, abortRun),
  'take-wheel': (at, { run, reason }) => at.act(inputs.takeWheelSchema, { runId: run.id, reason }, takeWheel),
  retry: (at, s) => at.act(inputs.stepSchema, stepRef(s), retryStep),
  'run-everywhere': (at, s) => at.act(inputs.skipStepSchema, { ...stepRef(s), reason: s.reason }, runEverywhere),
  skip: (at, s) => at.act(inputs.skipStepSchema, { ...stepRef(s), reason: s.reason }, skipStep),
  alternative: (at, s) =>
    at.act(
      inputs.alternativeSchema,
      { ...stepRef(s), branch: s.action.argument ?? '', reason: s.reason },
      takeAlternative,
    ),
  'way-back': (at, s) =>
    at.act(inputs.alternativeSchema, { ...stepRef(s), branch: s.action.argument ?? '', reason: s.reason }, takeWayBack),
  'settle-applied': (at, s) =>
    at.act(inputs.settleUnknownSchema, { ...stepRef(s), verdict: 'applied', reason: s.reason }, settleUnknown),
  'settle-run-again': (at, s) =>
    at.act(inputs.settleUnknownSchema, { ...stepRef(s), verdict: 'run_again', reason: s.reason }, settleUnknown),
  'end-session': askBeside,
  'end-command': askBeside,
  'drop-left-index': askBeside,
  'ask-skip': askBeside,
  cancel: (at, s) => at.act(inputs.stepSchema, stepRef(s), cancelStep),
  'complete-manual': (at, s) => at.act(inputs.completeManualSchema, { ...stepRef(s), note: s.reason }, completeManual),
};

/** The keys that the table knows: a test holds them against what the server offers. */
export const KNOWN_ACTIONS = Object.keys(TAKE);

/** The offered action with this key, or a refusal that says what is offered instead. The server checks it once more. */
export function findOffered(room: RoomView, run: RunView, keys: readonly string[], argument?: string): AllowedAction {
  const offered = actionsOf(run);
  const found = offered.find((a) => keys.includes(a.key) && (argument === undefined || a.argument === argument));
  if (found && !found.disabledBecause) return found;
  const others = offered.filter((action) => !action.disabledBecause).map((action) => action.label);
  throw new AppError(
    found ? 'forbidden' : 'conflict',
    found
      ? `${found.disabledBecause} Nothing was changed.`
      : `That is not possible now: the run is ${run.state.replaceAll('_', ' ')}${room.waiting ? ` (${room.waiting.sentence})` : ''}. Nothing was changed.`,
    others.length > 0 ? `You can: ${others.join('; ')}.` : 'There is nothing that you can do with this run now.',
  );
}

/** Takes an offered action, after asking for what it needs: a reason, and for what cannot be taken back the target's name. */
export async function takeAction(at: Terminal, run: RunView, action: AllowedAction, given: Given): Promise<void> {
  const take = TAKE[action.key];
  if (!take) throw conflict(`“${action.label}” cannot be done from here; nothing was changed.`, 'Use the browser.');
  await confirm(at, action, given.confirm);
  const reason = given.reason ?? (action.needsReason ? await askReason(at, action) : '');
  const parameters = parametersOf(run, given.retryWith ?? []);
  await take(at, { run, step: run.steps[run.currentIndex], reason, action, parameters });
}

/** The run's own, with those that are given as `key=value` instead. */
function parametersOf(run: RunView, given: readonly string[]): Record<string, string> {
  const own = run.parameters.map(({ key, value }) => [key, value] as const);
  const others = given.map((pair) => {
    const at = pair.indexOf('=');
    const key = pair.slice(0, at);
    if (at < 1 || !own.some(([known]) => known === key))
      throw usageError(
        `“${pair}” names no parameter of this run; nothing was changed.`,
        `Give key=value with one of: ${own.map(([known]) => known).join(', ')}.`,
      );
    return [key, pair.slice(at + 1)] as const;
  });
  return Object.fromEntries([...own, ...others]);
}

async function confirm(at: Terminal, { confirmText, label }: AllowedAction, given: string | undefined): Promise<void> {
  if (!confirmText) return;
  const typed =
    given ?? (at.isInteractive ? await at.ask(`This cannot be taken back. Type ${confirmText} to go on: `) : '');
  if (typed === confirmText) return;
  throw usageError(
    `“${label}” cannot be taken back, so the target's name has to be given exactly. Nothing was changed.`,
    `Give it with --confirm, as npx rollback status shows it.`,
  );
}

async function askReason(at: Terminal, { label }: AllowedAction): Promise<string> {
  if (!at.isInteractive)
    throw usageError(`“${label}” needs a sentence: the report shows it.`, 'Give it with --reason.');
  return at.ask('Why (the report shows this sentence): ');
}
