import type { BenchmarkView } from '@/lib/contracts/benchmark';
import type { ActionResult } from '@/lib/contracts/result';
import { formatMs } from '../charts/figures';
import { ActionButton } from '../ui/action-button';
import { Card, CardBody, CardTitle } from '../ui/card';
import { useNow } from '../ui/render-context';
import { progressOf } from './comparison-model';

const PHASES = {
  waiting: 'Waits for a worker',
  'warming up': 'Warms up; nothing is counted yet',
  measuring: 'Measures',
  finishing: 'Ends its last queries',
};

/** The benchmark under way: how far it is, how long it still takes, and a way to stop it. */
export function RunningBenchmark({
  benchmark,
  cancel,
}: {
  benchmark: BenchmarkView;
  cancel: () => Promise<ActionResult<unknown>>;
}) {
  const now = useNow();
  const { share, phase, leftMs } = progressOf(benchmark, now);
  const stop = benchmark.actions.find((action) => action.key === 'cancel-benchmark');
  const percent = Math.round(share * 100);
  return (
    <Card as="section" aria-label="The benchmark under way">
      <CardTitle
        aside={
          stop ? <ActionButton action={stop} onRun={cancel} size="small" variant="secondary" isReasonShown /> : null
        }
      >
        A benchmark of {formatMs(benchmark.durationMs)} is under way
      </CardTitle>
      <CardBody>
        <p className="text-muted">
          {stop?.disabledBecause ?? `${PHASES[phase]}.`} Asked for by {benchmark.askedBy}.
        </p>
        <div
          role="progressbar"
          aria-label="Progress of the benchmark"
          aria-valuenow={percent}
          aria-valuemin={0}
          aria-valuemax={100}
          className="mt-3 h-2 overflow-hidden rounded-full bg-sunken"
        >
          <div className="h-full rounded-full bg-running" style={{ width: `${percent}%` }} suppressHydrationWarning />
        </div>
        <p className="num mt-1.5 text-small text-faint" suppressHydrationWarning>
          {percent} % · {leftMs > 0 ? `about ${formatMs(leftMs)} left` : 'in a moment'}
        </p>
      </CardBody>
    </Card>
  );
}
