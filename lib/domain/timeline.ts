import type { TimelineItem } from '@/lib/contracts/views';
import type { DomainEvent, EventData, EventType } from './events';
import { pushWords } from './push-words';
import { formatPercent } from './signals';
import { TELL_CONSOLE } from './timeline-console';
import { TELL_RUN } from './timeline-run';
import { say, type Teller, type Words } from './timeline-words';
import { clockWords, durationWords } from './words';

const TELL: Teller<EventType> = {
  ...TELL_RUN,
  ...TELL_CONSOLE,
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
  'incident.handover_offered': (d) =>
    say('Hands the incident over', `from ${d.from} to ${d.to}, who has to accept`, 'waiting', d.note),
  'incident.handover_accepted': (d) => say('Took over the incident', `from ${d.from}`, 'ok'),
  'incident.handover_declined': (d) =>
    say('Did not take over the incident', `it stays with ${d.from}`, 'waiting', d.reason),
  'incident.handover_withdrawn': (d) => say('Took the hand-over back', `it was offered to ${d.to}`, 'waiting'),
  'incident.handover_nudged': (d) => say(`Nudged ${d.to}`, 'who is asked to take over the incident', 'waiting'),
  'incident.closed': (d) =>
    say(
      'Closed the incident',
      `after ${durationWords(d.durationMs)}${d.waived.length > 0 ? `; waived: ${d.waived.join(', ')}` : ''}`,
      'ok',
    ),
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
  'report.written': (d) =>
    say(
      'Wrote in the report',
      Object.keys(d.fields)
        .map((key) => key.replaceAll('_', ' '))
        .join(', '),
    ),
  'followup.added': (d) => say('Added a follow-up', `for ${d.owner}, until ${d.dueOn}`, 'waiting', d.text),
  'followup.changed': (d) => say('Changed a follow-up', changeWords(d), 'neutral', d.text),
  'followup.done': (d) => say(`Follow-up done: ${d.text}`, '', 'ok', d.note),
  'followup.reminded': (d) => say(`Reminded ${d.owner} of a follow-up`, d.due, 'waiting', d.text),
  'followup.reopened': (d) => say(`Follow-up open again: ${d.text}`, '', 'waiting', d.reason),
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
  // Said under what they tell of (push-words.ts).
  'push.asked': () => null,
  'push.not_needed': () => null,
  'push.delivered': () => null,
  'push.opened': () => null,
  'push.failed': () => null,
};

/** What of it is another now. */
function changeWords({ owner, dueOn, text, was }: EventData<'followup.changed'>): string {
  const changes = [
    owner === was.owner ? '' : `for ${owner} instead of ${was.owner}`,
    dueOn === was.dueOn ? '' : `until ${dueOn} instead of ${was.dueOn}`,
    text === was.text ? '' : `it was “${was.text}”`,
  ];
  return changes.filter(Boolean).join('; ');
}

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

/** Newest first. */
export function buildTimeline(events: readonly DomainEvent[]): TimelineItem[] {
  const pushes = pushWords(events);
  return events
    .flatMap((event) => {
      const words = (TELL[event.type] as (data: unknown) => Words | null)(event.data);
      const push = pushes.get(event.seq);
      return words ? [{ id: event.id, at: event.at, actor: event.actorName, ...words, ...(push && { push }) }] : [];
    })
    .reverse();
}
