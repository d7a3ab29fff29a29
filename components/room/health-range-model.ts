import type { HealthSeries } from '@/lib/contracts/health-view';
import type { RoomView } from '@/lib/contracts/views';

/** Lengths that the strip grows through, so that it changes scale rarely and never with every minute. */
const LENGTHS_MIN = [12, 20, 30, 45, 60, 90, 120, 180, 240, 360, 720, 1440];
/** The server sends no more than a day. */
const LONGEST_MIN = 1440;
/** How much of "before it broke" is shown. */
const BEFORE_MIN = 3;

/** How many minutes back the strip has to reach to show the time just before the incident. */
export function minutesToShow(detectedAt: string, now: string): number {
  const elapsed = (Date.parse(now) - Date.parse(detectedAt)) / 60_000 + BEFORE_MIN;
  return LENGTHS_MIN.find((length) => length >= elapsed) ?? LONGEST_MIN;
}

export type HealthFrame = { minutes: number; from: string; to: string };

/**
 * What the strip shows. It begins before the incident, so the newest figure moves to the right until the frame grows; a
 * closed incident's ends where it was closed, whenever it is read.
 */
export function healthFrame(incident: Pick<RoomView['incident'], 'detectedAt' | 'closedAt'>, now: string): HealthFrame {
  const before = Date.parse(incident.detectedAt) - BEFORE_MIN * 60_000;
  if (incident.closedAt) {
    const from = Math.max(before, Date.parse(incident.closedAt) - LONGEST_MIN * 60_000);
    const minutes = Math.ceil((Date.parse(incident.closedAt) - from) / 60_000);
    return { minutes, from: new Date(from).toISOString(), to: incident.closedAt };
  }
  const minutes = minutesToShow(incident.detectedAt, now);
  const from = Math.max(before, Date.parse(now) - minutes * 60_000);
  return { minutes, from: new Date(from).toISOString(), to: new Date(from + minutes * 60_000).toISOString() };
}

/** A series cut to the frame, which may reach beyond what was measured. */
export function frameSeries(series: HealthSeries | undefined, { from, to }: HealthFrame): HealthSeries {
  const [first, last] = [Date.parse(from), Date.parse(to)];
  const points = (series?.points ?? []).filter(
    (point) => Date.parse(point.at) >= first && Date.parse(point.at) <= last,
  );
  return { from, to, bucketMs: series?.bucketMs ?? 5000, points };
}
