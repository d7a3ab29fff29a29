import type { BenchmarkState } from '@/lib/contracts/benchmark';
import type { BenchmarkEnd, DomainEvent } from './events';

export type ToldBenchmark = BenchmarkEnd & { at: string };

/** The benchmarks that ran to their end in an incident, oldest first. */
export function benchmarksOf(events: readonly DomainEvent[]): ToldBenchmark[] {
  return events.flatMap((event) =>
    event.type === 'benchmark.finished' && event.data.state === 'done' ? [{ ...event.data, at: event.at }] : [],
  );
}

export type BaselineStanding = { state: BenchmarkState; isRegression: boolean };

/** How the newest benchmark of an incident stands; null where none was asked for. */
export function baselineStanding(events: readonly DomainEvent[]): BaselineStanding | null {
  const newest = events.findLast((event) => event.type.startsWith('benchmark.') && event.type !== 'benchmark.kept');
  switch (newest?.type) {
    case 'benchmark.asked':
      return { state: 'queued', isRegression: false };
    case 'benchmark.finished':
      return { state: newest.data.state, isRegression: newest.data.comparison?.isRegression ?? false };
    case 'benchmark.started':
      return { state: 'running', isRegression: false };
    case 'benchmark.cancel_asked':
      // One that waited is over with this; one that ran says so itself in a moment.
      return { state: 'cancelled', isRegression: false };
    default:
      return null;
  }
}
