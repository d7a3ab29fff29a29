import type { Comparison, QueryFigures } from '@/lib/contracts/benchmark';
import type { Audience, MessageChannel, MessageKind } from '@/lib/contracts/message';
import type { CheckResult, Effect, Finding } from '@/lib/contracts/plan';
import type { Severity, SignalKind } from '@/lib/contracts/runbook';
import type { SideStepKind } from '@/lib/contracts/side-step';
import type { CheckGroup } from '@/lib/contracts/views';
import type { ConsoleEvents } from './console-events';
import type { Foretold } from './foretold';
import type { HostState } from './host-states';
import type { PushKind } from './push-kinds';

/** Every kind of event and what it carries. Stored JSON: a change of shape needs a reader for the old one. */
type EventTable = ConsoleEvents & {
  'incident.declared': {
    title: string;
    severity: Severity;
    sentence: string;
    target: string;
    signals: { kind: SignalKind; value: number | null; source: string; note: string; words: string }[];
    detectedAt: string;
    respondBy: string | null;
    detection: string;
    symptoms: string[];
    /** Absent in incidents that are no drill. */
    isDrill?: boolean;
  };
  /** `subject` and `kind` are absent in older events. */
  'people.notified': {
    contacts: string[];
    channels: { title: string; state: 'told_by_person' | 'not_told' | 'queued' | 'tell_yourself' }[];
    body: string;
    subject?: string;
    kind?: MessageKind;
  };
  /** What a channel said, once for each recipient: retries in between are counted in `attempts`. */
  'message.sent': MessageEnd;
  'message.failed': MessageEnd;
  'message.told': Omit<MessageEnd, 'answer' | 'attempts'>;
  'message.queued_again': { recipient: string };
  'message.drafted': { subject: string; body: string; kind: MessageKind };
  'message.confirmed': { subject: string; recipient: string; isSent: boolean };
  'message.withdrawn': { subject: string; reason: string };
  'update.due': { audience: Audience; dueAt: string; contacts: string[] };
  'update.missed': { audience: Audience; dueAt: string; count: number; contacts: string[] };
  'incident.severity_changed': { from: Severity; to: Severity; reason: string };
  'incident.recovered': {
    errorRatePercent: number;
    p95Ms: number;
    afterStep: string | null;
    sinceStepMs: number | null;
  };
  /** Somebody is asked to answer for it; `to` by name. Who has it is who had it until they accept. */
  'incident.handover_offered': HandOverWords & { note: string };
  'incident.handover_accepted': HandOverWords;
  'incident.handover_declined': HandOverWords & { reason: string };
  'incident.handover_withdrawn': HandOverWords;
  'incident.handover_nudged': HandOverWords;
  'incident.closed': { waived: string[]; durationMs: number };
  /** `level`: the guide's level of the procedure, where it has one; absent in older events. */
  'run.prepared': {
    procedureKey: string;
    procedure: string;
    level?: number;
    branch: string;
    parameters: Record<string, string>;
    /** The ended run that it goes on from, and why; absent where it begins at the beginning. */
    resumes?: { runId: string; reason: string };
  };
  'run.planned': {
    planHash: string;
    changes: number;
    reads: number;
    findings: Finding[];
    isBlocked: boolean;
    /** What the approver read of each change; absent in older events, and where nothing was foretold. */
    foretold?: Foretold[];
  };
  'run.plan_failed': { because: string };
  /** `isScheduled`: the console pressed in the actor's name when the window opened; `isArmed`: when the last approval came. */
  'run.started': { mode: string; planHash: string; isScheduled?: boolean; isArmed?: boolean };
  'run.armed': { mode: string; planHash: string };
  'run.disarmed': { armedBy: string };
  /** The last approval came, and the gate that a press of Start passes did not let it: it stays approved. */
  'run.arm_refused': { because: string; remedy: string; armedBy: string };
  'run.scheduled': { at: string; words: string; planHash: string };
  'run.unscheduled': { words: string };
  /** Its time came, and the gate that a press of Start passes did not let it. */
  'run.schedule_refused': { because: string; remedy: string; scheduledBy: string };
  /** `from`: how it went before; absent in older events, which were written at a change only. */
  'run.continued': { mode: string; from?: string };
  /** `isOffered`: whoever drove had asked them to. The rest beside `from` is absent in older events. */
  'run.wheel_taken': { from: string | null; fromId?: string | null; reason?: string; isOffered?: true };
  /** Accepted, it is `run.wheel_taken`. */
  'run.wheel_offered': HandOverWords & { note: string };
  'run.wheel_declined': HandOverWords & { reason: string };
  'run.wheel_withdrawn': HandOverWords;
  'run.wheel_nudged': HandOverWords;
  'run.alternative_taken': { branch: string; title: string; reason: string; instead: string };
  'run.way_back_taken': { branch: string; title: string; reason: string; from: string };
  'run.succeeded': { tookMs: number; followUps: string[] };
  'run.failed': { reason: string };
  'run.aborted': { reason: string };
  'approval.requested': {
    planHash: string;
    approver: string;
    note: string;
    expiresAt: string;
    /** Who denied the same in this incident, and why, where it is asked for once more. */
    inSpiteOf?: string;
  };
  /** Told once more; `approvers` by name. */
  'approval.reminded': { planHash: string; approvers: string[] };
  /** One of several who have to approve did; `given` of `wanted` have by now. */
  'approval.given': Decided & Confirmed & { given: number; wanted: number };
  /** The last one that it takes. */
  'approval.approved': Decided & Confirmed;
  'approval.denied': Decided;
  'approval.voided': { planHash: string; because: string };
  /** `wasScheduled`: it would have been started by the console. */
  'approval.expired': { planHash: string; wasScheduled: boolean; asker: string };
  /** By who asked, or by an approver who takes their own approval back; either way the request ends. */
  'approval.withdrawn': { planHash: string; by: 'asker' | 'approver'; reason: string };
  /** Blocks of the preflight that the plan was made in spite of; who approved it let each of them pass by name. */
  'approval.overridden': { planHash: string; overrides: { key: string; sentence: string; reason: string }[] };
  /** Nobody approved: its driver took the right to start exactly this plan, for an hour. `told`: by name. */
  'break_glass.used': { planHash: string; reason: string; target: string; expiresAt: string; told: string[] };
  'break_glass.reviewed': { by: string; verdict: 'justified' | 'not_justified'; note: string };
  'step.started': {
    title: string;
    verb: string;
    effect: Effect;
    display: string;
    where: string;
    epoch: number;
    worker: string;
    /** What it rolls back; absent in older events, and where it is of no phase. */
    phase?: number;
  };
  'step.succeeded': StepEnd;
  'step.failed': StepEnd;
  'step.cancelled': StepEnd;
  'step.unknown': { title: string; display: string; where: string; because: string; epoch: number };
  /** One host of a step that runs on several. */
  'step.host_started': { title: string; display: string; host: string; epoch: number };
  'step.host_ended': {
    title: string;
    host: string;
    state: 'succeeded' | 'failed' | 'cancelled' | 'unknown';
    summary: string;
    exitCode: number | null;
    tookMs: number;
    epoch: number;
  };
  /** What a host that had been lost sight of said later. */
  'step.host_settled': { title: string; host: string; state: HostState; summary: string; epoch: number };
  'step.probed': {
    title: string;
    verdict: 'applied' | 'not_applied' | 'unclear';
    sentences: { isOk: boolean; text: string }[];
  };
  'step.cancel_asked': { title: string };
  /** The lock was not free in time, so nothing was done; it is tried again after the pause. Written before that. */
  'step.lock_retried': { title: string; attempt: number; of: number; pauseMs: number; blockers: string[] };
  /** `isEverywhere`: also on the hosts where it had succeeded; `reason` goes with it. */
  'step.retried': { title: string; from: string; isEverywhere?: true; reason?: string };
  'step.skipped': { title: string; reason: string };
  'step.settled': { title: string; verdict: 'applied' | 'run_again'; reason: string };
  /** One act beside the plan, with an approval of its own. */
  'side_step.asked': SideStepWords & { reason: string; approver: string; expiresAt: string };
  'side_step.given': SideStepWords & Omit<Decided, 'planHash'> & { given: number; wanted: number };
  'side_step.approved': SideStepWords & Omit<Decided, 'planHash'>;
  'side_step.denied': SideStepWords & Omit<Decided, 'planHash'>;
  'side_step.voided': SideStepWords & { because: string };
  'side_step.withdrawn': SideStepWords & { by: 'asker' | 'approver'; reason: string };
  'side_step.reminded': SideStepWords & { approvers: string[] };
  'side_step.started': SideStepWords & { worker: string };
  'side_step.succeeded': SideStepWords & { summary: string; tookMs: number };
  'side_step.failed': SideStepWords & { summary: string; tookMs: number };
  'side_step.unknown': SideStepWords & { because: string };
  /** `group`: absent in older events, which asked for the immediate checks and the criteria at once. */
  'validation.asked': { checks: string[]; group?: CheckGroup };
  'check.measured': { group: string; title: string; state: 'passed' | 'failed'; result: CheckResult };
  'criterion.ticked': { title: string; isPassed: boolean; note: string };
  'criterion.waived': { title: string; reason: string };
  'escalation.proposed': { level: number; because: string };
  /** `byClock`: the level below ran out of time. */
  'escalation.started': { level: number; because: string; notified: string[]; dueAt: string; byClock: boolean };
  'escalation.settled': { level: number; option: string; note: string };
  'escalation.raised': { level: number; to: number };
  'escalation.dismissed': { level: number; reason: string };
  'benchmark.asked': { target: string; durationMs: number };
  'benchmark.started': { target: string };
  'benchmark.cancel_asked': { target: string };
  'benchmark.finished': BenchmarkEnd;
  'benchmark.kept': { target: string; measuredAt: string; isKept: boolean };
  'target.validation_asked': { target: string; depth: 'quick' | 'full' };
  'target.validated': {
    target: string;
    depth: 'quick' | 'full';
    isOk: boolean;
    lines: { title: string; state: 'passed' | 'failed' | 'by_hand' }[];
    error: string;
  };
  'report.written': { fields: Record<string, string> };
  /** `dueOn`: a day, yyyy-MM-dd. `owner` by name. */
  'followup.added': FollowUpWords;
  'followup.changed': FollowUpWords & { was: { text: string; owner: string; dueOn: string } };
  'followup.done': { followUpId: string; text: string; note: string };
  /** Its owner, once for a day: `due` is how it stood then, in words. */
  'followup.reminded': FollowUpWords & { toId: string; due: string };
  'followup.reopened': { followUpId: string; text: string; reason: string };
  /** Of a drill before and after its incident: the console's own chain; of a running one: its incident's. */
  'drill.scheduled': DrillWords & { procedureKey: string; target: string; fault: string; scheduledFor: string };
  'drill.moved': DrillWords & {
    procedureKey: string;
    target: string;
    fault: string;
    scheduledFor: string;
    from: string;
  };
  'drill.reminded': DrillWords & { scheduledFor: string };
  'drill.started': DrillWords & { procedureKey: string; target: string; fault: string };
  'drill.checklist_ticked': DrillWords & { line: string; note: string };
  'drill.finished': DrillWords & { tookMs: number; targetMs: number; isInTime: boolean; nextAt: string };
  'drill.cancelled': DrillWords & { reason: string; wasRunning: boolean };
  /** Notifications were queued for browsers of these people. `of`: the number of the event that they tell of. */
  'push.asked': { kind: PushKind; title: string; people: string[]; devices: number; of: number };
  /** What it asked for was over before its device had it: left out, or taken back by the one that came after. */
  'push.not_needed': { people: string[]; of: number; because: string };
  /** The first browser of a person that showed it, and the first on which it was pressed. */
  'push.delivered': { person: string; of: number; afterMs: number };
  'push.opened': { person: string; of: number; afterMs: number };
  'push.failed': { person: string; device: string; of: number; answer: string };
};
/** `onBehalfOf`: whose role it was, where it was lent. */
type Decided = { planHash: string; reason: string; waitedMs: number; onBehalfOf?: string };
/** Lists that go along with the plan, each with its number, as the approver confirmed them. */
type Confirmed = { confirmed?: string[] };
type MessageEnd = {
  audience: Audience;
  kind: MessageKind;
  channel: MessageChannel;
  recipient: string;
  subject: string;
  answer: string;
  attempts: number;
};
type SideStepWords = {
  sideStepId: string;
  kind: SideStepKind;
  title: string;
  display: string;
  where: string;
  planHash: string;
};
/** Both by name, for people, and by id. */
type HandOverWords = { handOverId: string; from: string; fromId: string; to: string; toId: string };
type FollowUpWords = { followUpId: string; text: string; owner: string; dueOn: string };
type DrillWords = { drillId: string; title: string };
type StepEnd = {
  title: string;
  verb: string;
  effect: Effect;
  display: string;
  where: string;
  summary: string;
  exitCode: number | null;
  tookMs: number;
  startedAt: string;
  epoch: number;
  checks: CheckResult[];
};

export type BenchmarkEnd = {
  target: string;
  state: 'done' | 'failed' | 'cancelled';
  durationMs: number;
  warmUpMs: number;
  queries: { key: string; title: string; figures: QueryFigures }[];
  /** Against the baseline as it was then; null where there was none. */
  comparison: Comparison | null;
  error: string;
};

export type EventType = keyof EventTable;
export type EventData<T extends EventType = EventType> = EventTable[T];

/** An event as the pure functions read it (timeline, report, metrics). */
export type DomainEvent = {
  [T in EventType]: {
    id: string;
    seq: number;
    at: string;
    actorName: string;
    runId: string | null;
    stepId: string | null;
    type: T;
    data: EventTable[T];
  };
}[EventType];
