import type { HealthSeries, RoomView } from '@/lib/contracts/views';

/** Lengths that the strip grows through, so that it changes scale rarely and never with every minute. */
const LENGTHS_MIN = [12, 20, 30, 45, 60, 90, 120, 180, 240, 360, 720, 1440];
/** How much of "before it broke" is shown. */
const BEFORE_MIN = 3;

/** How many minutes back the strip has to reach to show the time just before the incident. */
export function minutesToShow(detectedAt: string, now: string): number {
  const elapsed = (Date.parse(now) - Date.parse(detectedAt)) / 60_000 + BEFORE_MIN;
  return LENGTHS_MIN.find((length) => length >= elapsed) ?? 1440;
}

/** The strip's frame: it begins before the incident, so the newest figure moves to the right until the frame grows. */
export function frameSeries(
  series: HealthSeries | undefined,
  incident: RoomView['incident'],
  now: string,
): HealthSeries {
  const minutes = minutesToShow(incident.detectedAt, now);
  const from = Math.max(Date.parse(incident.detectedAt) - BEFORE_MIN * 60_000, Date.parse(now) - minutes * 60_000);
  const to = from + minutes * 60_000;
  const points = (series?.points ?? []).filter((point) => Date.parse(point.at) >= from && Date.parse(point.at) <= to);
  return {
    from: new Date(from).toISOString(),
    to: new Date(to).toISOString(),
    bucketMs: series?.bucketMs ?? 5000,
    points,
  };
}
