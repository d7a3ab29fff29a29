import type { HealthMark, HealthPoint, HealthSeries } from '@/lib/contracts/health-view';
import { formatTime } from '../ui/time-model';
import { formatMs, formatPercent } from './figures';

/** The plot's own units: it is stretched to the width it is given, so only the height is in pixels. */
export const PLOT_WIDTH = 1000;

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

/** A place in the chart that a key or a pointer leads to: a moment, with its figures and its mark where it has them. */
export type Stop = { at: string; point: HealthPoint | null; mark: HealthMark | null };

/** A place keeps its name while newer figures come in. */
export function stopKey({ at, mark }: Stop): string {
  return mark ? mark.id : at;
}

/** Every point and every mark as one way through the chart, in order; of a mark the figures are the nearest ones. */
export function buildStops(series: HealthSeries, marks: readonly HealthMark[]): Stop[] {
  const from = Date.parse(series.from);
  const to = Date.parse(series.to);
  const span = Math.max(to - from, 1);
  const seen = marks.filter((mark) => Date.parse(mark.at) >= from && Date.parse(mark.at) <= to);
  const stops: Stop[] = [
    ...series.points.map((point) => ({ at: point.at, point, mark: null })),
    ...seen.map((mark) => ({ at: mark.at, point: nearestPoint(series, (Date.parse(mark.at) - from) / span), mark })),
  ];
  return stops.sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
}

/**
 * Where a key leads from a stop (null: from nowhere yet, which is where the newest figures are), or null for a key that
 * means nothing here. `m` goes to the next mark and `M` to the one before it, round the end.
 */
export function stopAfterKey(stops: readonly Stop[], at: number | null, key: string): number | null {
  if (stops.length === 0) return null;
  const last = stops.length - 1;
  const here = at ?? last;
  switch (key) {
    case 'ArrowLeft':
    case 'ArrowDown':
      return at === null ? last : Math.max(0, here - 1);
    case 'ArrowRight':
    case 'ArrowUp':
      return Math.min(last, here + 1);
    case 'PageDown':
      return Math.max(0, here - 10);
    case 'PageUp':
      return Math.min(last, here + 10);
    case 'Home':
      return 0;
    case 'End':
      return last;
    case 'm':
      return nextMark(stops, at ?? -1, 1);
    case 'M':
      return nextMark(stops, at ?? stops.length, -1);
    default:
      return null;
  }
}

function nextMark(stops: readonly Stop[], at: number, step: 1 | -1): number | null {
  for (let tries = 1; tries <= stops.length; tries += 1) {
    const index = (at + tries * step + stops.length * 2) % stops.length;
    if (stops[index]?.mark) return index;
  }
  return null;
}

/** The stop that a pointer means: a mark within reach of it before any figure. Shares are of the width, 0..1. */
export function stopAtShare(stops: readonly Stop[], series: HealthSeries, share: number, reach: number): number | null {
  const from = Date.parse(series.from);
  const span = Math.max(Date.parse(series.to) - from, 1);
  let best: { index: number; away: number } | null = null;
  for (const [index, stop] of stops.entries()) {
    const away = Math.abs((Date.parse(stop.at) - from) / span - share);
    const weighed = stop.mark && away <= reach ? away - 1 : away;
    if (!best || weighed < best.away) best = { index, away: weighed };
  }
  return best?.index ?? null;
}

/** A stop as a sentence: what is said to whoever does not see it. */
export function stopWords(stop: Stop, zone: string): string {
  const figures = stop.point
    ? `error rate ${formatPercent(stop.point.errorRatePercent)}, p95 latency ${formatMs(stop.point.p95Ms)}`
    : 'nothing measured';
  const mark = stop.mark ? `${stop.mark.what}${stop.mark.by ? `, by ${stop.mark.by}` : ''}; ` : '';
  return `${formatTime(stop.at, zone, true)}: ${mark}${figures}`;
}
