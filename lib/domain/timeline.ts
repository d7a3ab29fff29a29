import type { TimelineItem } from '@/lib/contracts/views';
import type { DomainEvent, EventData, EventType } from './events';
import { formatPercent } from './signals';
import { clockWords, durationWords, shortId } from './words';

type Words = Pick<TimelineItem, 'strong' | 'text' | 'quote' | 'tone'>;
type Teller = { [T in EventType]: (data: EventData<T>) => Words | null };

const say = (strong: string, text = '', tone: Words['tone'] = 'neutral', quote: string | null = null): Words => ({
  strong,
  text,
  tone,
  quote: quote?.trim() ? quote : null,
});

/** One sentence an event. Null: it is in the log for the chain's sake, and says nothing that people look for here. */
const TELL: Teller = {
  'incident.declared': (d) => say(`Declared ${d.severity}${d.isDrill ? ' (DRILL)' : ''}`, d.sentence, 'fail'),
  'people.notified': (d) => toldWords(d),
  'message.sent': (d) => say(`Sent to ${d.recipient}`, `${d.answer}${triesWords(d.attempts)}`, 'ok'),
  'message.failed': (d) => say(`Not sent to ${d.recipient}`, d.answer, 'fail'),
  'message.told': (d) => say(`Told ${d.recipient}`, subjectWords(d.subject)),
  'message.queued_again': (d) => say(`Sends again to ${d.recipient}`),
  'message.drafted': (d) => say('Wrote to customers', 'it waits for a second person', 'waiting', d.body),
  'message.confirmed': (d) =>
    say('Let the message to customers out', d.isSent ? `it goes to ${d.recipient}` : 'for a person to tell them'),
  'message.withdrawn': (d) => say('Withdrew the message to customers', '', 'waiting', d.reason),
  'update.due': (d) => say(`The next update to ${AUDIENCE_WORDS[d.audience]} is due soon`, '', 'waiting'),
  'update.missed': (d) =>
    say(
      `No update to ${AUDIENCE_WORDS[d.audience]} in time`,
      `${d.count === 1 ? 'once' : `${d.count} times`} now; ${d.contacts.join(', ')} ${d.contacts.length === 1 ? 'has' : 'have'} to hear of it`,
      'fail',
    ),
  'incident.severity_changed': (d) => say(`Severity is ${d.to}`, `was ${d.from}`, 'waiting', d.reason),
  'incident.recovered': (d) =>
    say(
      'Users are well again',
      d.afterStep && d.sinceStepMs !== null
        ? `${durationWords(d.sinceStepMs)} after “${d.afterStep}” began; ${formatPercent(d.errorRatePercent)} of calls fail, p95 ${Math.round(d.p95Ms)} ms`
        : '',
      'ok',
    ),
  'incident.closed': (d) =>
    say(
      'Closed the incident',
      `after ${durationWords(d.durationMs)}${d.waived.length > 0 ? `; waived: ${d.waived.join(', ')}` : ''}`,
      'ok',
    ),
  'run.prepared': (d) =>
    say(
      d.resumes ? `Goes on with ${d.procedureKey} ${d.procedure}` : `Chose ${d.procedureKey} ${d.procedure}`,
      [d.resumes && 'what the run before had done is passed over', parameterWords(d.parameters)]
        .filter(Boolean)
        .join('; '),
      'neutral',
      d.resumes?.reason ?? null,
    ),
  'run.planned': (d) =>
    say(
      d.isBlocked ? 'Preflight found what blocks' : 'Plan ready',
      `${d.changes} changes; ${countWords(d.findings)}; plan ${d.planHash.slice(0, 8)}`,
      d.isBlocked ? 'fail' : 'neutral',
    ),
  'run.plan_failed': (d) => say('No plan could be made', d.because, 'fail'),
  'run.started': (d) =>
    say(
      d.isScheduled
        ? 'Started the rollback as scheduled'
        : d.isArmed
          ? 'Started the rollback with its approval, as armed'
          : 'Started the rollback',
      d.mode === 'step' ? 'step by step' : 'to the next decision',
    ),
  'run.armed': (d) =>
    say('Armed the rollback', `it starts as soon as plan ${d.planHash.slice(0, 8)} is approved`, 'waiting'),
  'run.disarmed': (d) => say('Does not start by itself any more', `${d.armedBy} had armed it`, 'waiting'),
  'run.arm_refused': (d) =>
    say('Approved, and did not start by itself', `${d.because} ${d.remedy} (armed by ${d.armedBy})`, 'fail'),
  'run.scheduled': (d) => say('Scheduled the rollback', `for ${d.words}`, 'waiting'),
  'run.unscheduled': (d) => say('Cancelled the schedule', `for ${d.words}`, 'waiting'),
  'run.schedule_refused': (d) =>
    say('Did not start as scheduled', `${d.because} ${d.remedy} (scheduled by ${d.scheduledBy})`, 'fail'),
  // Each press is in the log; what people read is the step that it started, and a change of pace.
  'run.continued': (d) =>
    d.from === d.mode ? null : say(d.mode === 'step' ? 'Goes on step by step' : 'Runs to the next decision'),
  'run.wheel_taken': (d) => say('Took the wheel', d.from ? `from ${d.from}` : ''),
  'run.alternative_taken': (d) => say(`Took “${d.title}”`, `instead of “${d.instead}”`, 'waiting', d.reason),
  'run.way_back_taken': (d) => say(`Took “${d.title}”`, `from “${d.from}”`, 'waiting', d.reason),
  'run.succeeded': (d) => say('The rollback is done', `in ${clockWords(d.tookMs)}`, 'ok'),
  'run.failed': (d) => say('Ended the rollback unfinished', '', 'fail', d.reason),
  'run.aborted': (d) => say('Aborted the rollback', '', 'waiting', d.reason),
  'approval.requested': (d) =>
    say('Asked for approval', `of plan ${d.planHash.slice(0, 8)} by ${d.approver}`, 'waiting', d.note),
  'approval.reminded': (d) => say('Reminded those who can approve', d.approvers.join(', '), 'waiting'),
  'approval.given': (d) =>
    say(`Approved, ${d.given} of ${d.wanted}${forWords(d)}`, `plan ${d.planHash.slice(0, 8)}`, 'waiting', d.reason),
  'approval.approved': (d) =>
    say(`Approved${forWords(d)}`, `plan ${d.planHash.slice(0, 8)} after ${durationWords(d.waitedMs)}`, 'ok', d.reason),
  'approval.denied': (d) => say(`Denied${forWords(d)}`, `plan ${d.planHash.slice(0, 8)}`, 'fail', d.reason),
  'approval.voided': (d) => say('The request for approval is void', `because ${d.because}`, 'waiting'),
  'approval.expired': (d) =>
    say(
      'The request for approval expired',
      d.wasScheduled ? 'so the run was not started as scheduled' : 'silence never approves',
      'waiting',
    ),
  'approval.withdrawn': (d) =>
    say(
      d.by === 'asker' ? 'Withdrew the request for approval' : 'Took their approval back',
      `of plan ${d.planHash.slice(0, 8)}; nothing has run`,
      'waiting',
      d.reason,
    ),
  'approval.overridden': (d) =>
    say(
      `Overrode ${d.overrides.length === 1 ? 'a block' : `${d.overrides.length} blocks`} of the preflight`,
      d.overrides.map(({ key, sentence, reason }) => `${key}: ${sentence} (because: ${reason})`).join('; '),
      'fail',
    ),
  'break_glass.used': (d) =>
    say(
      'BROKE THE GLASS: no approval',
      `for plan ${d.planHash.slice(0, 8)} on ${d.target}; told ${d.told.join(', ') || 'nobody, since no lead is active'}`,
      'fail',
      d.reason,
    ),
  'break_glass.reviewed': (d) =>
    say(
      d.verdict === 'justified' ? 'Reviewed the break-glass: justified' : 'Reviewed the break-glass: not justified',
      `of ${d.by}`,
      d.verdict === 'justified' ? 'ok' : 'fail',
      d.note,
    ),
  'delegation.made': () => null,
  'delegation.revoked': () => null,
  'step.started': (d) => say(`Started “${d.title}”`, `on ${d.where}`),
  'step.succeeded': (d) => say(`${d.title}: done`, `${d.summary} (${durationWords(d.tookMs)})`, 'ok'),
  'step.failed': (d) => say(`${d.title}: failed`, d.summary, 'fail'),
  'step.cancelled': (d) => say(`${d.title}: stopped`, d.summary, 'waiting'),
  'step.unknown': (d) => say(`${d.title}: lost sight of`, d.because, 'unknown'),
  'step.host_started': (d) => say(`Started “${d.title}” on ${d.host}`),
  'step.host_ended': (d) => hostWords(d),
  'step.host_settled': (d) => say(`${d.title} on ${d.host}: ${HOST_WORDS[d.state]}`, d.summary, 'unknown'),
  'step.probed': (d) => say(PROBE_WORDS[d.verdict], d.sentences.map((s) => s.text).join('; '), 'unknown'),
  'step.cancel_asked': (d) => say(`Asked to stop “${d.title}”`, '', 'waiting'),
  'step.lock_retried': (d) =>
    say(
      `${d.title}: no lock at try ${d.attempt} of ${d.of}`,
      `nothing was done; tries again${d.blockers.length > 0 ? `; in the way: ${d.blockers.join(', ')}` : ''}`,
      'waiting',
    ),
  'step.retried': (d) =>
    say(
      `Tries again${d.isEverywhere ? ' on every host' : ''}: ${d.title}`,
      `it had ${d.from === 'failed' ? 'failed' : `been ${d.from}`}`,
      'neutral',
      d.reason ?? null,
    ),
  'step.skipped': (d) => say(`Skipped “${d.title}”`, '', 'waiting', d.reason),
  'step.settled': (d) =>
    say(
      d.verdict === 'applied' ? `Confirmed “${d.title}”` : `Decided to run “${d.title}” again`,
      '',
      'unknown',
      d.reason,
    ),
  'side_step.asked': (d) => say(`Asked for approval: ${d.title}`, `by ${d.approver}`, 'waiting', d.reason),
  'side_step.given': (d) =>
    say(`Approved, ${d.given} of ${d.wanted}: ${d.title}${forWords(d)}`, '', 'waiting', d.reason),
  'side_step.approved': (d) =>
    say(`Approved: ${d.title}${forWords(d)}`, `after ${durationWords(d.waitedMs)}`, 'ok', d.reason),
  'side_step.denied': (d) => say(`Denied: ${d.title}${forWords(d)}`, '', 'fail', d.reason),
  'side_step.voided': (d) => say(`No longer asked for: ${d.title}`, `because ${d.because}`, 'waiting'),
  'side_step.withdrawn': (d) =>
    say(
      `${d.by === 'asker' ? 'Withdrew the request' : 'Took their approval back'}: ${d.title}`,
      '',
      'waiting',
      d.reason,
    ),
  'side_step.reminded': (d) => say(`Reminded those who can approve: ${d.title}`, d.approvers.join(', '), 'waiting'),
  'side_step.started': (d) => say(`Started “${d.title}”`, `on ${d.where}`),
  'side_step.succeeded': (d) => say(`${d.title}: done`, d.summary, 'ok'),
  'side_step.failed': (d) => say(`${d.title}: failed`, d.summary, 'fail'),
  'side_step.unknown': (d) => say(`${d.title}: lost sight of`, d.because, 'unknown'),
  'validation.asked': (d) => say(ASKED_WORDS[d.group ?? 'immediate'], d.checks.join(', ')),
  'check.measured': (d) => say(`${d.title}: ${d.state}`, `saw ${d.result.saw}`, d.state === 'passed' ? 'ok' : 'fail'),
  'criterion.ticked': (d) =>
    say(`${d.title}: ${d.isPassed ? 'confirmed' : 'not so'}`, '', d.isPassed ? 'ok' : 'fail', d.note),
  'criterion.waived': (d) => say(`Waived “${d.title}”`, '', 'waiting', d.reason),
  'escalation.proposed': (d) => say(`Escalation to level ${d.level} is due`, d.because, 'waiting'),
  'escalation.started': (d) =>
    say(
      `Escalated to level ${d.level}`,
      `${d.byClock ? 'because the clock of the level below ran out' : d.because}; for ${d.notified.join(', ')}`,
      'fail',
    ),
  'escalation.settled': (d) => say(`Level ${d.level}: decided on ${d.option}`, '', 'ok', d.note),
  'escalation.raised': (d) =>
    say(
      `The clock of level ${d.level} ran out`,
      d.to === d.level ? 'its people are told again' : `level ${d.to} begins`,
      'fail',
    ),
  'escalation.dismissed': (d) => say(`Did not escalate to level ${d.level}`, '', 'neutral', d.reason),
  'benchmark.asked': (d) => say('Asked for a benchmark', `of ${durationWords(d.durationMs)}`),
  'benchmark.started': () => say('The benchmark began'),
  'benchmark.cancel_asked': () => say('Asked to stop the benchmark', '', 'waiting'),
  'benchmark.finished': (d) => benchmarkWords(d),
  'benchmark.kept': (d) => say(d.isKept ? 'Kept a benchmark as the baseline' : 'Took the baseline back'),
  'target.validation_asked': (d) => say('Asked for a validation', `of ${d.target}, ${d.depth}`),
  'target.validated': (d) =>
    say(
      d.isOk ? 'The validation is OK' : 'The validation is not OK',
      d.error || d.lines.map((line) => `${line.title}: ${line.state.replace('_', ' ')}`).join('; '),
      d.isOk ? 'ok' : 'fail',
    ),
  'report.written': (d) => say('Wrote in the report', Object.keys(d.fields).join(', ')),
  'person.created': () => null,
  'person.changed': () => null,
  'access.denied': () => null,
  'person.confirmed': () => null,
  'passkey.added': () => null,
  'passkey.removed': () => null,
  'session.ended': () => null,
  'team.made': () => null,
  'team.renamed': () => null,
  'team.joined': () => null,
  'team.left': () => null,
  'token.made': () => null,
  'token.revoked': () => null,
  'target.registered': () => null,
  'target.team_changed': () => null,
  'target.hosts_asked': () => null,
  'target.hosts_seen': () => null,
  'target.host_pinned': () => null,
  'runbook.stored': () => null,
  'runbook.imported': () => null,
  'drill.scheduled': (d) => say('Scheduled a drill', `${d.title}, ${d.scheduledFor.slice(0, 10)}`),
  'drill.moved': (d) => say('Moved the drill', `${d.title}, to ${d.scheduledFor.slice(0, 10)}`),
  'drill.reminded': (d) => say('Reminded of the drill', d.title),
  'drill.started': (d) =>
    say('Started a DRILL', `${d.title}, on ${d.target}${d.fault ? ` with “${d.fault}”` : ''}`, 'waiting'),
  'drill.checklist_ticked': (d) => say(`Drill: ${d.line}`, '', 'ok', d.note),
  'drill.finished': (d) =>
    say(
      'Finished the drill',
      `in ${clockWords(d.tookMs)}, ${d.isInTime ? 'within' : 'over'} its ${durationWords(d.targetMs)}`,
      d.isInTime ? 'ok' : 'waiting',
    ),
  'drill.cancelled': (d) =>
    say(d.wasRunning ? 'Aborted the drill' : 'Cancelled the drill', d.title, 'waiting', d.reason),
  'sandbox.reset': () => null,
  'sandbox.was_reset': () => null,
  'sandbox.not_reset': () => null,
  'fault.switched': () => null,
  'fault.not_switched': () => null,
  'contact.changed': () => null,
  'audit.exported': () => null,
  'audit.key_made': () => null,
  'secrets.rotated': () => null,
  'channel.changed': () => null,
};

