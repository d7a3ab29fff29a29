import { scaleLog } from 'd3-scale';
import type { ComparedQuery, Comparison } from '@/lib/contracts/benchmark';
import { ms } from '@/lib/domain/benchmark-compare';

export const ROW_PX = 54;
const BAR_OFFSET_PX = { before: 18, now: 34 };
/** Room at both ends, so that no mark is cut off. */
const MARGIN_PX = 10;

export type PlotBar = { y: number; p50: number; p95: number; p99: number; words: string };
export type PlotRow = { key: string; title: string; y: number; isRegression: boolean; before: PlotBar; now: PlotBar };
export type Plot = { rows: PlotRow[]; ticks: { x: number; label: string }[]; height: number };

/**
 * For each query two bars from p50 to p99 with p95 between, before and now, on one logarithmic scale: queries differ by
 * more than any change does, and a doubling is equally long everywhere.
 */
export function buildPlot(comparison: Comparison, width: number): Plot {
  const compared = comparison.queries.filter(hasFigures);
  const times = compared.flatMap(({ figures: f }) => [f.p50, f.p99].flatMap(({ before, now }) => [before, now]));
  const positive = times.filter((time) => time > 0);
  const [least, most] = positive.length > 0 ? [Math.min(...positive), Math.max(...positive)] : [1, 10];
  const scale = scaleLog()
    .domain([least * 0.8, Math.max(most, least * 2) * 1.2])
    .range([MARGIN_PX, Math.max(width - MARGIN_PX, MARGIN_PX + 1)])
    .clamp(true);
  const x = (time: number) => scale(Math.max(time, least * 0.8));
  const rows = compared.map((query, index) => {
    const y = index * ROW_PX;
    const { key, title, regressions } = query;
    const bar = (side: 'before' | 'now') => toBar(query.figures, side, y + BAR_OFFSET_PX[side], x);
    return { key, title, y, isRegression: regressions.length > 0, before: bar('before'), now: bar('now') };
  });
  return { rows, ticks: ticksOf(scale, width), height: compared.length * ROW_PX };
}

type Compared = ComparedQuery & { figures: NonNullable<ComparedQuery['figures']> };
function hasFigures(query: ComparedQuery): query is Compared {
  return query.figures !== null;
}

function toBar(figures: Compared['figures'], side: 'before' | 'now', y: number, x: (time: number) => number): PlotBar {
  const [p50, p95, p99] = [figures.p50[side], figures.p95[side], figures.p99[side]];
  const words = `${side}: p50 ${ms(p50)}, p95 ${ms(p95)}, p99 ${ms(p99)}`;
  return { y, p50: x(p50), p95: x(p95), p99: x(p99), words };
}

const TICKS = [0.1, 0.3, 1, 3, 10, 30, 100, 300, 1000, 3000, 10_000, 30_000];
const TICK_DISTANCE_PX = 44;

function ticksOf(scale: ReturnType<typeof scaleLog<number, number>>, width: number): Plot['ticks'] {
  const [from = 1, to = 10] = scale.domain();
  const ticks: Plot['ticks'] = [];
  for (const tick of TICKS.filter((one) => one >= from && one <= to)) {
    const at = scale(tick);
    const last = ticks.at(-1);
    if ((!last || at - last.x >= TICK_DISTANCE_PX) && at <= width - MARGIN_PX)
      ticks.push({ x: at, label: tick >= 1000 ? `${tick / 1000} s` : `${tick} ms` });
  }
  return ticks;
}

/** The picture in words. */
export function describePlot({ queries, before, now }: Comparison): string {
  const compared = queries.filter(hasFigures);
  if (compared.length === 0) return 'Nothing could be compared.';
  const words = compared.map(
    ({ title, figures }) => `${title}: p95 ${ms(figures.p95.before)} before, ${ms(figures.p95.now)} now`,
  );
  return `Times of ${compared.length} queries, ${before.words} against ${now.words}. ${words.join('. ')}.`;
}
