import type { BenchmarkState } from '@/lib/contracts/benchmark';
import type { Role } from '@/lib/contracts/runbook';
import type { AllowedAction } from '@/lib/contracts/views';
import { action } from './action';
import { mayDo } from './permissions';

/** What this person may do with one benchmark. */
export function benchmarkActions(
  role: Role,
  { state, isBaseline, isStopping }: { state: BenchmarkState; isBaseline: boolean; isStopping: boolean },
): AllowedAction[] {
  if (state === 'queued' || state === 'running') {
    const disabledBecause = isStopping ? 'It is being stopped.' : undefined;
    return mayDo(role, 'target.measure')
      ? [action('cancel-benchmark', 'Stop the benchmark', 'Its figures are not kept.', { disabledBecause })]
      : [];
  }
  if (state !== 'done' || !mayDo(role, 'benchmark.keep')) return [];
  return isBaseline
    ? [
        action(
          'forget-baseline',
          'Take the baseline back',
          'The figures of the target’s file count again, if it has any.',
        ),
      ]
    : [action('keep-baseline', 'Keep as the baseline', 'Later benchmarks are compared with this one.')];
}

/** What this person may do on a target as a whole. */
export function targetBenchmarkActions(
  role: Role,
  { isBusy, isRolling }: { isBusy: boolean; isRolling: boolean },
): AllowedAction[] {
  if (!mayDo(role, 'target.measure')) return [];
  const disabledBecause = isRolling
    ? 'A rollback is under way on this target.'
    : isBusy
      ? 'One waits or runs already.'
      : undefined;
  const about = 'Times the runbook’s queries, which only read, over a few connections. Users may notice the load.';
  return [action('start-benchmark', 'Start the benchmark', about, { isPrimary: true, disabledBecause })];
}
