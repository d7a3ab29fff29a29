import type { Effect } from '@/lib/contracts/plan';
import type { AllowedAction } from '@/lib/contracts/views';
import { action } from './action';
import type { Actor, RunFacts } from './allowed-actions';
import { needWords, standingOf } from './approval-needs';
import { againWords, type HostState, isToRun } from './host-states';
import { mayDo } from './permissions';
import { canMoveRun, canMoveStep, type RunState, type StepState, UNSETTLED_STEP_STATES } from './run-states';
import { type SideOffer, sideStepActions } from './side-steps';

/** A branch that the plan holds. `takes`: how many steps, and about how long, in words. */
export type OtherWay = { key: string; title: string; about: string; takes?: string };

/** The buttons of one step, derived and guarding as those of its run are (allowed-actions.ts). */
export type StepFacts = {
  state: StepState;
  effect: Effect;
  isManual: boolean;
  verb: string;
  alternatives: readonly OtherWay[];
  /** The branch that takes back what the run did, while the run is not on it. */
  wayBack: OtherWay | null;
  isCancelAsked: boolean;
  isProbed: boolean;
  /** What the probe saw of its effect, once it has looked. */
  verdict?: 'applied' | 'not_applied' | 'unclear' | undefined;
  /** The probe saw its statement still running: what is decided now would be about something that goes on. */
  isStillRunning: boolean;
  /** What stands in its way or was left behind by it; absent where nothing does. */
  side?: Omit<SideOffer, 'approver'> & { isSkipAsked: boolean; skipDeniedBy?: string };
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
  return sideStepActions({ ...side, approver: besideWords(run) });
}

function driverActions(step: StepFacts, run: RunFacts): AllowedAction[] {
  if (step.state === 'pending' && run.state === 'waiting') return nextActions(step, run);
  if (step.state === 'running') return [cancelAction(step)];
  if (step.state === 'ready' && step.isManual) return [completeManual(step), ...alternatives(step), ...wayBack(step)];
  if (!canMoveStep(step.state, 'ready') || run.state !== 'waiting') return [];
  if (step.state === 'unknown') return unknownActions(step, run);
  return [
    action('retry', retryLabel(step), againAbout(step), {
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
  // Whoever presses what is offered first must not be contradicting the probe.
  const isMissing = step.verdict === 'not_applied';
  return [
    action('settle-applied', 'It took effect: go on', 'Counts the step as done, by your name.', {
      isPrimary: !isMissing,
      needsReason: true,
      disabledBecause,
    }),
    action('settle-run-again', 'It did not: run it again', againAbout(step), {
      isPrimary: isMissing,
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

/** Where it succeeded on some hosts, a try again is about the others, and the button says so. */
function retryLabel({ hosts = [] }: StepFacts): string {
  const left = hosts.filter(isToRun).map(({ host }) => host);
  return left.length === 0 || left.length === hosts.length ? 'Try again' : `Try again on ${left.join(', ')}`;
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
  const { key, title } = step.wayBack;
  return [
    action('way-back', title, otherWayWords(step.wayBack), {
      argument: key,
      needsReason: true,
      isDanger: true,
      disabledBecause,
    }),
  ];
}

const otherWayWords = ({ about, takes }: OtherWay) =>
  `${about} ${takes ? `${takes}; it is` : 'It is'} part of the approved plan.`;

function alternatives(step: StepFacts, disabledBecause?: string): AllowedAction[] {
  return step.alternatives.map((branch) =>
    action('alternative', branch.title, otherWayWords(branch), {
      argument: branch.key,
      needsReason: true,
      disabledBecause,
    }),
  );
}

function skipAction(step: StepFacts, run: RunFacts, actor: Actor, isDriver: boolean): AllowedAction[] {
  if (run.state !== 'waiting' || !canMoveStep(step.state, 'skipped')) return [];
  if (step.effect === 'read') return isDriver ? [skip()] : [];
  // A change that is not confirmed may only be passed over by somebody whose word alone approves a request for it.
  const hasPart = [run.preparedById, run.requestedById, run.startedById, run.driverId].includes(actor.id);
  const isOneOfThem = !hasPart && run.besideNeeds.some(({ roles }) => roles.includes(actor.role));
  if (isOneOfThem) return [skip(whyNotAlone(step, run, actor))];
  return isDriver ? [askSkip(step, run)] : [];
}

const skip = (disabledBecause?: string) =>
  action('skip', 'Skip it, with a reason', 'Goes on without this step; the report shows your reason.', {
    needsReason: true,
    disabledBecause,
  });

/** A press would be refused: what passes over a change takes as many people, and whom, as a request for it, and no no. */
function whyNotAlone({ side }: StepFacts, run: RunFacts, actor: Actor): string | undefined {
  const own = { personId: actor.id, onBehalfOfId: null, role: actor.role, verdict: 'approved' } as const;
  const next = side?.isSkipAsked
    ? 'It is asked for already: decide on that request.'
    : 'Whoever drives can ask for it, and each of you then decides.';
  if (side?.skipDeniedBy) return `${side.skipDeniedBy} denied skipping this step, and that binds you all. ${next}`;
  if (standingOf(run.besideNeeds, [own]).state === 'approved') return undefined;
  return `Skipping this step takes ${besideWords(run)}, and you alone are not that. ${next}`;
}

/** Whoever drives need not wait until somebody who may skip comes into the room: they are asked where they are. */
const askSkip = (step: StepFacts, run: RunFacts) =>
  action(
    'ask-skip',
    'Ask to skip it',
    `Needs ${besideWords(run)} with no other part in this run: the step changes the system and is not confirmed. Once that is approved, the run goes on without it.`,
    { needsReason: true, disabledBecause: step.side?.isSkipAsked ? 'It is asked for already.' : undefined },
  );

const besideWords = (run: RunFacts) => needWords(run.besideNeeds, run.severity);

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
