import type { ApprovalNeed } from '@/lib/contracts/approval-need';
import type { Role, Severity } from '@/lib/contracts/runbook';
import type { AllowedAction } from '@/lib/contracts/views';
import { action } from './action';
import { needWords } from './approval-needs';
import { breakGlassActions } from './break-glass';
import { APPROVER_WORDS, mayDo } from './permissions';
import type { RunState } from './run-states';
import { type SideOffer, sideStepActions } from './side-steps';
import { WITHDRAW_WORDS, type WithdrawnBy } from './withdrawal';

/**
 * Buttons derived from the state tables, the permission table and who holds the wheel. The same functions guard the
 * server's use cases: what is not listed here is refused there.
 */
export type Actor = { id: string; role: Role };
export type RunFacts = {
  state: RunState;
  severity: Severity;
  /** What an act beside the plan takes. */
  besideNeeds: readonly ApprovalNeed[];
  isPlanned: boolean;
  isPlanning: boolean;
  isBlocked: boolean;
  preparedById: string;
  /** Who asked for the approval that stands or was used. */
  requestedById: string | null;
  /** All that blocks it could be let pass by an approver. */
  isOverridable: boolean;
  /** Somebody said no to what it would do, and nobody yes since. */
  isDenied: boolean;
  driverId: string | null;
  startedById: string | null;
  deciderIds: readonly string[];
  /** As whom this run's open request, or its unused approval, could be withdrawn: by person. */
  withdrawers: Readonly<Record<string, WithdrawnBy>>;
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

/** What this person may do with the run as a whole, the primary action first. */
export function runActions(run: RunFacts, actor: Actor): AllowedAction[] {
  if (!run.isIncidentOpen || !mayDo(actor.role, 'run.drive')) return [];
  const glass = breakGlassActions(run, actor.role);
  if (run.state === 'draft') return [...draftActions(run), ...glass, ...besidePlan(run, actor)];
  if (run.state === 'awaiting_approval')
    return [
      ...armActions(run, actor),
      remindApprovers(),
      ...withdraw(run, actor),
      discard(),
      ...glass,
      ...besidePlan(run, actor),
    ];
  if (run.state === 'approved')
    return [...startActions(run, actor), ...withdraw(run, actor), discard(), ...besidePlan(run, actor)];
  if (run.isResumable && (run.state === 'failed' || run.state === 'aborted')) return [resume()];
  if (run.state !== 'waiting' && run.state !== 'running') return [];
  if (run.driverId !== actor.id) return [takeWheel(run, actor)];
  return [];
}

/** What the preflight found left behind can be removed before the plan runs, by whoever drives it. */
function besidePlan(run: RunFacts, actor: Actor): AllowedAction[] {
  if (!run.side || run.driverId !== actor.id) return [];
  return sideStepActions({ ...run.side, sessions: [], approver: needWords(run.besideNeeds, run.severity) });
}

function draftActions(run: RunFacts): AllowedAction[] {
  if (run.isPlanning) return [];
  if (run.isPlanned && run.isBlocked && run.isOverridable) return [askInSpite(run), discard()];
  if (run.isPlanned && run.isDenied && !run.isBlocked) return [askAgain(run), discard()];
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

/** Never the main thing to do: what blocks is there to be mended. */
const askInSpite = (run: RunFacts) =>
  action(
    'request-approval',
    'Ask for approval in spite of it',
    `Sends this plan with what blocks it to ${APPROVER_WORDS[run.severity]}, who would have to override each block by name.`,
    { needsReason: true },
  );

/** A no was given to this: it is answered, or another plan is made. */
const askAgain = (run: RunFacts) =>
  action(
    'request-approval',
    'Ask again in spite of the denial',
    `Sends this plan once more to ${APPROVER_WORDS[run.severity]}, with who denied it, why, and your answer to that.`,
    { needsReason: true },
  );

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

function withdraw(run: RunFacts, actor: Actor): AllowedAction[] {
  const as = run.withdrawers[actor.id];
  if (!as) return [];
  const { label, about } = WITHDRAW_WORDS[as];
  return [action('withdraw', label, about, { needsReason: true })];
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
const takeWheel = (run: RunFacts, actor: Actor) =>
  action('take-wheel', 'Take the wheel', 'You drive from here on; whoever drove is told at once, with your reason.', {
    needsReason: true,
    disabledBecause: run.deciderIds.includes(actor.id)
      ? 'You approved this plan, so somebody else has to drive it.'
      : undefined,
  });
