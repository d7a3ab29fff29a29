import { isSameDay } from './drill-calendar';

export const DRILL_STATES = ['scheduled', 'running', 'done', 'cancelled'] as const;
export type DrillState = (typeof DRILL_STATES)[number];
/** What a calendar tells of a drill: a scheduled one is planned, due on its day, and overdue once that day is over. */
export type DrillStatus = 'planned' | 'due' | 'overdue' | 'running' | 'done' | 'cancelled';

export function drillStatus(
  drill: { state: DrillState; scheduledFor: Date },
  now: Date,
  timeZone: string,
): DrillStatus {
  if (drill.state !== 'scheduled') return drill.state;
  if (isSameDay(drill.scheduledFor, now, timeZone)) return 'due';
  return drill.scheduledFor < now ? 'overdue' : 'planned';
}

/** How a drill's run went against its time target; null while nothing has ended. */
export type DrillResult = { tookMs: number; targetMs: number; isInTime: boolean };

export function drillResult(
  run: { startedAt: Date | null; finishedAt: Date | null; state: string } | null,
  targetMs: number | null,
): DrillResult | null {
  if (run?.state !== 'succeeded' || !run.startedAt || !run.finishedAt || targetMs === null) return null;
  const tookMs = run.finishedAt.getTime() - run.startedAt.getTime();
  return { tookMs, targetMs, isInTime: tookMs <= targetMs };
}
