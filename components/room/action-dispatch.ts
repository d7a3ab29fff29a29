import type { z } from 'zod';
import type * as glass from '@/lib/contracts/break-glass';
import type * as handOvers from '@/lib/contracts/hand-over';
import type * as inputs from '@/lib/contracts/inputs';
import type { PrepareRunInput } from '@/lib/contracts/inputs';
import type * as messages from '@/lib/contracts/message-inputs';
import type { ActionResult } from '@/lib/contracts/result';
import type { AllowedAction, CheckView, RoomView, RunView, StepView } from '@/lib/contracts/views';
import { SIDE_STEP_ACTIONS } from '@/lib/domain/side-steps';
import type { BenchmarkActions } from '../benchmark/benchmark-panel';

type Act<Input> = (input: Input) => Promise<ActionResult<unknown>>;
type Of<Schema extends z.ZodType> = z.input<Schema>;

/** The server actions that a room uses, as its page hands them down. */
export type RoomActions = BenchmarkActions & {
  prepareRun: Act<PrepareRunInput>;
  resumeRun: Act<Of<typeof inputs.resumeRunSchema>>;
  replanRun: Act<Of<typeof inputs.replanRunSchema>>;
  requestApproval: Act<Of<typeof inputs.requestApprovalSchema>>;
  remindApprovers: Act<Of<typeof inputs.approvalSchema>>;
  withdrawApproval: Act<Of<typeof inputs.withdrawApprovalSchema>>;
  reviewBreakGlass: Act<Of<typeof glass.reviewBreakGlassSchema>>;
  breakGlass: Act<Of<typeof glass.breakGlassSchema>>;
  startRun: Act<Of<typeof inputs.startRunSchema>>;
  armRun: Act<Of<typeof inputs.armRunSchema>>;
  disarmRun: Act<Of<typeof inputs.runSchema>>;
  scheduleRun: Act<Of<typeof inputs.scheduleRunSchema>>;
  unscheduleRun: Act<Of<typeof inputs.runSchema>>;
  continueRun: Act<Of<typeof inputs.continueRunSchema>>;
  abortRun: Act<Of<typeof inputs.abortRunSchema>>;
  retryStep: Act<Of<typeof inputs.stepSchema>>;
  runEverywhere: Act<Of<typeof inputs.skipStepSchema>>;
  skipStep: Act<Of<typeof inputs.skipStepSchema>>;
  takeAlternative: Act<Of<typeof inputs.alternativeSchema>>;
  takeWayBack: Act<Of<typeof inputs.alternativeSchema>>;
  settleUnknown: Act<Of<typeof inputs.settleUnknownSchema>>;
  askSideStep: Act<Of<typeof inputs.askSideStepSchema>>;
  cancelStep: Act<Of<typeof inputs.stepSchema>>;
  completeManual: Act<Of<typeof inputs.completeManualSchema>>;
  takeWheel: Act<Of<typeof inputs.takeWheelSchema>>;
  offerHandOver: Act<Of<typeof handOvers.offerHandOverSchema>>;
  acceptHandOver: Act<Of<typeof handOvers.acceptHandOverSchema>>;
  declineHandOver: Act<Of<typeof handOvers.declineHandOverSchema>>;
  withdrawHandOver: Act<Of<typeof handOvers.withdrawHandOverSchema>>;
  nudgeHandOver: Act<Of<typeof handOvers.nudgeHandOverSchema>>;
  runChecks: Act<Of<typeof inputs.runChecksSchema>>;
  tickCriterion: Act<Of<typeof inputs.tickCriterionSchema>>;
  waiveCriterion: Act<Of<typeof inputs.waiveCriterionSchema>>;
  closeIncident: Act<Of<typeof inputs.closeIncidentSchema>>;
  markTold: Act<Of<typeof inputs.markToldSchema>>;
  escalate: Act<Of<typeof inputs.escalateSchema>>;
  chooseEscalation: Act<Of<typeof inputs.chooseEscalationSchema>>;
  dismissEscalation: Act<Of<typeof inputs.dismissEscalationSchema>>;
  changeSeverity: Act<Of<typeof inputs.changeSeveritySchema>>;
  composeMessage: Act<Of<typeof messages.composeMessageSchema>>;
  markMessagesTold: Act<Of<typeof messages.messagesSchema>>;
  sendMessageAgain: Act<Of<typeof messages.messageSchema>>;
  confirmMessage: Act<Of<typeof messages.messageSchema>>;
  withdrawMessage: Act<Of<typeof messages.withdrawMessageSchema>>;
};

