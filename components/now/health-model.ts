import { area, line } from 'd3-shape';
import type { HealthPoint, HealthSeries, HealthSummary } from '@/lib/contracts/health-view';

export function formatPercent(value: number | null): string {
  if (value === null) return '–';
  return `${value >= 100 || Number.isInteger(value) ? Math.round(value) : value.toFixed(1)} %`;
}

/** "0.19 s", "1.9 s", "12 s". */
export function formatLatency(ms: number | null): string {
  if (ms === null) return '–';
  const seconds = ms / 1000;
  return `${seconds < 1 ? seconds.toFixed(2) : seconds < 10 ? seconds.toFixed(1) : Math.round(seconds)} s`;
}

/** Whether a figure is out of the usual enough to be shown in a severity's colour. */
export function toneOfErrors(health: HealthSummary): 'usual' | 'high' | 'critical' {
  const rate = health.errorRatePercent ?? 0;
  if (rate > 90) return 'critical';
  return rate > health.baselineErrorRatePercent + 5 ? 'high' : 'usual';
}

export function toneOfLatency(health: HealthSummary): 'usual' | 'high' | 'critical' {
  return (health.slowdownPercent ?? 0) > 300 ? 'high' : 'usual';
}

/** Older than this, a figure is news from the past and says so. */
const STALE_AFTER_MS = 60_000;
export function isStale(measuredAt: string, now: number): boolean {
  return now - Date.parse(measuredAt) > STALE_AFTER_MS;
}

export type Sparkline = { line: string; area: string; usualY: number; words: string };
export const SPARK_WIDTH = 240;
export const SPARK_HEIGHT = 44;
const PADDING = 3;

/** A small chart of one figure; never scaled so that usual jitter looks like an event. Null without two points. */
export function buildSparkline(
  series: HealthSeries,
  read: (point: HealthPoint) => number,
  usual: number,
  floorOfTop: number,
  say: (value: number) => string,
): Sparkline | null {
  const points = series.points.filter((point) => point.calls > 0);
  const last = points.at(-1);
  if (points.length < 2 || !last) return null;
  const from = Date.parse(series.from);
  const span = Math.max(1, Date.parse(series.to) - from);
  const highest = Math.max(...points.map(read));
  const top = Math.max(highest, usual * 2, floorOfTop);
  const x = (point: HealthPoint) => round(((Date.parse(point.at) - from) / span) * SPARK_WIDTH);
  const y = (value: number) => round(SPARK_HEIGHT - PADDING - (value / top) * (SPARK_HEIGHT - 2 * PADDING));
  return {
    line: line<HealthPoint>(x, (point) => y(read(point)))(points) ?? '',
    area: area<HealthPoint>(x, SPARK_HEIGHT, (point) => y(read(point)))(points) ?? '',
    usualY: y(usual),
    words: `over the last ${Math.round(span / 60_000)} min: now ${say(read(last))}, at most ${say(highest)}, usual ${say(usual)}`,
  };
}

// The server and the browser must write the same path, digit for digit.
const round = (value: number) => Math.round(value * 100) / 100;
