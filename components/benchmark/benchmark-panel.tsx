'use client';

import { useQueryClient } from '@tanstack/react-query';
import { Gauge } from 'lucide-react';
import dynamic from 'next/dynamic';
import { getBenchmarks } from '@/lib/client/fetchers';
import { queryKeys } from '@/lib/client/query-keys';
import { untilFetched } from '@/lib/client/until-fetched';
import type { BenchmarksView } from '@/lib/contracts/benchmark';
import type { ActionResult } from '@/lib/contracts/result';
import { useLiveQuery } from '../shell/live';
import { Card, CardBody, CardTitle } from '../ui/card';
import { EmptyState } from '../ui/empty-state';
import { Notice } from '../ui/notice';
import { Skeleton } from '../ui/skeleton';
import { LocalTime } from '../ui/time';
import { ComparisonTable } from './comparison-table';
import { PastBenchmarks } from './past-benchmarks';
import { RunningBenchmark } from './running-benchmark';
import { StartBenchmark } from './start-benchmark';

export type BenchmarkActions = {
  startBenchmark: (input: {
    targetKey: string;
    incidentCode?: string;
    duration: string;
  }) => Promise<ActionResult<unknown>>;
  cancelBenchmark: (input: { benchmarkId: string }) => Promise<ActionResult<unknown>>;
  keepBaseline: (input: { benchmarkId: string; isKept: boolean }) => Promise<ActionResult<unknown>>;
};

const ComparisonPlot = dynamic(
  () => untilFetched(() => import('./comparison-plot').then((file) => file.ComparisonPlot)),
  { loading: () => null },
);

type Props = { targetKey: string; initial?: BenchmarksView; incidentCode?: string; actions: BenchmarkActions };

/** A target's benchmarks: the one under way or a new one, the comparison with the baseline, and the earlier ones. */
export function BenchmarkPanel({ targetKey, initial, incidentCode, actions }: Props) {
  const client = useQueryClient();
  const { data: view } = useLiveQuery({
    queryKey: queryKeys.benchmarks(targetKey),
    queryFn: (signal) => getBenchmarks(targetKey, signal),
    initial,
  });
  const readAgain = () => client.invalidateQueries({ queryKey: queryKeys.benchmarks(targetKey) });
  const andReadAgain = async (pending: Promise<ActionResult<unknown>>) => {
    const result = await pending;
    await readAgain();
    return result;
  };
  if (!view) return <Skeleton className="h-40" />;
  const start = view.actions.find((action) => action.key === 'start-benchmark');
  const { running } = view;
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
      {running ? (
        <RunningBenchmark
          benchmark={running}
          cancel={() => andReadAgain(actions.cancelBenchmark({ benchmarkId: running.id }))}
        />
      ) : start ? (
        <StartBenchmark
          view={view}
          action={start}
          incidentCode={incidentCode}
          start={actions.startBenchmark}
          onDone={() => void readAgain()}
        />
      ) : null}
      <Compared view={view} />
      <PastBenchmarks
        past={view.past}
        act={({ id }, { key }) =>
          andReadAgain(actions.keepBaseline({ benchmarkId: id, isKept: key === 'keep-baseline' }))
        }
      />
    </div>
  );
}

function Compared({ view: { comparison, baseline, past } }: { view: BenchmarksView }) {
  if (!baseline)
    return (
      <Notice title="There is no baseline to compare with">
        Keep a benchmark of a good day as the baseline, or put the figures into the target’s file.
      </Notice>
    );
  if (!comparison)
    return past.length > 0 ? null : (
      <Card>
        <EmptyState icon={<Gauge />} title="Nothing was timed yet">
          The baseline is there: {baseline.words}, measured <LocalTime at={baseline.measuredAt} />. Run a benchmark to
          see what is slower than it was.
        </EmptyState>
      </Card>
    );
  return (
    <Card as="section" aria-label="Compared with the baseline">
      <CardTitle
        aside={
          <span className="text-small text-faint">
            {comparison.now.words} of <LocalTime at={comparison.now.measuredAt} /> against {comparison.before.words} of{' '}
            <LocalTime at={comparison.before.measuredAt} />
          </span>
        }
      >
        Compared with the baseline
      </CardTitle>
      <CardBody className="grid grid-cols-[minmax(0,1fr)] gap-4">
        <Notice
          role="status"
          tone={comparison.isRegression ? 'fail' : 'ok'}
          title={comparison.isRegression ? 'Something is slower than it was' : 'Nothing got worse'}
        >
          {comparison.sentence}
        </Notice>
        <ComparisonPlot comparison={comparison} />
        <ComparisonTable comparison={comparison} />
      </CardBody>
    </Card>
  );
}
