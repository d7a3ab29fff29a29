import { ChevronRight } from 'lucide-react';
import Link from 'next/link';
import type { BenchmarkView } from '@/lib/contracts/benchmark';
import type { ActionResult } from '@/lib/contracts/result';
import type { AllowedAction } from '@/lib/contracts/views';
import { formatMs } from '../charts/figures';
import { ActionButton } from '../ui/action-button';
import { Card, CardTitle } from '../ui/card';
import { Pill, type Standing } from '../ui/pill';
import { LocalTime } from '../ui/time';
import { FiguresTable } from './figures-table';

const STATES: Record<BenchmarkView['state'], Standing> = {
  queued: { words: 'waits', tone: 'waiting' },
  running: { words: 'runs', tone: 'running' },
  done: { words: 'done', tone: 'ok' },
  failed: { words: 'failed', tone: 'fail' },
  cancelled: { words: 'stopped', tone: 'waiting' },
};

type Act = (benchmark: BenchmarkView, action: AllowedAction) => Promise<ActionResult<unknown>>;

export function PastBenchmarks({ past, act }: { past: BenchmarkView[]; act: Act }) {
  if (past.length === 0) return null;
  return (
    <Card as="section" aria-label="Earlier benchmarks">
      <CardTitle>Earlier benchmarks</CardTitle>
      <ul className="divide-y divide-line border-t border-line">
        {past.map((benchmark) => (
          <Past key={benchmark.id} benchmark={benchmark} act={act} />
        ))}
      </ul>
    </Card>
  );
}

function Past({ benchmark, act }: { benchmark: BenchmarkView; act: Act }) {
  const state = STATES[benchmark.state];
  return (
    <li className="px-4.5 py-3">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5">
        <span className="grow">
          <LocalTime at={benchmark.finishedAt ?? benchmark.askedAt} className="font-[580]" />{' '}
          <span className="text-small text-muted">
            {formatMs(benchmark.durationMs)}, asked for by {benchmark.askedBy}
            {benchmark.incidentCode ? (
              <>
                {' in '}
                <Link href={`/incidents/${benchmark.incidentCode}`} className="font-mono text-xs underline">
                  {benchmark.incidentCode}
                </Link>
              </>
            ) : null}
          </span>
        </span>
        {benchmark.isBaseline ? <Pill tone="accent">the baseline</Pill> : null}
        <Pill tone={state.tone}>{state.words}</Pill>
        {benchmark.actions.map((action) => (
          <ActionButton key={action.key} action={action} size="small" onRun={() => act(benchmark, action)} />
        ))}
      </div>
      {benchmark.error ? <p className="mt-1 text-small text-fail">{benchmark.error}</p> : null}
      {benchmark.queries.length > 0 ? (
        <details className="group mt-1.5">
          <summary className="inline-flex min-h-touch cursor-pointer sm:min-h-8 list-none items-center gap-1 text-small text-muted hover:text-text">
            <ChevronRight aria-hidden className="size-3.5 transition-transform group-open:rotate-90" /> Its figures
          </summary>
          <FiguresTable queries={benchmark.queries} />
        </details>
      ) : null}
    </li>
  );
}
