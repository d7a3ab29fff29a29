import type { DomainEvent, EventData, EventType } from '../events';

const end = {
  title: 'Check out 4f2a9c1',
  verb: 'Check out',
  effect: 'change' as const,
  display: 'git checkout --detach 4f2a9c1',
  where: 'app',
  summary: 'done in 41 ms',
  exitCode: 0,
  tookMs: 41,
  startedAt: '2025-08-25T10:02:00.000Z',
  epoch: 1,
  checks: [],
};

const drill = { drillId: '6f1c2d52-0000-4000-8000-000000000001', title: 'Phase 1: Code deployment' };

/** Valid data for every kind of event: a kind that is added is missing here until somebody writes what it carries. */
export const EVENT_DATA: { [T in EventType]: EventData<T> } = {
  'incident.declared': {
    title: 'Calls fail after the deploy',
    severity: 'critical',
    sentence: 'Over 90 % counts as critical.',
    target: 'ReplyX production',
    signals: [{ kind: 'error_rate', value: 93.8, source: 'probe', note: '', words: '93.8 % of API calls fail' }],
    detectedAt: '2025-08-25T09:59:00.000Z',
    respondBy: '2025-08-25T10:05:00.000Z',
    detection: 'the prober',
    symptoms: ['assistants: 500'],
  },
  'people.notified': {
    contacts: ['Database Team Lead'],
    channels: [{ title: 'Slack', state: 'told_by_person' }],
    body: 'A rollback is in progress.',
  },
  'incident.severity_changed': { from: 'high', to: 'critical', reason: 'rows are gone' },
  'incident.recovered': { errorRatePercent: 0, p95Ms: 110, afterStep: 'Reload replyx-backend', sinceStepMs: 4200 },
  'incident.closed': { waived: [], durationMs: 414_000 },
  'run.prepared': {
    procedureKey: '1.1',
    procedure: 'Code deployment',
    branch: 'usual',
    parameters: { commit: '4f2a9c1e8b7d6a5f4e3d2c1b0a9f8e7d6c5b4a39' },
  },
  'run.planned': {
    planHash: 'abcdef0123456789',
    changes: 2,
    reads: 1,
    findings: [{ key: 'disk', verdict: 'ok', sentence: 'There is room.' }],
    isBlocked: false,
  },
  'run.plan_failed': { because: 'The target does not answer.' },
  'run.started': { mode: 'step', planHash: 'abcdef0123456789' },
  'run.continued': { mode: 'to_decision', from: 'step' },
  'run.wheel_taken': { from: 'Kim' },
  'run.way_back_taken': { branch: 'back', title: 'Put it back', reason: 'It got worse', from: 'Swap' },
  'run.alternative_taken': { branch: 'other', title: 'The other way', reason: 'Alembic fails', instead: 'Downgrade' },
  'run.succeeded': { tookMs: 228_000, followUps: [] },
  'run.failed': { reason: 'the disk is full' },
  'run.aborted': { reason: 'not needed any more' },
  'approval.requested': {
    planHash: 'abcdef0123456789',
    approver: 'an executive',
    note: '',
    expiresAt: '2025-08-25T11:00:00.000Z',
  },
  'approval.approved': { planHash: 'abcdef0123456789', reason: '', waitedMs: 60_000 },
  'approval.denied': { planHash: 'abcdef0123456789', reason: 'wrong commit', waitedMs: 60_000 },
  'approval.voided': { planHash: 'abcdef0123456789', because: 'the plan changed' },
  'step.started': { ...end, worker: 'w1' },
  'step.succeeded': end,
  'step.failed': { ...end, summary: 'git ended with exit code 1', exitCode: 1 },
  'step.cancelled': { ...end, summary: 'git was stopped.' },
  'step.unknown': {
    title: end.title,
    display: end.display,
    where: end.where,
    because: 'The worker fell silent.',
    epoch: 1,
  },
  'step.probed': { title: end.title, verdict: 'applied', sentences: [{ isOk: true, text: 'it stands at 4f2a9c1' }] },
  'step.cancel_asked': { title: end.title },
  'step.retried': { title: end.title, from: 'failed' },
  'step.skipped': { title: 'Restart nginx', reason: 'nginx is not on this target.' },
  'step.settled': { title: end.title, verdict: 'applied', reason: 'I looked' },
  'validation.asked': { checks: ['/health answers'] },
  'check.measured': {
    group: 'immediate',
    title: '/health answers',
    state: 'passed',
    result: { title: '/health answers', did: 'GET', expected: '200', saw: '200 (12 ms)', isOk: true, tookMs: 12 },
  },
  'criterion.ticked': { title: 'Complaints fall', isPassed: true, note: '' },
  'criterion.waived': { title: 'Uptime above 99 %', reason: 'measured tomorrow' },
  'report.written': { fields: { root_cause: 'a missing index' } },
  'person.created': { email: 'kim@example.com', role: 'engineer' },
  'person.changed': { email: 'kim@example.com', change: 'disabled' },
  'token.made': {
    email: 'kim@example.com',
    name: 'laptop',
    prefix: 'rbk_Ab12Cd34',
    expiresAt: '2025-09-24T10:00:00.000Z',
  },
  'token.revoked': { email: 'kim@example.com', name: 'laptop', prefix: 'rbk_Ab12Cd34' },
  'target.registered': { key: 'replyx', environment: 'production' },
  'runbook.stored': { key: 'replyx', label: '1.0', hash: 'f'.repeat(64) },
  'drill.scheduled': {
    ...drill,
    procedureKey: '1.1',
    target: 'sandbox',
    fault: 'bad-deploy',
    scheduledFor: '2025-09-02T10:00:00.000Z',
  },
  'drill.moved': {
    ...drill,
    procedureKey: '1.1',
    target: 'sandbox',
    fault: 'bad-deploy',
    scheduledFor: '2025-09-03T10:00:00.000Z',
    from: '2025-09-02T10:00:00.000Z',
  },
  'drill.reminded': { ...drill, scheduledFor: '2025-09-02T10:00:00.000Z' },
  'drill.started': { ...drill, procedureKey: '1.1', target: 'sandbox', fault: 'bad-deploy' },
  'drill.checklist_ticked': { ...drill, line: 'Lessons captured', note: 'the commit list is hard to read' },
  'drill.finished': {
    ...drill,
    tookMs: 228_000,
    targetMs: 300_000,
    isInTime: true,
    nextAt: '2025-10-07T10:00:00.000Z',
  },
  'drill.cancelled': { ...drill, reason: 'half the team is ill', wasRunning: false },
  'fault.switched': { target: 'replyx', fault: 'bad-deploy', isOn: true },
};
export const EVENT_TYPES = Object.keys(EVENT_DATA) as EventType[];

type About = Partial<Pick<DomainEvent, 'at' | 'actorName' | 'runId' | 'stepId' | 'seq'>>;

/** One valid event, with some of its data and of what surrounds it replaced. */
export function event<T extends EventType>(type: T, data: Partial<EventData<T>> = {}, about: About = {}): DomainEvent {
  const seq = about.seq ?? 1;
  return {
    id: String(seq),
    seq,
    at: '2025-08-25T10:00:00.000Z',
    actorName: 'Kim',
    runId: 'run-1',
    stepId: 'step-1',
    ...about,
    type,
    data: { ...EVENT_DATA[type], ...data },
  } as unknown as DomainEvent;
}