/** What an action is about. The innermost one given is the one that its key speaks of. */
export type Subject = {
  /** The escalation level that a choice among its options is about. */
  level?: number | null;
  room: RoomView;
  run?: RunView | null;
  step?: StepView | null;
  check?: CheckView | null;
  /** The parameters that were chosen for it, where it takes any. */
  draft?: { branch: string; parameters: Record<string, string> } | null;
  /** The messages that an action on messages is about. */
  messageIds?: string[];
};
/** What the person wrote or chose on the way: the reason, a note, a severity, a person. */
export type Entry = { text: string; choice?: string };
export type ScopedAction = { action: AllowedAction; subject: Subject };

type Send = (
  actions: RoomActions,
  subject: Required<Subject>,
  entry: Entry,
  action: AllowedAction,
) => Promise<ActionResult<unknown>>;

/** An action's own subject. The server sends a step's actions with the step, so a missing one is a fault of this page. */
function of<T>(subject: T | null | undefined): T {
  if (!subject) throw new Error('an action was sent without what it is about');
  return subject;
}
const run = (subject: Required<Subject>) => of(subject.run);
const step = ({ step }: Required<Subject>) => ({ stepId: of(step).id, epoch: of(step).epoch });
const plan = ({ run }: Required<Subject>) => ({ runId: of(run).id, planHash: of(run).planHash ?? '' });
/** The request that an action names, as one beside the plan does; else the plan's. */
const request = (subject: Required<Subject>, { argument }: AllowedAction) => ({
  approvalId: argument ?? of(run(subject).approval).id,
});
const message = ({ messageIds }: Required<Subject>) => ({ messageId: of(messageIds[0]) });
const incident = ({ room }: Required<Subject>) => ({ incidentCode: room.incident.code });

/** An act beside the plan: the server knows what the argument names. */
function askBeside(
  actions: RoomActions,
  subject: Required<Subject>,
  entry: Entry,
  { key, argument = '' }: AllowedAction,
): Promise<ActionResult<unknown>> {
  const kind = SIDE_STEP_ACTIONS[key] ?? 'end_session';
  const of = subject.step ? step(subject) : { runId: run(subject).id };
  return actions.askSideStep({ of, kind, about: argument, reason: entry.text });
}

