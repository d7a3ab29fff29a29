import type { Effect } from '@/lib/contracts/plan';
import type { AllowedAction } from '@/lib/contracts/views';
import { action } from './action';
import type { Actor, RunFacts } from './allowed-actions';
import { againWords, type HostState, isToRun } from './host-states';
import { APPROVER_ROLES, APPROVER_WORDS, mayDo } from './permissions';
import { canMoveRun, canMoveStep, type RunState, type StepState, UNSETTLED_STEP_STATES } from './run-states';
import { type SideOffer, sideStepActions } from './side-steps';

/** The buttons of one step, derived and guarding as those of its run are (allowed-actions.ts). */
export type StepFacts = {
  state: StepState;
  effect: Effect;
  isManual: boolean;
  verb: string;
  alternatives: readonly { key: string; title: string; about: string }[];
  /** The branch that takes back what the run did, while the run is not on it. */
  wayBack: { key: string; title: string; about: string } | null;
  isCancelAsked: boolean;
  isProbed: boolean;
  /** The probe saw its statement still running: what is decided now would be about something that goes on. */
  isStillRunning: boolean;
  /** What stands in its way or was left behind by it; absent where nothing does. */
  side?: Omit<SideOffer, 'approver'> & { isSkipAsked: boolean };
  /** What is known of each host of a step that runs on several; absent where it runs on one. */
  hosts?: readonly { host: string; state: HostState }[];
};

/** What this person may do about the run's current step. `isLast`: no unsettled step comes after it. */
export function stepActions(step: StepFacts, run: RunFacts, actor: Actor): AllowedAction[] {
  if (!run.isIncidentOpen || !mayDo(actor.role, 'run.drive')) return [];
  if (run.state !== 'waiting' && run.state !== 'running') return [];
  const isDriver = run.driverId === actor.id;
  const asDriver = isDriver ? [...driverActions(step, run), ...beside(step, run)] : [];
  return [...asDriver, ...skipAction(step, run, actor, isDriver), ...(isDriver ? abortAction(step, run) : [])];
}

/** Requests about what is in the step's way: while it waits, and once it has ended otherwise than it should. */
function beside({ state, side }: StepFacts, run: RunFacts): AllowedAction[] {
  if (!side || !(state === 'running' || UNSETTLED_STEP_STATES.includes(state))) return [];
  return sideStepActions({ ...side, approver: APPROVER_WORDS[run.severity] });
}

function driverActions(step: StepFacts, run: RunFacts): AllowedAction[] {
  if (step.state === 'pending' && run.state === 'waiting') return nextActions(step, run);
  if (step.state === 'running') return [cancelAction(step)];
  if (step.state === 'ready' && step.isManual) return [completeManual(step), ...alternatives(step), ...wayBack(step)];
  if (!canMoveStep(step.state, 'ready') || run.state !== 'waiting') return [];
  if (step.state === 'unknown') return unknownActions(step, run);
  return [
    action('retry', 'Try again', againAbout(step), {
      isPrimary: true,
      confirmText: confirmText(step, run),
    }),
    ...everywhere(step, run),
    ...alternatives(step),
    ...otherParameters(run),
    ...wayBack(step),
  ];
}

function nextActions(step: StepFacts, run: RunFacts): AllowedAction[] {
  const confirm = { confirmText: confirmText(step, run) };
  return [
    action('continue', step.verb, 'Runs this step, then waits for you.', { isPrimary: true, ...confirm }),
    action('run-to-decision', 'Run to the next decision', 'Runs step after step until one needs a decision.', confirm),
    ...wayBack(step),
  ];
}

/** Only what cannot be taken back asks for the target's name to be typed, by whichever button the step is started. */
const confirmText = (step: StepFacts, run: RunFacts) => (step.effect === 'irreversible' ? run.targetName : undefined);

const cancelAction = (step: StepFacts) =>
  action('cancel', 'Stop this step', 'Ends it on the far side, too, and shows that it is gone.', {
    isDanger: true,
    disabledBecause: step.isCancelAsked ? 'It is being stopped.' : undefined,
  });
const completeManual = (step: StepFacts) =>
  action('complete-manual', step.verb, 'Records by your name that this is done.', {
    isPrimary: true,
    needsReason: true,
  });

