import type { Severity, SignalKind } from '@/lib/contracts/runbook';
import type { DomainEvent } from './events';
import type { CustomerFacts, InternalFacts } from './message-template';
import type { RunState } from './run-states';

/** What a message is filled from: the incident as it is now. */
export type LiveIncident = {
  severity: Severity;
  targetName: string;
  environment: string;
  signals: readonly { kind: SignalKind }[];
  events: readonly DomainEvent[];
  /** `phase` in words: those that began, or else those that are planned. */
  run: { state: RunState; phase: string; title: string; stepTitle: string | null; remainingMs: number | null } | null;
  /** Who answers questions, and where. */
  contactName: string;
  roomName: string;
};

const ACTIONS_SHOWN = 6;

const RUN_WORDS: Record<RunState, string> = {
  draft: 'a rollback is being prepared',
  awaiting_approval: 'the rollback waits for approval',
  approved: 'the rollback is approved and about to start',
  running: 'the rollback is running',
  waiting: 'the rollback waits for a decision',
  succeeded: 'the rollback is done and is being validated',
  failed: 'the rollback ended unfinished; another way is being chosen',
  aborted: 'the rollback was given up; another way is being chosen',
};

/** The same at the end: nothing is awaited any more. */
export function resolvedFacts(live: LiveIncident): InternalFacts {
  return { ...internalFacts(live, new Date(0), 0), eta: '', status: 'resolved', next_update: '' };
}

export function internalFacts(live: LiveIncident, now: Date, everyMinutes: number): InternalFacts {
  const { run } = live;
  return {
    phase: run ? `${run.phase} (${run.title})` : 'being decided',
    severity: live.severity.toUpperCase(),
    target: `${live.targetName} (${live.environment})`,
    eta: etaWords(live, now),
    status: statusWords(live),
    actions: actionWords(live.events),
    next_update: timeWords(new Date(now.getTime() + everyMinutes * 60_000)),
    contact: `${live.contactName} in ${live.roomName}`,
  };
}

export function customerFacts(live: LiveIncident, now: Date, everyMinutes: number): CustomerFacts {
  return {
    impact: impactWords(live),
    estimated_resolution: etaWords(live, now),
    // Only people know one; an empty line is left out.
    workaround: '',
    next_update: timeWords(new Date(now.getTime() + everyMinutes * 60_000)),
  };
}

/** "14:32 UTC": a message is read in any zone. */
export function timeWords(at: Date): string {
  return `${at.toISOString().slice(11, 16)} UTC`;
}

function etaWords({ run, events }: LiveIncident, now: Date): string {
  if (events.some((event) => event.type === 'incident.recovered')) return 'users are well again';
  if (run?.state === 'succeeded') return 'when the validation is done';
  const isEnded = run?.state === 'failed' || run?.state === 'aborted';
  if (!run || isEnded || run.remainingMs === null) return 'not known yet';
  const minutes = Math.max(1, Math.ceil(run.remainingMs / 60_000));
  return `in about ${minutes} min, at ${timeWords(new Date(now.getTime() + run.remainingMs))}`;
}

function statusWords({ run, events }: LiveIncident): string {
  const recovered = events.some((event) => event.type === 'incident.recovered');
  const now = run ? RUN_WORDS[run.state] : 'a procedure is being chosen';
  const step = run?.stepTitle && (run.state === 'running' || run.state === 'waiting') ? ` (“${run.stepTitle}”)` : '';
  return `${recovered ? 'users are well again; ' : ''}${now}${step}`;
}

/** The last things that changed something, in their order. */
function actionWords(events: readonly DomainEvent[]): string {
  const words = events.flatMap((event) => {
    switch (event.type) {
      case 'incident.declared':
        return ['incident declared'];
      case 'run.started':
        return ['rollback started'];
      case 'step.succeeded':
        return event.data.effect === 'read' ? [] : [event.data.title];
      case 'run.succeeded':
        return ['rollback done'];
      case 'run.failed':
      case 'run.aborted':
        return ['rollback ended unfinished'];
      default:
        return [];
    }
  });
  return words.slice(-ACTIONS_SHOWN).join('; ');
}

/** What customers notice, without a figure or a name that means nothing to them. The worst comes first. */
const IMPACT: [SignalKind, string][] = [
  ['data_corruption', 'some data may be missing or wrong'],
  ['error_rate', 'many requests fail'],
  ['slowdown', 'the service answers slowly'],
  ['feature_failing', 'one feature does not work'],
  ['minor_slowness', 'the service is slightly slower than usual'],
];

function impactWords({ signals }: LiveIncident): string {
  const kinds = new Set(signals.map((signal) => signal.kind));
  const words = IMPACT.filter(([kind]) => kinds.has(kind)).map(([, text]) => text);
  return words.length > 0 ? `${words.join('; ')}.`.replace(/^./, (letter) => letter.toUpperCase()) : '';
}