const forWords = ({ onBehalfOf }: { onBehalfOf?: string }) => (onBehalfOf ? `, for ${onBehalfOf}` : '');

const AUDIENCE_WORDS = { internal: 'the team', customer: 'customers' } as const;
const triesWords = (attempts: number) => (attempts > 1 ? `, at the ${ordinal(attempts)} try` : '');
const subjectWords = (subject: string) => (subject ? `“${subject}”` : '');
const ordinal = (n: number) => `${n}${n === 2 ? 'nd' : n === 3 ? 'rd' : 'th'}`;

function benchmarkWords({ state, comparison, error }: EventData<'benchmark.finished'>): Words {
  if (state === 'cancelled') return say('The benchmark was stopped', '', 'waiting');
  if (state === 'failed') return say('The benchmark failed', error, 'fail');
  const text = comparison ? comparison.sentence : 'there is no baseline to compare it with';
  return say('The benchmark is done', text, comparison ? (comparison.isRegression ? 'fail' : 'ok') : 'neutral');
}

const ASKED_WORDS = {
  immediate: 'Asked for the immediate checks',
  comprehensive: 'Asked for the comprehensive validation',
  criteria: 'Asked for the criteria to be measured',
};

const HOST_WORDS = {
  untouched: 'was not begun',
  running: 'runs',
  succeeded: 'done',
  failed: 'failed',
  cancelled: 'stopped',
  unknown: 'lost sight of',
};