function unknownActions(step: StepFacts, run: RunFacts): AllowedAction[] {
  const disabledBecause = !step.isProbed
    ? 'The probe is still looking.'
    : step.isStillRunning
      ? 'Its statement still runs in the database, until its time limit at the latest: the probe looks until it has ended.'
      : undefined;
  return [
    action('settle-applied', 'It took effect: go on', 'Counts the step as done, by your name.', {
      isPrimary: true,
      needsReason: true,
      disabledBecause,
    }),
    action('settle-run-again', 'It did not: run it again', againAbout(step), {
      needsReason: true,
      disabledBecause,
      confirmText: confirmText(step, run),
    }),
    ...everywhere(step, run, disabledBecause),
    ...alternatives(step, disabledBecause),
    ...otherParameters(run, disabledBecause),
    ...wayBack(step, disabledBecause),
  ];
}

const againAbout = ({ hosts = [] }: StepFacts) =>
  hosts.length > 0 ? againWords(hosts) : 'Runs exactly the approved step once more.';

/** Only where a try again would leave hosts alone: running it there twice takes a decision and a reason of its own. */
function everywhere(step: StepFacts, run: RunFacts, disabledBecause?: string): AllowedAction[] {
  const done = (step.hosts ?? []).filter((host) => !isToRun(host)).map(({ host }) => host);
  if (done.length === 0) return [];
  const about = `Runs the approved step on all of its hosts, a second time on ${done.join(', ')}, where it succeeded.`;
  const needs = { needsReason: true, isDanger: true, disabledBecause, confirmText: confirmText(step, run) };
  return [action('run-everywhere', 'Run it on every host again', about, needs)];
}

/** Another plan, and so another approval: what was done stays done, and is passed over where it would be done the same. */
function otherParameters(run: RunFacts, disabledBecause?: string): AllowedAction[] {
  if (!run.hasParameters) return [];
  const about =
    'Ends this run and plans its rest anew, with what you choose: what was done is passed over, and the plan is approved like any other.';
  return [action('retry-other', 'Try again with other parameters', about, { needsReason: true, disabledBecause })];
}

/** One press from wherever the run stands: the rest of the plan is left, and each step back looks before it changes. */
function wayBack(step: StepFacts, disabledBecause?: string): AllowedAction[] {
  if (!step.wayBack) return [];
  const { key, title, about } = step.wayBack;
  return [
    action('way-back', title, `${about} It is part of the approved plan.`, {
      argument: key,
      needsReason: true,
      isDanger: true,
      disabledBecause,
    }),
  ];
}

function alternatives(step: StepFacts, disabledBecause?: string): AllowedAction[] {
  return step.alternatives.map((branch) =>
    action('alternative', branch.title, `${branch.about} It is part of the approved plan.`, {
      argument: branch.key,
      needsReason: true,
      disabledBecause,
    }),
  );
}

function skipAction(step: StepFacts, run: RunFacts, actor: Actor, isDriver: boolean): AllowedAction[] {
  if (run.state !== 'waiting' || !canMoveStep(step.state, 'skipped')) return [];
  const isRead = step.effect === 'read';
  // A change that is not confirmed may only be passed over by somebody who could have approved the plan.
  const hasPart = [run.preparedById, run.requestedById, run.startedById, run.driverId].includes(actor.id);
  const maySkip = isRead ? isDriver : APPROVER_ROLES[run.severity].includes(actor.role) && !hasPart;
  if (maySkip)
    return [
      action('skip', 'Skip it, with a reason', 'Goes on without this step; the report shows your reason.', {
        needsReason: true,
      }),
    ];
  return isDriver ? [askSkip(step, run)] : [];
}

/** Whoever drives need not wait until somebody who may skip comes into the room: they are asked where they are. */
const askSkip = (step: StepFacts, run: RunFacts) =>
  action(
    'ask-skip',
    'Ask to skip it',
    `Needs ${APPROVER_WORDS[run.severity]} who has no other part in this run: the step changes the system and is not confirmed. Once they approve, the run goes on without it.`,
    { needsReason: true, disabledBecause: step.side?.isSkipAsked ? 'It is asked for already.' : undefined },
  );

function abortAction(step: StepFacts, run: RunFacts): AllowedAction[] {
  if (run.state !== 'waiting') return [];
  const to: RunState = step.state === 'failed' || step.state === 'unknown' ? 'failed' : 'aborted';
  if (!canMoveRun(run.state, to)) return [];
  return [
    action(
      'abort',
      'Abort the rollback',
      'Ends this run here. What was done stays done; the page says how to undo it.',
      { isDanger: true, needsReason: true },
    ),
  ];
}
