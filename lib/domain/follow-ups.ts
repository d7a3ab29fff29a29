import { TZDate } from '@date-fns/tz';
import { differenceInCalendarDays } from 'date-fns/differenceInCalendarDays';
import { format } from 'date-fns/format';
import { parseISO } from 'date-fns/parseISO';

/** A follow-up of an incident is due on a day of the console's zone, not at a moment: nobody owes it at midnight in another one. */
export type FollowUpState = 'open' | 'done';
export type FollowUpStanding = 'overdue' | 'today' | 'open' | 'done';
type Due = { state: FollowUpState; dueOn: string };

/** The day, as yyyy-MM-dd, that it is somewhere. */
export function dayIn(at: Date, timeZone: string): string {
  return format(new TZDate(at, timeZone), 'yyyy-MM-dd');
}

/** The first moment of a day (yyyy-MM-dd) somewhere, or of one so many days later. */
export function startOfDayIn(day: string, timeZone: string, daysLater = 0): Date {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  return new Date(new TZDate(year, month - 1, date + daysLater, timeZone).getTime());
}

/** In the morning, when people sit down to their day: nobody's phone rings at midnight for what is due until the evening. */
const REMINDED_AT_HOUR = 9;

/** From when on an open follow-up is reminded of: the morning of the day (yyyy-MM-dd) that it is due on. */
export function reminderFrom(dueOn: string, timeZone: string): Date {
  const [year = 0, month = 1, date = 1] = dueOn.split('-').map(Number);
  return new Date(new TZDate(year, month - 1, date, REMINDED_AT_HOUR, timeZone).getTime());
}

/** How it stands on a day (yyyy-MM-dd): it is overdue from the day after the one that it was due on. */
export function standingOf({ state, dueOn }: Due, today: string): FollowUpStanding {
  if (state === 'done') return 'done';
  return dueOn < today ? 'overdue' : dueOn === today ? 'today' : 'open';
}

/** "overdue since 21 November, 3 days", "due today", "due 28 November, in 5 days". */
export function dueWords(followUp: Due, today: string): string {
  const { dueOn } = followUp;
  const days = Math.abs(differenceInCalendarDays(parseISO(dueOn), parseISO(today)));
  const count = days === 1 ? '1 day' : `${days} days`;
  switch (standingOf(followUp, today)) {
    case 'done':
      return `was due ${dayWords(dueOn, today)}`;
    case 'today':
      return 'due today';
    case 'overdue':
      return `overdue since ${dayWords(dueOn, today)}, ${count}`;
    case 'open':
      return days === 1 ? 'due tomorrow' : `due ${dayWords(dueOn, today)}, in ${count}`;
  }
}

/** A day in words; with its year where that is another one. */
export function dayWords(day: string, today: string): string {
  return format(parseISO(day), day.slice(0, 4) === today.slice(0, 4) ? 'd MMMM' : 'd MMMM yyyy');
}
