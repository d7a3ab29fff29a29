import { TZDate } from '@date-fns/tz';
// Each by its own path: the package's index loads three hundred files, which a terminal's start would wait for.
import { addDays } from 'date-fns/addDays';
import { format } from 'date-fns/format';
import { WEEKDAYS } from '@/lib/contracts/drill-plan';
import type { Parameter } from '@/lib/contracts/runbook';
import type { MaintenanceWindow } from '@/lib/contracts/target';
import { shortId } from './words';

/** One occurrence of a target's maintenance window. */
export type WindowTime = { opens: Date; closes: Date };
/** The one that a plan was made for, with its words in the window's own zone. */
export type PlannedWindow = WindowTime & { words: string };

/**
 * The window that is open now and stays open for `neededMs` more, or else the next one. Hours are those of the window's
 * zone, also over a change of clocks; one that ends at or before the hour it begins ends on the next day.
 */
export function nextWindow(window: MaintenanceWindow, now: Date, neededMs: number): WindowTime {
  const today = new TZDate(now, window.timeZone);
  const needed = now.getTime() + neededMs;
  // From yesterday, whose window may go past midnight, to the same weekday in two weeks.
  for (let offset = -1; offset <= 14; offset += 1) {
    const day = addDays(today, offset);
    const weekday = WEEKDAYS[day.getDay()];
    const time = weekday && window.days.includes(weekday) ? onDay(window, day) : null;
    if (time && (time.opens > now || (time.closes > now && time.closes.getTime() >= needed))) return time;
  }
  throw new Error('a maintenance window names no day');
}

function onDay({ from, to, timeZone }: MaintenanceWindow, day: TZDate): WindowTime {
  const next = to <= from ? addDays(day, 1) : day;
  return { opens: at(day, from, timeZone), closes: at(next, to, timeZone) };
}

function at(day: Date, time: string, timeZone: string): Date {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return new Date(new TZDate(day.getFullYear(), day.getMonth(), day.getDate(), hours, minutes, timeZone).getTime());
}

/** "Sun 02:00–04:00 Europe/Berlin", "every day 02:00–04:00 UTC" */
export function windowWords({ days, from, to, timeZone }: MaintenanceWindow): string {
  const names = WEEKDAYS.filter((day) => days.includes(day)).map(
    (day) => day.slice(0, 1).toUpperCase() + day.slice(1, 3),
  );
  return `${names.length === 7 ? 'every day' : names.join(', ')} ${from}–${to} ${timeZone}`;
}

/** "Sun 29 Nov 02:00–04:00 Europe/Berlin" */
export function windowTimeWords({ from, to, timeZone }: MaintenanceWindow, { opens }: WindowTime): string {
  return `${format(new TZDate(opens, timeZone), 'EEE d MMM')} ${from}–${to} ${timeZone}`;
}

/** What the preflight puts into a plan that is made for a window. */
export function windowFacts(window: MaintenanceWindow, time: WindowTime): Record<string, string> {
  return {
    window_opens: time.opens.toISOString(),
    window_closes: time.closes.toISOString(),
    window_words: windowTimeWords(window, time),
  };
}

/** The window that a plan was made for; a part of a whole puts its own name before the fact's. Null: it may run at any time. */
export function windowOfPlan(facts: Record<string, string>): PlannedWindow | null {
  const name = Object.keys(facts).find((key) => /(^|_)window_opens$/.test(key));
  if (name === undefined) return null;
  const of = (what: string) => facts[name.replace(/window_opens$/, what)] ?? '';
  return { opens: new Date(of('window_opens')), closes: new Date(of('window_closes')), words: of('window_words') };
}

export function isWindowOpen({ opens, closes }: WindowTime, now: Date): boolean {
  return opens <= now && now < closes;
}

/** A parameter's value for people; a choice of the maintenance window says which one the plan was made for. */
export function displayOfValue({ type }: Pick<Parameter, 'type'>, value: string, window: PlannedWindow | null): string {
  const choice = type.kind === 'choice' ? type.choices.find((one) => one.value === value) : undefined;
  if (!choice) return shortId(value);
  return choice.isWindow && window ? `${choice.title}: ${window.words}` : choice.title;
}
