import type { DrillCard, DrillsView } from '@/lib/contracts/drill-view';
import { clockWords, durationWords } from '@/lib/domain/words';

export type StatusKey = 'planned' | 'due' | 'overdue' | 'running' | 'in-time' | 'over' | 'cancelled';

/** A drill's status in a word; a done one says how it went against its time target. */
export function statusWord(drill: Pick<DrillCard, 'status' | 'result' | 'finishedAt'>): {
  key: StatusKey;
  word: string;
} {
  const { status, result } = drill;
  if (status === 'done') {
    const took = result ? clockWords(result.tookMs) : '';
    return result?.isInTime === false
      ? { key: 'over', word: `over time, ${took}` }
      : { key: 'in-time', word: `in time, ${took}` };
  }
  const words = { planned: 'planned', due: 'today', overdue: 'overdue', running: 'running', cancelled: 'cancelled' };
  return { key: status, word: words[status] };
}

/** "November 2026" */
export function monthTitle(month: string): string {
  const [year = 0, number = 1] = month.split('-').map(Number);
  const name = new Intl.DateTimeFormat('en-GB', { month: 'long', timeZone: 'UTC' });
  return `${name.format(new Date(Date.UTC(year, number - 1, 1)))} ${year}`;
}

/** "Tue" in the plan's zone, as the calendar heads its columns. */
export function weekdayTitle(weekday: string): string {
  return weekday.charAt(0).toUpperCase() + weekday.slice(1);
}

/** Rows of seven days; the last is what comes after week 4, and may be empty. */
export function calendarRows(days: DrillsView['days']): DrillsView['days'][] {
  return [0, 1, 2, 3, 4].map((row) => days.slice(row * 7, row * 7 + 7)).filter((row) => row.length > 0);
}

/** "2:10 of 5 min" */
export function resultWords({ tookMs, targetMs }: { tookMs: number; targetMs: number }): string {
  return `${clockWords(tookMs)} of ${Math.round(targetMs / 60_000)} min`;
}

/** How a run compares with the one before it, in words; null where there is none. */
export function comparedWords(tookMs: number, before: number | null): string | null {
  if (before === null) return null;
  const difference = tookMs - before;
  if (Math.abs(difference) < 1000) return 'as long as the last time';
  return `${durationWords(Math.abs(difference))} ${difference < 0 ? 'quicker' : 'slower'} than the last time`;
}

export type TrendPoint = { id: string; title: string; at: string; share: number; tookMs: number; targetMs: number };

/** Drills that have a result, oldest first; `share` is the time taken as a part of the target. */
export function trendOf(history: readonly DrillCard[]): TrendPoint[] {
  return history
    .flatMap(({ id, title, finishedAt, result }) =>
      result && finishedAt
        ? [
            {
              id,
              title,
              at: finishedAt,
              share: result.tookMs / result.targetMs,
              tookMs: result.tookMs,
              targetMs: result.targetMs,
            },
          ]
        : [],
    )
    .toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at));
}

/** The time of the drill of the same procedure before this one; the list is newest first. */
export function timeBefore(history: readonly DrillCard[], drill: DrillCard): number | null {
  const earlier = history.slice(history.indexOf(drill) + 1);
  return earlier.find((each) => each.procedureKey === drill.procedureKey && each.result)?.result?.tookMs ?? null;
}
