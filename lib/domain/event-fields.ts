import { maskCredentialsIn } from './credentials';
import type { EventData, EventType } from './events';

/**
 * Where a field's words come from, which decides what is done with them before they are stored for good:
 * - `plain`: the console's own; stored as it is.
 * - `people`: typed by people, who paste more than they mean to: what looks like a credential is masked.
 * - `target`: said by a target or a channel: masked with its secrets where it is heard, and once more by form.
 */
export type FieldKind = 'plain' | 'people' | 'target';

/** Every field of every event. A new one does not compile until somebody has decided what it is. */
export const EVENT_FIELDS: { readonly [T in EventType]: { readonly [F in keyof EventData<T>]-?: FieldKind } } = {
  'incident.declared': {
    title: 'people',
    severity: 'plain',
    sentence: 'people',
    target: 'plain',
    signals: 'people',
    detectedAt: 'plain',
    respondBy: 'plain',
    detection: 'people',
    symptoms: 'people',
    isDrill: 'plain',
  },
  'people.notified': { contacts: 'plain', channels: 'plain', body: 'people', subject: 'people', kind: 'plain' },
  'message.sent': {
    audience: 'plain',
    kind: 'plain',
    channel: 'plain',
    recipient: 'people',
    subject: 'people',
    answer: 'target',
    attempts: 'plain',
  },
  'message.failed': {
    audience: 'plain',
    kind: 'plain',
    channel: 'plain',
    recipient: 'people',
    subject: 'people',
    answer: 'target',
    attempts: 'plain',
  },
  'message.told': { audience: 'plain', kind: 'plain', channel: 'plain', recipient: 'people', subject: 'people' },
  'message.queued_again': { recipient: 'people' },
  'message.drafted': { subject: 'people', body: 'people', kind: 'plain' },
  'message.confirmed': { subject: 'people', recipient: 'people', isSent: 'plain' },
  'message.withdrawn': { subject: 'people', reason: 'people' },
  'update.due': { audience: 'plain', dueAt: 'plain', contacts: 'plain' },
  'update.missed': { audience: 'plain', dueAt: 'plain', count: 'plain', contacts: 'plain' },
  'incident.severity_changed': { from: 'plain', to: 'plain', reason: 'people' },
  'incident.recovered': { errorRatePercent: 'plain', p95Ms: 'plain', afterStep: 'plain', sinceStepMs: 'plain' },
  'incident.closed': { waived: 'plain', durationMs: 'plain' },
  'run.prepared': {
    procedureKey: 'plain',
    procedure: 'plain',
    level: 'plain',
    branch: 'plain',
    parameters: 'people',
    resumes: 'plain',
  },
  'run.planned': { planHash: 'plain', changes: 'plain', reads: 'plain', findings: 'target', isBlocked: 'plain' },
  'run.plan_failed': { because: 'people' },
  'run.started': { mode: 'plain', planHash: 'plain', isScheduled: 'plain', isArmed: 'plain' },
  'run.armed': { mode: 'plain', planHash: 'plain' },
  'run.disarmed': { armedBy: 'plain' },
  'run.arm_refused': { because: 'people', remedy: 'target', armedBy: 'plain' },
  'run.scheduled': { at: 'plain', words: 'people', planHash: 'plain' },
  'run.unscheduled': { words: 'people' },
  'run.schedule_refused': { because: 'people', remedy: 'target', scheduledBy: 'plain' },
  'run.continued': { mode: 'plain', from: 'plain' },
  'run.wheel_taken': { from: 'plain' },
  'run.alternative_taken': { branch: 'plain', title: 'people', reason: 'people', instead: 'plain' },
  'run.way_back_taken': { branch: 'plain', title: 'people', reason: 'people', from: 'plain' },
  'run.succeeded': { tookMs: 'plain', followUps: 'plain' },
  'run.failed': { reason: 'people' },
  'run.aborted': { reason: 'people' },
  'approval.requested': { planHash: 'plain', approver: 'plain', note: 'people', expiresAt: 'plain' },
  'approval.reminded': { planHash: 'plain', approvers: 'plain' },
  'approval.approved': { planHash: 'plain', reason: 'people', waitedMs: 'plain' },
  'approval.denied': { planHash: 'plain', reason: 'people', waitedMs: 'plain' },
  'approval.voided': { planHash: 'plain', because: 'people' },
  'step.started': {
    title: 'people',
    verb: 'plain',
    effect: 'plain',
    display: 'target',
    where: 'plain',
    epoch: 'plain',
    worker: 'plain',
    phase: 'plain',
  },
  'step.succeeded': {
    title: 'people',
    verb: 'plain',
    effect: 'plain',
    display: 'target',
    where: 'plain',
    summary: 'target',
    exitCode: 'plain',
    tookMs: 'plain',
    startedAt: 'plain',
    epoch: 'plain',
    checks: 'target',
  },
  'step.failed': {
    title: 'people',
    verb: 'plain',
    effect: 'plain',
    display: 'target',
    where: 'plain',
    summary: 'target',
    exitCode: 'plain',
    tookMs: 'plain',
    startedAt: 'plain',
    epoch: 'plain',
    checks: 'target',
  },
  'step.cancelled': {
    title: 'people',
    verb: 'plain',
    effect: 'plain',
    display: 'target',
    where: 'plain',
    summary: 'target',
    exitCode: 'plain',
    tookMs: 'plain',
    startedAt: 'plain',
    epoch: 'plain',
    checks: 'target',
  },
  'step.unknown': { title: 'people', display: 'target', where: 'plain', because: 'people', epoch: 'plain' },
  'step.host_started': { title: 'people', display: 'target', host: 'plain', epoch: 'plain' },
  'step.host_ended': {
    title: 'people',
    host: 'plain',
    state: 'plain',
    summary: 'target',
    exitCode: 'plain',
    tookMs: 'plain',
    epoch: 'plain',
  },
  'step.host_settled': { title: 'people', host: 'plain', state: 'plain', summary: 'target', epoch: 'plain' },
  'step.probed': { title: 'people', verdict: 'plain', sentences: 'people' },
  'step.cancel_asked': { title: 'people' },
  'step.lock_retried': { title: 'people', attempt: 'plain', of: 'plain', pauseMs: 'plain', blockers: 'target' },
  'step.retried': { title: 'people', from: 'plain', isEverywhere: 'plain', reason: 'people' },
  'step.skipped': { title: 'people', reason: 'people' },
  'step.settled': { title: 'people', verdict: 'plain', reason: 'people' },
  'side_step.asked': {
    sideStepId: 'plain',
    kind: 'plain',
    title: 'people',
    display: 'target',
    where: 'plain',
    planHash: 'plain',
    reason: 'people',
    approver: 'plain',
    expiresAt: 'plain',
  },
  'side_step.approved': {
    sideStepId: 'plain',
    kind: 'plain',
    title: 'people',
    display: 'target',
    where: 'plain',
    planHash: 'plain',
    reason: 'people',
    waitedMs: 'plain',
  },
  'side_step.denied': {
    sideStepId: 'plain',
    kind: 'plain',
    title: 'people',
    display: 'target',
    where: 'plain',
    planHash: 'plain',
    reason: 'people',
    waitedMs: 'plain',
  },
  'side_step.voided': {
    sideStepId: 'plain',
    kind: 'plain',
    title: 'people',
    display: 'target',
    where: 'plain',
    planHash: 'plain',
    because: 'people',
  },
  'side_step.started': {
    sideStepId: 'plain',
    kind: 'plain',
    title: 'people',
    display: 'target',
    where: 'plain',
    planHash: 'plain',
    worker: 'plain',
  },
  'side_step.succeeded': {
    sideStepId: 'plain',
    kind: 'plain',
    title: 'people',
    display: 'target',
    where: 'plain',
    planHash: 'plain',
    summary: 'target',
    tookMs: 'plain',
  },
  'side_step.failed': {
    sideStepId: 'plain',
    kind: 'plain',
    title: 'people',
    display: 'target',
    where: 'plain',
    planHash: 'plain',
    summary: 'target',
    tookMs: 'plain',
  },
  'side_step.unknown': {
    sideStepId: 'plain',
    kind: 'plain',
    title: 'people',
    display: 'target',
    where: 'plain',
    planHash: 'plain',
    because: 'people',
  },
  'validation.asked': { checks: 'target', group: 'plain' },
  'check.measured': { group: 'plain', title: 'people', state: 'plain', result: 'target' },
  'criterion.ticked': { title: 'people', isPassed: 'plain', note: 'people' },
  'criterion.waived': { title: 'people', reason: 'people' },
  'escalation.proposed': { level: 'plain', because: 'people' },
  'escalation.started': { level: 'plain', because: 'people', notified: 'plain', dueAt: 'plain', byClock: 'plain' },
  'escalation.settled': { level: 'plain', option: 'plain', note: 'people' },
  'escalation.raised': { level: 'plain', to: 'plain' },
  'escalation.dismissed': { level: 'plain', reason: 'people' },
  'benchmark.asked': { target: 'plain', durationMs: 'plain' },
  'benchmark.started': { target: 'plain' },
  'benchmark.cancel_asked': { target: 'plain' },
  'benchmark.finished': {
    target: 'plain',
    state: 'plain',
    durationMs: 'plain',
    warmUpMs: 'plain',
    queries: 'target',
    comparison: 'target',
    error: 'target',
  },
  'benchmark.kept': { target: 'plain', measuredAt: 'plain', isKept: 'plain' },
  'target.validation_asked': { target: 'plain', depth: 'plain' },
  'target.validated': { target: 'plain', depth: 'plain', isOk: 'plain', lines: 'target', error: 'target' },
  'report.written': { fields: 'people' },
  'person.created': { email: 'people', role: 'plain' },
  'person.changed': { email: 'people', change: 'plain' },
  'token.made': { email: 'people', name: 'people', prefix: 'plain', expiresAt: 'plain' },
  'token.revoked': { email: 'people', name: 'people', prefix: 'plain' },
  'target.registered': { key: 'plain', environment: 'plain' },
  'target.hosts_asked': { target: 'plain' },
  'target.hosts_seen': { target: 'plain', hosts: 'target' },
  'target.host_pinned': { target: 'plain', host: 'plain', from: 'plain', to: 'plain' },
  'runbook.stored': { key: 'plain', label: 'people', hash: 'plain' },
  'drill.scheduled': {
    drillId: 'plain',
    title: 'people',
    procedureKey: 'plain',
    target: 'plain',
    fault: 'plain',
    scheduledFor: 'plain',
  },
  'drill.moved': {
    drillId: 'plain',
    title: 'people',
    procedureKey: 'plain',
    target: 'plain',
    fault: 'plain',
    scheduledFor: 'plain',
    from: 'plain',
  },
  'drill.reminded': { drillId: 'plain', title: 'people', scheduledFor: 'plain' },
  'drill.started': { drillId: 'plain', title: 'people', procedureKey: 'plain', target: 'plain', fault: 'plain' },
  'drill.checklist_ticked': { drillId: 'plain', title: 'people', line: 'plain', note: 'people' },
  'drill.finished': {
    drillId: 'plain',
    title: 'people',
    tookMs: 'plain',
    targetMs: 'plain',
    isInTime: 'plain',
    nextAt: 'plain',
  },
  'drill.cancelled': { drillId: 'plain', title: 'people', reason: 'people', wasRunning: 'plain' },
  'sandbox.reset': { target: 'plain' },
  'sandbox.was_reset': { target: 'plain' },
  'sandbox.not_reset': { target: 'plain', error: 'target' },
  'fault.switched': { target: 'plain', fault: 'plain', isOn: 'plain' },
  'fault.not_switched': { target: 'plain', fault: 'plain', isOn: 'plain', seen: 'target', error: 'target' },
  'contact.changed': { key: 'plain', name: 'people', change: 'plain' },
  'audit.exported': { scope: 'plain', keyFingerprint: 'plain' },
  'audit.key_made': { keyFingerprint: 'plain' },
  'secrets.rotated': { from: 'plain', to: 'plain', changed: 'plain' },
  'channel.changed': { key: 'plain', title: 'people', change: 'plain' },
};

