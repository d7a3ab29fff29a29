import { TZDate } from '@date-fns/tz';
// Each by its own path: the package's index loads three hundred files, which a terminal's start would wait for.
import { addMonths } from 'date-fns/addMonths';
import { format } from 'date-fns/format';
import { getDaysInMonth } from 'date-fns/getDaysInMonth';
import { subDays } from 'date-fns/subDays';
import { type DrillPlan, WEEKDAYS } from '@/lib/contracts/drill-plan';

/**
 * The plan's calendar. Week N of a month is its days 7N-6 to 7N, so that each month has weeks 1 to 4 whole and each
 * week has every weekday exactly once; the days after the 28th belong to no week. Days are those of the plan's zone.
 */
export const PLAN_WEEKS = [1, 2, 3, 4] as const;
export type PlanWeek = (typeof PLAN_WEEKS)[number];

/** The week of a day of the month; null after the 28th. */
export function weekOfDay(day: number): PlanWeek | null {
  const week = Math.ceil(day / 7);
  return week <= 4 ? (week as PlanWeek) : null;
}

/** The plan's week in which a moment falls. */
export function weekOf(at: Date, timeZone: string): PlanWeek | null {
  return weekOfDay(new TZDate(at, timeZone).getDate());
}

/** "2026-11": the month of a moment. */
export function monthOf(at: Date, timeZone: string): string {
  return format(new TZDate(at, timeZone), 'yyyy-MM');
}

/** Whether a text from an address is a month that the calendar can show. */
export function isMonth(text: string): boolean {
  return /^(19|20|21)\d\d-(0[1-9]|1[0-2])$/.test(text);
}

/** The month `count` months later; earlier where it is negative. */
export function addToMonth(month: string, count: number): string {
  return format(addMonths(firstDay(month, 'UTC'), count), 'yyyy-MM');
}

/** From the first moment of a month to the first of the next, which is no more in it. */
export function monthBounds(month: string, timeZone: string): { from: Date; to: Date } {
  return { from: plain(firstDay(month, timeZone)), to: plain(firstDay(addToMonth(month, 1), timeZone)) };
}

export type CalendarDay = { day: number; weekday: string; week: PlanWeek | null };

/** The days of a month, each with its weekday's short name and its week. */
export function daysOfMonth(month: string): CalendarDay[] {
  const first = firstDay(month, 'UTC');
  return Array.from({ length: getDaysInMonth(first) }, (_, index) => ({
    day: index + 1,
    weekday: (WEEKDAYS[(first.getDay() + index) % 7] ?? '').slice(0, 3),
    week: weekOfDay(index + 1),
  }));
}

/** The day of the month of a moment. */
export function dayOfMonth(at: Date, timeZone: string): number {
  return new TZDate(at, timeZone).getDate();
}

type Hours = Pick<DrillPlan, 'timeZone' | 'weekday' | 'at'>;

/** The moment in a month's week that has the plan's weekday and hour. */
export function plannedDate(plan: Hours, month: string, week: PlanWeek): Date {
  const [hours, minutes] = plan.at.split(':').map(Number);
  return inWeek(month, week, WEEKDAYS.indexOf(plan.weekday), [hours ?? 0, minutes ?? 0], plan.timeZone);
}

/** The plan's day of a week while it is to come; after it the next day of the week at the plan's hour; null once all are over. */
export function suggestDate(plan: Hours, month: string, week: PlanWeek, now: Date): Date | null {
  const planned = plannedDate(plan, month, week);
  if (planned > now) return planned;
  const left = WEEKDAYS.map((weekday) => plannedDate({ ...plan, weekday }, month, week)).filter((at) => at > now);
  return left.toSorted((a, b) => a.getTime() - b.getTime())[0] ?? null;
}

/**
 * When the same week has its next drill: the same weekday and hour in the next month in which that is still to come. One
 * that was held outside of its week, on the spur of the moment, is followed by the plan's day.
 */
export function nextDate(plan: Hours, scheduledFor: Date, week: PlanWeek, now: Date): Date {
  const { timeZone } = plan;
  const was = new TZDate(scheduledFor, timeZone);
  const isInWeek = weekOfDay(was.getDate()) === week;
  for (let count = 1; ; count++) {
    const month = addToMonth(monthOf(scheduledFor, timeZone), count);
    const next = isInWeek
      ? inWeek(month, week, was.getDay(), [was.getHours(), was.getMinutes()], timeZone)
      : plannedDate(plan, month, week);
    if (next > now) return next;
  }
}

/** From when on a drill is reminded of: the same hour of the day before. */
export function reminderFrom(scheduledFor: Date, timeZone: string): Date {
  return plain(subDays(new TZDate(scheduledFor, timeZone), 1));
}

/** Whether both fall on one day of the plan's zone. */
export function isSameDay(a: Date, b: Date, timeZone: string): boolean {
  return dayText(a, timeZone) === dayText(b, timeZone);
}

/** "2026-11-03". */
export function dayText(at: Date, timeZone: string): string {
  return format(new TZDate(at, timeZone), 'yyyy-MM-dd');
}

/** "10:00". */
export function timeText(at: Date, timeZone: string): string {
  return format(new TZDate(at, timeZone), 'HH:mm');
}

/** "Tue 3 Nov 2026, 10:00 UTC": how messages and reports name a drill's moment. */
export function momentText(at: Date, timeZone: string): string {
  return `${format(new TZDate(at, timeZone), 'EEE d MMM yyyy, HH:mm')} ${timeZone}`;
}

/** A day and an hour as a form has them, in the plan's zone; null where there is no such day. */
export function momentOf(day: string, time: string, timeZone: string): Date | null {
  const [year = 0, month = 0, date = 0] = day.split('-').map(Number);
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  const at = new TZDate(year, month - 1, date, hours, minutes, timeZone);
  return dayText(at, timeZone) === day ? plain(at) : null;
}

function inWeek(
  month: string,
  week: PlanWeek,
  weekday: number,
  [hours, minutes]: [number, number],
  zone: string,
): Date {
  const [year = 0, number = 0] = month.split('-').map(Number);
  const start = (week - 1) * 7 + 1;
  const first = new TZDate(year, number - 1, start, zone).getDay();
  const date = start + ((weekday - first + 7) % 7);
  return plain(new TZDate(year, number - 1, date, hours, minutes, zone));
}

function firstDay(month: string, timeZone: string): TZDate {
  const [year = 0, number = 0] = month.split('-').map(Number);
  return new TZDate(year, number - 1, 1, timeZone);
}

/** Without its zone: what leaves this file is a moment and nothing more. */
function plain(date: Date): Date {
  return new Date(date.getTime());
}
