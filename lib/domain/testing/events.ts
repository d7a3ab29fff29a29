import type { DomainEvent, EventData, EventType } from '../events';
import { CONSOLE_EVENT_DATA } from './console-events';
import { RUN_EVENT_DATA } from './run-events';

const drill = { drillId: '6f1c2d52-0000-4000-8000-000000000001', title: 'Phase 1: Code deployment' };
const handOver = {
  handOverId: '6f1c2d52-0000-4000-8000-000000000003',
  from: 'Kim',
  fromId: '6f1c2d52-0000-4000-8000-000000000004',
  to: 'Dora',
  toId: '6f1c2d52-0000-4000-8000-000000000005',
};
const message = {
  audience: 'internal' as const,
  kind: 'notification' as const,
  channel: 'email' as const,
  recipient: 'db@example.com',
  subject: 'A rollback is in progress',
};

/** Valid data for every kind of event: a kind that is added is missing here until somebody writes what it carries. */
export const EVENT_DATA: { [T in EventType]: EventData<T> } = {
  ...RUN_EVENT_DATA,
  ...CONSOLE_EVENT_DATA,
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
  'message.sent': { ...message, answer: '250 2.0.0 OK', attempts: 1 },
  'message.failed': { ...message, answer: '550 no such user', attempts: 8 },
  'message.told': message,
  'message.queued_again': { recipient: '#room' },
  'message.drafted': { subject: 'Service update', body: 'We are on it.', kind: 'update' },
  'message.confirmed': { subject: 'Service update', recipient: 'Customers', isSent: false },
  'message.withdrawn': { subject: 'Service update', reason: 'the figures are wrong' },
  'update.due': { audience: 'customer', dueAt: '2025-08-25T10:30:00.000Z', contacts: ['Database Team Lead'] },
  'update.missed': {
    audience: 'customer',
    dueAt: '2025-08-25T10:30:00.000Z',
    count: 1,
    contacts: ['Database Team Lead'],
  },
  'incident.severity_changed': { from: 'high', to: 'critical', reason: 'rows are gone' },
  'incident.recovered': { errorRatePercent: 0, p95Ms: 110, afterStep: 'Reload replyx-backend', sinceStepMs: 4200 },
  'incident.handover_offered': { ...handOver, note: 'The index is gone; customers wait for a word.' },
  'incident.handover_accepted': handOver,
  'incident.handover_declined': { ...handOver, reason: 'My shift is over, too.' },
  'incident.handover_withdrawn': handOver,
  'incident.handover_nudged': handOver,
  'incident.closed': { waived: [], durationMs: 414_000 },
  'validation.asked': { checks: ['/health answers'] },
  'check.measured': {
    group: 'immediate',
    title: '/health answers',
    state: 'passed',
    result: { title: '/health answers', did: 'GET', expected: '200', saw: '200 (12 ms)', isOk: true, tookMs: 12 },
  },
  'criterion.ticked': { title: 'Complaints fall', isPassed: true, note: '' },
  'criterion.waived': { title: 'Uptime above 99 %', reason: 'measured tomorrow' },
  'escalation.proposed': { level: 1, because: 'The rollback ended unfinished.' },
  'escalation.started': {
    level: 1,
    because: 'The rollback ended unfinished.',
    notified: ['Database Team Lead'],
    dueAt: '2025-08-25T03:15:00.000Z',
    byClock: false,
  },
  'escalation.settled': { level: 1, option: 'Outside vendor', note: 'They are on the phone' },
  'escalation.raised': { level: 1, to: 2 },
  'escalation.dismissed': { level: 1, reason: 'It went away' },
  'benchmark.asked': { target: 'replyx', durationMs: 600_000 },
  'benchmark.started': { target: 'replyx' },
  'benchmark.cancel_asked': { target: 'replyx' },
  'benchmark.finished': {
    target: 'replyx',
    state: 'done',
    durationMs: 600_000,
    warmUpMs: 10_000,
    queries: [],
    comparison: null,
    error: '',
  },
  'benchmark.kept': { target: 'replyx', measuredAt: '2026-11-22T14:00:00.000Z', isKept: true },
  'target.validation_asked': { target: 'replyx', depth: 'full' },
  'target.validated': { target: 'replyx', depth: 'full', isOk: true, lines: [], error: '' },
  'report.written': { fields: { root_cause: 'a missing index' } },
  'followup.added': { followUpId: 'follow-1', text: 'Watch the index sizes', owner: 'Kim', dueOn: '2026-12-01' },
  'followup.changed': {
    followUpId: 'follow-1',
    text: 'Watch the index sizes',
    owner: 'Alex',
    dueOn: '2026-12-08',
    was: { text: 'Watch the index sizes', owner: 'Kim', dueOn: '2026-12-01' },
  },
  'followup.done': { followUpId: 'follow-1', text: 'Watch the index sizes', note: 'an alert is set' },
  'followup.reminded': {
    ...{ followUpId: 'follow-1', text: 'Watch the index sizes', owner: 'Kim', dueOn: '2026-12-01' },
    ...{ toId: '6f1c2d52-0000-4000-8000-000000000004', due: 'due today' },
  },
  'followup.reopened': { followUpId: 'follow-1', text: 'Watch the index sizes', reason: 'the alert is silent' },
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
  'push.asked': { kind: 'approval', title: 'Critical: your approval is needed', people: ['Eve'], devices: 1, of: 1 },
  'push.not_needed': { people: ['Eve'], of: 1, because: 'The request is over.' },
  'push.delivered': { person: 'Eve', of: 1, afterMs: 900 },
  'push.opened': { person: 'Eve', of: 1, afterMs: 38_000 },
  'push.failed': { person: 'Eve', device: 'Chrome on Android', of: 1, answer: '410 Gone' },
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
