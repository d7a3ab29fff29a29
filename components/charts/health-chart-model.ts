import { scaleLinear } from 'd3-scale';
import { area, line } from 'd3-shape';
import type { HealthMark, HealthPoint, HealthSeries } from '@/lib/contracts/health-view';
import { formatMs, formatPercent } from './figures';

/** The plot's own units: it is stretched to the width it is given, so only the height is in pixels. */
export const PLOT_WIDTH = 1000;
/** Over this many lost buckets in a row a line breaks: a probe that was silent is not a straight line. */
const GAP_BUCKETS = 4;
/** Inter at 10.5 px, on average; the labels are short, so an estimate is enough. */
const CHARACTER_PX = 5.9;
const LABEL_PADDING_PX = 8;

export type PlacedMark = HealthMark & {
  percent: number;
  row: number;
  isLabelled: boolean;
  anchor: 'start' | 'middle' | 'end';
  short: string;
};
export type ChartScales = {
  x: (at: string) => number;
  error: (percent: number) => number;
  latency: (ms: number) => number;
};

/** Maps times to 0..PLOT_WIDTH, and figures to pixels from the top. */
export function buildScales(series: HealthSeries, baselineP95Ms: number, height: number): ChartScales {
  const from = Date.parse(series.from);
  const to = Math.max(Date.parse(series.to), from + 1);
  const x = scaleLinear().domain([from, to]).range([0, PLOT_WIDTH]).clamp(true);
  const slowest = Math.max(baselineP95Ms * 2, ...series.points.map((point) => point.p95Ms), 1);
  const error = scaleLinear().domain([0, 100]).range([height, 4]).clamp(true);
  const latency = scaleLinear()
    .domain([0, slowest * 1.25])
    .range([height, 4])
    .clamp(true);
  return { x: (at) => x(Date.parse(at)), error: (percent) => error(percent), latency: (ms) => latency(ms) };
}

/** Runs of points without a silence between them. */
export function splitAtSilences(series: HealthSeries): HealthPoint[][] {
  const runs: HealthPoint[][] = [];
  let last: HealthPoint | undefined;
  for (const point of series.points) {
    const isSilence = !last || Date.parse(point.at) - Date.parse(last.at) > series.bucketMs * GAP_BUCKETS;
    if (isSilence) runs.push([]);
    runs.at(-1)?.push(point);
    last = point;
  }
  return runs;
}

export type ChartPaths = {
  errorArea: string;
  errorLine: string;
  latencyLine: string;
  dots: { x: number; errorY: number; latencyY: number }[];
};

/** One path for each figure, broken at silences; a point with no neighbour becomes a dot, so that it is not lost. */
export function buildPaths(series: HealthSeries, scales: ChartScales, height: number): ChartPaths {
  const x = (point: HealthPoint) => scales.x(point.at);
  const errorY = (point: HealthPoint) => scales.error(point.errorRatePercent);
  const latencyY = (point: HealthPoint) => scales.latency(point.p95Ms);
  const runs = splitAtSilences(series);
  const many = runs.filter((run) => run.length > 1);
  const draw = (path: (run: HealthPoint[]) => string | null) => many.map((run) => path(run) ?? '').join('');
  return {
    errorArea: draw(area<HealthPoint>().x(x).y0(height).y1(errorY)),
    errorLine: draw(line<HealthPoint>().x(x).y(errorY)),
    latencyLine: draw(line<HealthPoint>().x(x).y(latencyY)),
    dots: runs.flatMap((run) =>
      run.length === 1 ? run.map((point) => ({ x: x(point), errorY: errorY(point), latencyY: latencyY(point) })) : [],
    ),
  };
}

function shorten(label: string): string {
  return label.length > 22 ? `${label.slice(0, 21).trimEnd()}…` : label;
}

/**
 * Puts every label into the first of `rows` where it touches no other one. A mark whose label fits nowhere keeps its
 * line and its tooltip: a missing word is better than two on top of each other. Later marks matter more while people
 * watch, so they choose first.
 */
export function placeMarks(marks: HealthMark[], series: HealthSeries, widthPx: number, rows = 2): PlacedMark[] {
  const from = Date.parse(series.from);
  const span = Math.max(Date.parse(series.to) - from, 1);
  const taken: [number, number][][] = Array.from({ length: rows }, () => []);
  const inside = marks.filter((mark) => Date.parse(mark.at) >= from && Date.parse(mark.at) <= from + span);
  const ordered = inside.toSorted((a, b) => Date.parse(b.at) - Date.parse(a.at));
  const placed = ordered.map((mark) => placeOne(mark, (Date.parse(mark.at) - from) / span, widthPx, taken));
  return placed.reverse();
}

function placeOne(mark: HealthMark, share: number, widthPx: number, taken: [number, number][][]): PlacedMark {
  const short = shorten(mark.label);
  const width = short.length * CHARACTER_PX + LABEL_PADDING_PX;
  const centre = share * widthPx;
  const anchor = centre < width / 2 ? 'start' : centre > widthPx - width / 2 ? 'end' : 'middle';
  const left = anchor === 'start' ? centre : anchor === 'end' ? centre - width : centre - width / 2;
  const row = taken.findIndex((spans) => spans.every(([from, to]) => left >= to || left + width <= from));
  if (row >= 0) taken[row]?.push([left, left + width]);
  return { ...mark, short, percent: share * 100, row: Math.max(row, 0), isLabelled: row >= 0, anchor };
}

/** The point nearest to a share (0..1) of the width, for reading a figure off the chart. */
export function nearestPoint(series: HealthSeries, share: number): HealthPoint | null {
  const from = Date.parse(series.from);
  const at = from + share * (Date.parse(series.to) - from);
  let best: HealthPoint | null = null;
  for (const point of series.points) {
    if (!best || Math.abs(Date.parse(point.at) - at) < Math.abs(Date.parse(best.at) - at)) best = point;
  }
  return best;
}

/** What the chart shows, in words, for people who do not see it. */
export function describeChart(series: HealthSeries, marks: HealthMark[]): string {
  const first = series.points[0];
  const last = series.points.at(-1);
  if (!first || !last) return 'Error rate and p95 latency: nothing measured in this time.';
  const peak = series.points.reduce(
    (best, point) => (point.errorRatePercent > best.errorRatePercent ? point : best),
    first,
  );
  const slowest = Math.max(...series.points.map((point) => point.p95Ms));
  const minutes = Math.max(1, Math.round((Date.parse(series.to) - Date.parse(series.from)) / 60_000));
  const words = [
    `Error rate and p95 latency over ${minutes} ${minutes === 1 ? 'minute' : 'minutes'}:`,
    `error rate was at most ${formatPercent(peak.errorRatePercent)} and is ${formatPercent(last.errorRatePercent)} at the end;`,
    `p95 latency was at most ${formatMs(slowest)} and is ${formatMs(last.p95Ms)} at the end.`,
  ];
  if (marks.length > 0) words.push(`Marked: ${marks.map((mark) => mark.label).join(', ')}.`);
  return words.join(' ');
}

/** At most `limit` points, evenly spread and always with the last one: a table of a thousand rows helps nobody. */
export function samplePoints(points: HealthPoint[], limit = 24): HealthPoint[] {
  if (points.length <= limit) return points;
  const step = (points.length - 1) / (limit - 1);
  const wanted = new Set(Array.from({ length: limit }, (_, index) => Math.round(index * step)));
  return points.filter((_, index) => wanted.has(index));
}