/** An event's data as it is stored. A field that is in no list is taken for one that people typed. */
export function redactEvent<T extends EventType>(type: T, data: EventData<T>): EventData<T> {
  const kinds = EVENT_FIELDS[type] as Record<string, FieldKind>;
  const fields = Object.entries(data).map(([name, value]) => [
    name,
    kinds[name] === 'plain' ? value : maskCredentialsIn(value),
  ]);
  return Object.fromEntries(fields) as EventData<T>;
}

const MOST_SHOWN = 2_000;

/** What an event carries, as lines to read, in the order of the list; fields that are in no list are not shown. */
export function factsOf(type: string, data: unknown): { name: string; value: string }[] {
  if (!Object.hasOwn(EVENT_FIELDS, type) || typeof data !== 'object' || data === null) return [];
  const values = data as Record<string, unknown>;
  return Object.keys(EVENT_FIELDS[type as EventType])
    .filter((name) => Object.hasOwn(values, name) && !isEmpty(values[name]))
    .map((name) => ({ name, value: shorten(toText(values[name])) }));
}

export const EVENT_KINDS: readonly string[] = [
  ...new Set(Object.keys(EVENT_FIELDS).map((type) => type.slice(0, type.indexOf('.')))),
].sort();

const isEmpty = (value: unknown) => value === null || value === '' || (Array.isArray(value) && value.length === 0);

const toText = (value: unknown): string =>
  typeof value === 'string'
    ? value
    : Array.isArray(value) && value.every((one) => typeof one === 'string')
      ? value.join(', ')
      : JSON.stringify(value);

const shorten = (text: string) => (text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}…` : text);
