import type { BenchmarkView, ComparedFigure, Comparison, Figure } from '@/lib/contracts/benchmark';
import { ms, rate } from '@/lib/domain/benchmark-compare';
import { durationWords } from '@/lib/domain/words';
import { alignColumns, type Screen } from '../screen';
import { stateSpan } from './words';

/** A table of what each query did. */
export function printFigures(screen: Screen, benchmark: BenchmarkView): void {
  screen.line(
    ['bold', `${durationWords(benchmark.durationMs)}`],
    ` after a warm-up of ${durationWords(benchmark.warmUpMs)}: `,
    stateSpan(benchmark.state),
    benchmark.error ? `: ${benchmark.error}` : '',
  );
  if (benchmark.queries.length === 0) return;
  const rows = benchmark.queries.map(({ title, figures: f }) => [
    title,
    ms(f.p50Ms),
    ms(f.p95Ms),
    ms(f.p99Ms),
    rate(f.perSecond),
    String(f.count),
    f.errors > 0 ? `${f.errors}: ${f.firstError ?? ''}` : '0',
  ]);
  for (const line of alignColumns([['query', 'p50', 'p95', 'p99', 'a second', 'count', 'errors'], ...rows]))
    screen.line(`  ${line}`);
}

const FIGURES: readonly Figure[] = ['p50', 'p95', 'p99', 'perSecond'];

/** Each query then and now, with what got worse by name. */
export function printComparison(screen: Screen, comparison: Comparison): void {
  screen.heading(`${comparison.before.words} against ${comparison.now.words}`);
  const rows = comparison.queries.map(({ title, figures, missing }) =>
    figures ? [title, ...FIGURES.map((figure) => cell(figure, figures[figure]))] : [title, missing, '', '', ''],
  );
  for (const line of alignColumns([['query', 'p50', 'p95', 'p99', 'a second'], ...rows])) screen.line(`  ${line}`);
  screen.line([comparison.isRegression ? 'red' : 'green', comparison.sentence]);
}

function cell(figure: Figure, { before, now, percent, isRegression }: ComparedFigure): string {
  const words = figure === 'perSecond' ? rate : ms;
  return `${words(before)} → ${words(now)} (${percent > 0 ? '+' : ''}${percent} %)${isRegression ? ' WORSE' : ''}`;
}
