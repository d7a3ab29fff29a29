import { formatDistanceStrict } from 'date-fns/formatDistanceStrict';
import { clockWords } from './words';

/** When a procedure was drilled last, and how long its run took. */
export type LastDrill = { at: Date; tookMs: number };

const DAY_MS = 24 * 60 * 60_000;
/** After a month without a drill nobody knows that a procedure still works. */
export const STALE_AFTER_DAYS = 31;

/** Whether a procedure was never drilled, or not for over a month. */
export function isStale(last: LastDrill | null, now: Date): boolean {
  return last === null || daysSince(last.at, now) > STALE_AFTER_DAYS;
}

/** "never drilled", "not drilled for 34 days", or "drilled 9 days ago in 3:48". */
export function drilledWords(last: LastDrill | null, now: Date): string {
  if (last === null) return 'never drilled';
  const days = daysSince(last.at, now);
  if (isStale(last, now)) return `not drilled for ${days} days`;
  const since = days === 0 ? formatDistanceStrict(last.at, now) : days === 1 ? '1 day' : `${days} days`;
  return `drilled ${since} ago in ${clockWords(last.tookMs)}`;
}

function daysSince(at: Date, now: Date): number {
  return Math.max(0, Math.floor((now.getTime() - at.getTime()) / DAY_MS));
}
