import { NOT_NEEDED } from './advance-run';
import type { EventData, EventType } from './events';
import { say, type Teller, type Words } from './timeline-words';
import { clockWords, durationWords, shortId } from './words';

type OfRun = Extract<EventType, `${'run' | 'approval' | 'break_glass' | 'step' | 'side_step'}.${string}`>;

/** What a plan goes through, from its preparation to its end, and what is done beside it. */
export const TELL_RUN: Teller<OfRun> = {
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
  'run.wheel_taken': (d) =>
    say(
      d.isOffered ? 'Took the wheel that was offered' : 'Took the wheel',
      d.from ? `from ${d.from}` : '',
      'waiting',
      d.reason ?? null,
    ),
  'run.wheel_offered': (d) => say(`Offered the wheel to ${d.to}`, 'who has to accept', 'waiting', d.note),
  'run.wheel_declined': (d) => say('Did not take the wheel', `${d.from} drives on`, 'waiting', d.reason),
  'run.wheel_withdrawn': (d) => say('Keeps the wheel', `it was offered to ${d.to}`, 'waiting'),
  'run.wheel_nudged': (d) => say(`Nudged ${d.to}`, 'who is offered the wheel', 'waiting'),
  'run.alternative_taken': (d) => say(`Took “${d.title}”`, `instead of “${d.instead}”`, 'waiting', d.reason),
  'run.way_back_taken': (d) => say(`Took “${d.title}”`, `from “${d.from}”`, 'waiting', d.reason),
  'run.succeeded': (d) => say('The rollback is done', `in ${clockWords(d.tookMs)}`, 'ok'),
  'run.failed': (d) => say('Ended the rollback unfinished', '', 'fail', d.reason),
  'run.aborted': (d) => say('Aborted the rollback', '', 'waiting', d.reason),
  'approval.requested': (d) =>
    say(
      d.inSpiteOf ? 'Asked again for approval' : 'Asked for approval',
      `of plan ${d.planHash.slice(0, 8)} by ${d.approver}${d.inSpiteOf ? `, in spite of the denial (${d.inSpiteOf})` : ''}`,
      'waiting',
      d.note,
    ),
  'approval.reminded': (d) => say('Reminded those who can approve', d.approvers.join(', '), 'waiting'),
  'approval.given': (d) =>
    say(
      `Approved, ${d.given} of ${d.wanted}${forWords(d)}`,
      `plan ${d.planHash.slice(0, 8)}${confirmedWords(d)}`,
      'waiting',
      d.reason,
    ),
  'approval.approved': (d) =>
    say(
      `Approved${forWords(d)}`,
      `plan ${d.planHash.slice(0, 8)} after ${durationWords(d.waitedMs)}${confirmedWords(d)}`,
      'ok',
      d.reason,
    ),
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
  // What only another branch would have needed is nothing that anybody has to look into.
  'step.skipped': (d) => say(`Skipped “${d.title}”`, '', d.reason === NOT_NEEDED ? 'neutral' : 'waiting', d.reason),
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
};

const forWords = ({ onBehalfOf }: { onBehalfOf?: string }) => (onBehalfOf ? `, for ${onBehalfOf}` : '');

const confirmedWords = ({ confirmed = [] }: { confirmed?: string[] }) =>
  confirmed.length > 0 ? `; what goes along was confirmed by its number (${confirmed.join(', ')})` : '';

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

function parameterWords(parameters: Record<string, string>): string {
  return Object.entries(parameters)
    .map(([key, value]) => `${key.replaceAll('_', ' ')} ${shortId(value)}`)
    .join(', ');
}

function countWords(findings: readonly { verdict: string }[]): string {
  const count = (verdict: string) => findings.filter((f) => f.verdict === verdict).length;
  return `preflight: ${count('ok')} fine, ${count('warn')} to note, ${count('block')} blocking`;
}
