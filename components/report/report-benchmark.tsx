import type { ReportView } from '@/lib/contracts/report-view';
import { ComparisonPlot } from '../benchmark/comparison-plot';
import { ComparisonTable } from '../benchmark/comparison-table';
import { FiguresTable } from '../benchmark/figures-table';
import { formatMs } from '../charts/figures';
import { LocalTime } from '../ui/time';

/** The baseline validation as it was found: the newest benchmark of the incident, compared with the baseline of then. */
export function ReportBenchmark({ benchmarks }: { benchmarks: ReportView['benchmarks'] }) {
  const newest = benchmarks.at(-1);
  if (!newest) return null;
  const { comparison } = newest;
  return (
    <section aria-labelledby="section-baseline">
      <h2 id="section-baseline" className="mt-7 mb-2 text-base font-[640] [break-after:avoid]">
        Baseline validation
      </h2>
      <p className={comparison?.isRegression ? 'mb-2 font-[580] text-fail' : 'mb-2'}>
        {comparison ? comparison.sentence : 'There was no baseline to compare with.'}
      </p>
      <p className="mb-2 text-small text-muted">
        A benchmark of {formatMs(newest.durationMs)}, ended <LocalTime at={newest.at} />
        {benchmarks.length > 1 ? `; ${benchmarks.length} were run, the timeline has each` : ''}.
      </p>
      {comparison ? (
        <div className="grid grid-cols-[minmax(0,1fr)] gap-3">
          <ComparisonPlot comparison={comparison} />
          <ComparisonTable comparison={comparison} />
        </div>
      ) : (
        <FiguresTable queries={newest.queries} />
      )}
    </section>
  );
}
