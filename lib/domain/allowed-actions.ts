import type { Effect } from '@/lib/contracts/plan';
import type { Role, Severity } from '@/lib/contracts/runbook';
import type { AllowedAction } from '@/lib/contracts/views';
import { action } from './action';
import { againWords, type HostState, isToRun } from './host-states';
import { APPROVER_ROLES, APPROVER_WORDS, mayDo } from './permissions';
import { canMoveRun, canMoveStep, type RunState, type StepState, UNSETTLED_STEP_STATES } from './run-states';
import { type SideOffer, sideStepActions } from './side-steps';

/**
 * Buttons derived from the state tables, the permission table and who holds the wheel. The same functions guard the
 * server's use cases: what is not listed here is refused there.
 */
export type Actor = { id: string; role: Role };
export type RunFacts = {
  state: RunState;
  severity: Severity;
  isPlanned: boolean;
  isPlanning: boolean;
  isBlocked: boolean;
  preparedById: string;
  /** Who asked for the approval that stands or was used. */
  requestedById: string | null;
  driverId: string | null;
  startedById: string | null;
  deciderIds: readonly string[];
  targetName: string;
  isIncidentOpen: boolean;
  /** People are told before any step runs; a start waits for that, an approval does not. Null: they were. */
  untoldBecause: string | null;
  /** The maintenance window that the plan was made for; null where it may run at any time. */
  window: { words: string; isOpen: boolean } | null;
  /** The console starts it by itself when the window opens. */
  isScheduled: boolean;
  /** Indexes that its preflight found left INVALID, and which requests beside the plan are open; absent where there are none. */
  side?: Omit<SideOffer, 'approver' | 'sessions'>;
  /** It was ended on its way: the rest of it can be planned anew. */
  isResumable: boolean;
  /** It has parameters that could be others. */
  hasParameters: boolean;
  /** The last approval starts it by itself. */
  isArmed: boolean;
};
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

/** What this person may do with the run as a whole, the primary action first. */
export function runActions(run: RunFacts, actor: Actor): AllowedAction[] {
  if (!run.isIncidentOpen || !mayDo(actor.role, 'run.drive')) return [];
  if (run.state === 'draft') return [...draftActions(run), ...besidePlan(run, actor)];
  if (run.state === 'awaiting_approval')
    return [...armActions(run, actor), remindApprovers(), discard(), ...besidePlan(run, actor)];
  if (run.state === 'approved') return [...startActions(run, actor), discard(), ...besidePlan(run, actor)];
  if (run.isResumable && (run.state === 'failed' || run.state === 'aborted')) return [resume()];
  if (run.state !== 'waiting' && run.state !== 'running') return [];
  if (run.driverId !== actor.id) return [takeWheel()];
  return [];
}

/** What the preflight found left behind can be removed before the plan runs, by whoever drives it. */
function besidePlan(run: RunFacts, actor: Actor): AllowedAction[] {
  if (!run.side || run.driverId !== actor.id) return [];
  return sideStepActions({ ...run.side, sessions: [], approver: APPROVER_WORDS[run.severity] });
}

function draftActions(run: RunFacts): AllowedAction[] {
  if (run.isPlanning) return [];
  const ask = action(
    'request-approval',
    'Ask for approval',
    `Sends exactly this plan to ${APPROVER_WORDS[run.severity]}.`,
    {
      isPrimary: true,
      disabledBecause: run.isBlocked ? 'The preflight found something that has to be mended first.' : undefined,
    },
  );
  return run.isPlanned ? [ask, discard()] : [discard()];
}

function startActions(run: RunFacts, actor: Actor): AllowedAction[] {
  const isDecider = run.deciderIds.includes(actor.id);
  const notNow = isDecider
    ? 'You approved this plan, so somebody else has to start it.'
    : (run.untoldBecause ?? undefined);
  const isShut = run.window !== null && !run.window.isOpen;
  const disabledBecause = isShut ? `It is made for the maintenance window ${run.window?.words}.` : notNow;
  return [
    ...scheduleActions(run, isShut, notNow),
    action('start', 'Start, step by step', 'Runs the first step, then waits for you after each one.', {
      isPrimary: !isShut,
      disabledBecause,
    }),
    action('start-to-decision', 'Run to the next decision', 'Runs step after step until one needs a decision.', {
      disabledBecause,
    }),
  ];
}

/** What its driver decides about a start that lies ahead. Anybody who may drive can cancel what is to start by itself. */
function scheduleActions(run: RunFacts, isShut: boolean, disabledBecause?: string): AllowedAction[] {
  if (run.isScheduled)
    return [action('unschedule', 'Cancel the schedule', 'It stays approved and does not start by itself.')];
  if (!isShut) return [];
  const about =
    'The console starts it in your name when the window opens, if everything still allows it, and runs to the next decision.';
  return [action('schedule', `Schedule for ${run.window?.words}`, about, { isPrimary: true, disabledBecause })];
}

/**
 * Its driver need not wait at the screen for the approval. Anybody who may drive can take that back; a plan for a window
 * that is shut is scheduled for it instead.
 */
function armActions(run: RunFacts, actor: Actor): AllowedAction[] {
  if (run.isArmed)
    return [action('disarm', 'Do not start it by itself', 'It then waits, once approved, for a press of Start.')];
  if (run.driverId !== actor.id || (run.window !== null && !run.window.isOpen)) return [];
  const about = 'The approval starts it in your name, if everything still allows it, ';
  return [
    action('arm', 'Start as soon as it is approved', `${about}and runs to the next decision.`),
    action('arm-step', 'The same, step by step', `${about}and waits for you after the first step.`),
  ];
}

const resume = () =>
  action(
    'resume',
    'Go on where it stopped',
    'Plans the rest of this run anew, after a new look at the target: what was done is passed over, and the plan is approved like any other.',
    { needsReason: true },
  );
const remindApprovers = () =>
  action('remind-approvers', 'Remind them', 'Tells those who can approve once more, with the link.');
const discard = () =>
  action('discard', 'Give up this plan', 'Nothing has run; another plan can be made.', {
    needsReason: true,
    isDanger: true,
  });
const takeWheel = () =>
  action('take-wheel', 'Take the wheel', 'You drive from here on; the timeline shows the change.');

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