/** The one table from a key that the server sent to the server action that carries it out. */
const SEND: Record<string, Send> = {
  close: (actions, subject, entry) =>
    actions.closeIncident({ ...incident(subject), tellTeam: entry.choice === 'tell-team' }),
  validate: (actions, subject) => actions.runChecks({ ...incident(subject), group: 'immediate' }),
  'validate-comprehensive': (actions, subject) => actions.runChecks({ ...incident(subject), group: 'comprehensive' }),
  'measure-criteria': (actions, subject) => actions.runChecks({ ...incident(subject), group: 'criteria' }),
  'mark-told': (actions, subject, entry) => actions.markTold({ ...incident(subject), note: entry.text }),
  'change-severity': (actions, subject, entry, action) =>
    actions.changeSeverity({
      ...incident(subject),
      severity: (entry.choice ?? action.argument) as 'critical',
      reason: entry.text,
    }),

  escalate: (actions, subject, entry, action) =>
    actions.escalate({ ...incident(subject), level: Number(action.argument), reason: entry.text }),
  'escalation-dismiss': (actions, subject, entry, action) =>
    actions.dismissEscalation({ ...incident(subject), level: Number(action.argument), reason: entry.text }),
  'escalation-choose': (actions, subject, entry, action) =>
    actions.chooseEscalation({
      ...incident(subject),
      level: of(subject.level),
      option: action.argument ?? '',
      reason: entry.text,
    }),

  'request-approval': (actions, subject, entry) => actions.requestApproval({ ...plan(subject), note: entry.text }),
  'remind-approvers': (actions, subject, _, action) => actions.remindApprovers(request(subject, action)),
  withdraw: (actions, subject, entry, action) =>
    actions.withdrawApproval({ ...request(subject, action), reason: entry.text }),
  'break-glass': (actions, subject, entry, { confirmText = '' }) =>
    actions.breakGlass({ ...plan(subject), reason: entry.text, confirm: confirmText }),
  'review-justified': (actions, _, entry, { argument = '' }) =>
    actions.reviewBreakGlass({ reviewId: argument, verdict: 'justified', note: entry.text }),
  'review-not-justified': (actions, _, entry, { argument = '' }) =>
    actions.reviewBreakGlass({ reviewId: argument, verdict: 'not_justified', note: entry.text }),
  start: (actions, subject) => actions.startRun({ ...plan(subject), mode: 'step' }),
  'start-to-decision': (actions, subject) => actions.startRun({ ...plan(subject), mode: 'to_decision' }),
  resume: (actions, subject, entry) => actions.resumeRun({ runId: run(subject).id, reason: entry.text }),
  'retry-other': (actions, subject, entry) =>
    actions.replanRun({
      ...step(subject),
      branch: subject.draft?.branch ?? run(subject).branch,
      parameters: subject.draft?.parameters ?? {},
      reason: entry.text,
    }),
  arm: (actions, subject) => actions.armRun({ ...plan(subject), mode: 'to_decision' }),
  'arm-step': (actions, subject) => actions.armRun({ ...plan(subject), mode: 'step' }),
  disarm: (actions, subject) => actions.disarmRun({ runId: run(subject).id }),
  schedule: (actions, subject) => actions.scheduleRun(plan(subject)),
  unschedule: (actions, subject) => actions.unscheduleRun({ runId: run(subject).id }),
  continue: (actions, subject) => actions.continueRun({ runId: run(subject).id, mode: 'step' }),
  'run-to-decision': (actions, subject) => actions.continueRun({ runId: run(subject).id, mode: 'to_decision' }),
  abort: (actions, subject, entry) => actions.abortRun({ runId: run(subject).id, reason: entry.text }),
  discard: (actions, subject, entry) => actions.abortRun({ runId: run(subject).id, reason: entry.text }),
  'take-wheel': (actions, subject, entry) => actions.takeWheel({ runId: run(subject).id, reason: entry.text }),
  'hand-over-incident': (actions, subject, entry) =>
    actions.offerHandOver({ ...incident(subject), kind: 'incident', toId: entry.choice ?? '', note: entry.text }),
  'hand-over-wheel': (actions, subject, entry) =>
    actions.offerHandOver({ ...incident(subject), kind: 'wheel', toId: entry.choice ?? '', note: entry.text }),
  'hand-over-accept': (actions, _, __, { argument = '' }) => actions.acceptHandOver({ handOverId: argument }),
  'hand-over-decline': (actions, _, entry, { argument = '' }) =>
    actions.declineHandOver({ handOverId: argument, reason: entry.text }),
  'hand-over-withdraw': (actions, _, __, { argument = '' }) => actions.withdrawHandOver({ handOverId: argument }),
  'hand-over-nudge': (actions, _, __, { argument = '' }) => actions.nudgeHandOver({ handOverId: argument }),

  retry: (actions, subject) => actions.retryStep(step(subject)),
  'run-everywhere': (actions, subject, entry) => actions.runEverywhere({ ...step(subject), reason: entry.text }),
  skip: (actions, subject, entry) => actions.skipStep({ ...step(subject), reason: entry.text }),
  alternative: (actions, subject, entry, action) =>
    actions.takeAlternative({ ...step(subject), branch: action.argument ?? '', reason: entry.text }),
  'way-back': (actions, subject, entry, action) =>
    actions.takeWayBack({ ...step(subject), branch: action.argument ?? '', reason: entry.text }),
  'settle-applied': (actions, subject, entry) =>
    actions.settleUnknown({ ...step(subject), verdict: 'applied', reason: entry.text }),
  'settle-run-again': (actions, subject, entry) =>
    actions.settleUnknown({ ...step(subject), verdict: 'run_again', reason: entry.text }),
  'end-session': askBeside,
  'end-command': askBeside,
  'drop-left-index': askBeside,
  'ask-skip': askBeside,
  cancel: (actions, subject) => actions.cancelStep(step(subject)),
  'complete-manual': (actions, subject, entry) => actions.completeManual({ ...step(subject), note: entry.text }),

  'message-told': (actions, { messageIds }) => actions.markMessagesTold({ messageIds }),
  'message-again': (actions, subject) => actions.sendMessageAgain(message(subject)),
  'message-confirm': (actions, subject) => actions.confirmMessage(message(subject)),
  'message-withdraw': (actions, subject, entry) => actions.withdrawMessage({ ...message(subject), reason: entry.text }),

  tick: (actions, { check }, entry) =>
    actions.tickCriterion({ checkId: of(check).id, isPassed: true, note: entry.text }),
  untick: (actions, { check }, entry) =>
    actions.tickCriterion({ checkId: of(check).id, isPassed: false, note: entry.text }),
  waive: (actions, { check }, entry) => actions.waiveCriterion({ checkId: of(check).id, reason: entry.text }),
};

/** The keys that the table knows: a test holds them against the contract. */
export const KNOWN_ACTIONS = Object.keys(SEND);

/** Carries an action out. A key that this build does not know is refused in words: a newer server, an older page. */
export async function dispatch(
  actions: RoomActions,
  scoped: ScopedAction,
  entry: Entry,
): Promise<ActionResult<unknown>> {
  const send = SEND[scoped.action.key];
  const {
    room,
    run = room.run,
    step: one = null,
    check = null,
    level = null,
    draft = null,
    messageIds = [],
  } = scoped.subject;
  if (!send)
    return {
      ok: false,
      error: {
        code: 'unknown_action',
        message: `This page does not know “${scoped.action.label}”. Nothing was changed.`,
        remedy: 'Reload the page: the console was updated while it was open.',
      },
    };
  return send(actions, { room, run, step: one, check, messageIds, level, draft }, entry, scoped.action);
}
