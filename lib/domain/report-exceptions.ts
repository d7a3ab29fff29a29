import type { ReportException } from '@/lib/contracts/report-view';
import type { DomainEvent } from './events';

type Of<T extends DomainEvent['type']> = Extract<DomainEvent, { type: T }>;
const all = <T extends DomainEvent['type']>(events: readonly DomainEvent[], type: T) =>
  events.filter((event): event is Of<T> => event.type === type);

/**
 * What went another way than the rule, for the top of the report: starts without an approval, each with what was said
 * about it afterwards, and blocks of the preflight that an approver let pass. Oldest first.
 */
export function buildExceptions(events: readonly DomainEvent[]): ReportException[] {
  return [...brokenGlass(events), ...overrides(events)].sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
}

function brokenGlass(events: readonly DomainEvent[]): ReportException[] {
  return all(events, 'break_glass.used').map((used) => {
    const next = all(events, 'break_glass.used').find((other) => other.seq > used.seq && other.runId === used.runId);
    const isOfIt = (e: DomainEvent) => e.runId === used.runId && e.seq > used.seq && (!next || e.seq < next.seq);
    const review = all(events, 'break_glass.reviewed').find(
      (e) => e.runId === used.runId && e.seq > used.seq && e.data.by === used.actorName,
    );
    const wasStarted = all(events, 'run.started').some(isOfIt);
    const { target, told, planHash } = used.data;
    return {
      kind: 'break_glass',
      at: used.at,
      by: used.actorName,
      title: `${wasStarted ? 'Started' : 'Could have been started'} on ${target} without an approval: break-glass for plan ${planHash.slice(0, 8)}`,
      reason: used.data.reason,
      told: told.join(', ') || 'nobody: no lead was active',
      review: review
        ? { verdict: review.data.verdict, note: review.data.note, by: review.actorName, at: review.at }
        : null,
    };
  });
}

function overrides(events: readonly DomainEvent[]): ReportException[] {
  return all(events, 'approval.overridden').flatMap(({ at, actorName, data }) =>
    data.overrides.map(({ key, sentence, reason }) => ({
      kind: 'override' as const,
      at,
      by: actorName,
      title: `Approved in spite of what the preflight found (${key}): ${sentence}`,
      reason,
      told: '',
      review: null,
    })),
  );
}