function hostWords({ title, host, state, summary, tookMs }: EventData<'step.host_ended'>): Words {
  const tone = ({ succeeded: 'ok', failed: 'fail', cancelled: 'waiting', unknown: 'unknown' } as const)[state];
  return say(`${title} on ${host}: ${HOST_WORDS[state]}`, `${summary} (${durationWords(tookMs)})`, tone);
}

const PROBE_WORDS = {
  applied: 'The probe says it took effect',
  not_applied: 'The probe says it did not take effect',
  unclear: 'The probe cannot tell',
};

function toldWords(d: EventData<'people.notified'>): Words {
  const over = (state: EventData<'people.notified'>['channels'][number]['state'], before: string) => {
    const titles = d.channels.filter((channel) => channel.state === state).map((channel) => channel.title);
    return titles.length > 0 ? [`${before} ${titles.join(', ')}`] : [];
  };
  const told = over('told_by_person', 'over');
  const queued = over('queued', 'sending to');
  const text = [...told, ...queued, ...over('tell_yourself', 'by a person over')].join('; ');
  const verb = told.length > 0 ? 'Told' : queued.length > 0 ? 'Tells' : 'To be told:';
  return say(
    `${verb} ${d.contacts.join(', ') || 'the team'}`,
    text || 'nobody has been told over a channel yet',
    told.length > 0 || queued.length > 0 ? 'neutral' : 'waiting',
  );
}

function parameterWords(parameters: Record<string, string>): string {
  return Object.entries(parameters)
    .map(([key, value]) => `${key.replaceAll('_', ' ')} ${shortId(value)}`)
    .join(', ');
}

function countWords(findings: readonly { verdict: string }[]): string {
  const count = (verdict: string) => findings.filter((f) => f.verdict === verdict).length;
  return `preflight: ${count('ok')} fine, ${count('warn')} to note, ${count('block')} blocking`;
}

/** Newest first. */
export function buildTimeline(events: readonly DomainEvent[]): TimelineItem[] {
  return events
    .flatMap((event) => {
      const words = (TELL[event.type] as (data: unknown) => Words | null)(event.data);
      return words ? [{ id: event.id, at: event.at, actor: event.actorName, ...words }] : [];
    })
    .reverse();
}
