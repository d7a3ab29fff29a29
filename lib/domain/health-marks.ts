import type { HealthMark } from '@/lib/contracts/health-view';
import type { DomainEvent } from './events';

/** A mark on the health strip for the moments that explain the curve: declared, approved, every change, recovery. */
export function buildMarks(events: readonly DomainEvent[]): HealthMark[] {
  return events.flatMap((event): HealthMark[] => {
    switch (event.type) {
      case 'incident.declared':
        return [{ at: event.at, label: 'declared', tone: 'neutral' }];
      case 'approval.approved':
        return [{ at: event.at, label: 'approved', tone: 'ok' }];
      case 'approval.denied':
        return [{ at: event.at, label: 'denied', tone: 'fail' }];
      case 'step.succeeded':
      case 'step.failed':
        if (event.data.effect === 'read') return [];
        return [
          {
            at: event.data.startedAt,
            label: event.data.verb.toLowerCase(),
            tone: event.type === 'step.succeeded' ? 'ok' : 'fail',
          },
        ];
      case 'step.cancelled':
        // Stopped midway, it may have changed something all the same.
        return event.data.effect === 'read'
          ? []
          : [{ at: event.data.startedAt, label: event.data.verb.toLowerCase(), tone: 'neutral' }];
      case 'step.unknown':
        return [{ at: event.at, label: 'lost sight', tone: 'unknown' }];
      case 'incident.recovered':
        return [{ at: event.at, label: 'well again', tone: 'ok' }];
      default:
        return [];
    }
  });
}
