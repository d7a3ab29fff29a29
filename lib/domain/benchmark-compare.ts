import type {
  ComparedFigure,
  ComparedQuery,
  Comparison,
  Figure,
  Metrics,
  QueryFigures,
} from '@/lib/contracts/benchmark';
import type { Baseline } from '@/lib/contracts/runbook';

export type NamedMetrics = Metrics & { words: string };
type Rules = Pick<Baseline, 'regression'> & { queries: readonly { key: string; title: string }[] };

export const FIGURES: readonly Figure[] = ['p50', 'p95', 'p99', 'perSecond'];
export const FIGURE_WORDS: Record<Figure, string> = { p50: 'p50', p95: 'p95', p99: 'p99', perSecond: 'throughput' };

/** Compares two sets of figures query by query, in the runbook's order, and names what got worse. */
export function compareMetrics(before: NamedMetrics, now: NamedMetrics, rules: Rules): Comparison {
  const queries = rules.queries.map((query) =>
    compareQuery(query, before.queries[query.key], now.queries[query.key], rules.regression),
  );
  const regressions = queries.flatMap((query) => query.regressions);
  return {
    before: { words: before.words, measuredAt: before.measuredAt },
    now: { words: now.words, measuredAt: now.measuredAt },
    queries,
    isRegression: regressions.length > 0,
    sentence: sentenceOf(queries, regressions),
  };
}

function compareQuery(
  { key, title }: { key: string; title: string },
  before: QueryFigures | undefined,
  now: QueryFigures | undefined,
  rule: Baseline['regression'],
): ComparedQuery {
  const errors = now && now.errors > (before?.errors ?? 0) ? [`${title} failed ${now.errors} times`] : [];
  const missing = whyNot(before, now);
  if (missing || !before || !now) return { key, title, figures: null, missing, regressions: errors };
  const figures = {} as Record<Figure, ComparedFigure>;
  for (const figure of FIGURES) figures[figure] = compareFigure(figure, before, now, rule);
  const worse = FIGURES.filter((figure) => figures[figure].isRegression).map((figure) =>
    wordsOf(figure, figures[figure]),
  );
  const slower = worse.length > 0 ? [`${title} ${worse.join(', ')}`] : [];
  return { key, title, figures, missing: '', regressions: [...errors, ...slower] };
}

function whyNot(before: QueryFigures | undefined, now: QueryFigures | undefined): string {
  if (!before && !now) return 'not measured';
  if (!before) return 'not in the baseline';
  if (!now) return 'not measured this time';
  if (before.count === 0) return 'no answer in the baseline';
  return now.count === 0 ? 'no answer this time' : '';
}

/** A percentile of fewer answers is a matter of luck: p99 of forty is simply the slowest. */
const LEAST_ANSWERS: Record<Figure, number> = { p50: 10, p95: 20, p99: 100, perSecond: 10 };

function compareFigure(
  figure: Figure,
  before: QueryFigures,
  now: QueryFigures,
  { percent: limits, leastMs }: Baseline['regression'],
): ComparedFigure {
  const [was, is] = [figureOf(before, figure), figureOf(now, figure)];
  const percent = was === 0 ? 0 : Math.round((is / was - 1) * 1000) / 10;
  // Fewer a second is only another view of slower answers: where those differ by less than a wobble, so does it.
  const isWobble = figure === 'perSecond' ? isTiny(before, now, leastMs) : is - was < leastMs;
  const isTold = Math.min(before.count, now.count) >= LEAST_ANSWERS[figure];
  const isWorse = figure === 'perSecond' ? -percent > limits.perSecond : percent > limits[figure];
  return { before: was, now: is, percent, isRegression: isTold && isWorse && !isWobble };
}

function isTiny(before: QueryFigures, now: QueryFigures, leastMs: number): boolean {
  return now.p50Ms - before.p50Ms < leastMs && now.p95Ms - before.p95Ms < leastMs;
}

export function figureOf(figures: QueryFigures, figure: Figure): number {
  return figure === 'perSecond' ? figures.perSecond : figures[`${figure}Ms`];
}

function wordsOf(figure: Figure, { before, now, percent }: ComparedFigure): string {
  const change = `${Math.abs(Math.round(percent))} %`;
  return figure === 'perSecond'
    ? `throughput is ${change} lower (${rate(now)} against ${rate(before)} a second)`
    : `${FIGURE_WORDS[figure]} is ${change} higher (${ms(now)} against ${ms(before)})`;
}

function sentenceOf(queries: readonly ComparedQuery[], regressions: readonly string[]): string {
  const compared = queries.filter((query) => query.figures).length;
  const left = queries.filter((query) => query.missing).map((query) => `${query.title}: ${query.missing}`);
  const rest = left.length > 0 ? ` Not compared: ${left.join('; ')}.` : '';
  if (regressions.length > 0) return `Worse than the baseline: ${regressions.join('; ')}.${rest}`;
  if (compared === 0) return `Nothing could be compared.${rest}`;
  const which =
    compared === 1 ? 'The one query that was compared is' : `All ${compared} queries that were compared are`;
  return `${which} within the thresholds.${rest}`;
}

/** "0.42 ms", "12.3 ms", "1240 ms" */
export function ms(value: number): string {
  return `${value < 10 ? value.toFixed(2) : value < 100 ? value.toFixed(1) : Math.round(value)} ms`;
}
/** "0.8", "42", "1240": a second. */
export function rate(value: number): string {
  return value < 10 ? value.toFixed(1) : String(Math.round(value));
}
