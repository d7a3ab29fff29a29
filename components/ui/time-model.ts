import { zoneFormat } from './zone-format';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

export type ClockReading = { words: string; spoken: string; tone: 'calm' | 'soon' | 'over' };

/** "1:42 left" counting down; "3 min over" once past. Seconds matter until the deadline, minutes after it. */
export function readClock(respondBy: string, now: number): ClockReading {
  const left = Date.parse(respondBy) - now;
  if (left >= 0)
    return {
      words: `${formatDuration(left)} left`,
      spoken: `${spell(left)} left`,
      tone: left <= 2 * MINUTE ? 'soon' : 'calm',
    };
  const over = -left;
  const words = over < MINUTE ? `${Math.max(1, Math.floor(over / SECOND))} s over` : `${spell(over)} over`;
  return { words, spoken: words, tone: 'over' };
}

/** "0:06", "12:04", "1:02:09". */
export function formatDuration(ms: number): string {
  const total = Math.max(0, Math.floor(ms / SECOND));
  const hours = Math.floor(total / 3600);
  const minutes = Math.floor((total % 3600) / 60);
  const seconds = String(total % 60).padStart(2, '0');
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${seconds}` : `${minutes}:${seconds}`;
}

/** "38 s", "3 min", "2 h 5 min", "4 days": the coarsest words that still tell. */
export function spell(ms: number): string {
  const length = Math.max(0, ms);
  if (length < MINUTE) return `${Math.floor(length / SECOND)} s`;
  if (length < HOUR) return `${Math.floor(length / MINUTE)} min`;
  if (length < DAY) {
    const minutes = Math.floor((length % HOUR) / MINUTE);
    return minutes === 0 ? `${Math.floor(length / HOUR)} h` : `${Math.floor(length / HOUR)} h ${minutes} min`;
  }
  const days = Math.floor(length / DAY);
  return days === 1 ? '1 day' : `${days} days`;
}

/** "just now", "3 min ago", "in 4 min". */
export function formatRelative(at: string, now: number): string {
  const passed = now - Date.parse(at);
  if (Math.abs(passed) < 5 * SECOND) return 'just now';
  return passed > 0 ? `${spell(passed)} ago` : `in ${spell(-passed)}`;
}

function parts(at: string, zone: string, options: Intl.DateTimeFormatOptions): Record<string, string> {
  const format = zoneFormat(zone, options);
  return Object.fromEntries(format.formatToParts(new Date(at)).map((part) => [part.type, part.value]));
}

/** "14:02", or "14:02:09". */
export function formatTime(at: string, zone: string, hasSeconds = false): string {
  const { hour, minute, second } = parts(at, zone, { hour: '2-digit', minute: '2-digit', second: '2-digit' });
  return hasSeconds ? `${hour}:${minute}:${second}` : `${hour}:${minute}`;
}

/** "22 Nov 2026". */
export function formatDay(at: string, zone: string): string {
  const { day, month, year } = parts(at, zone, { day: 'numeric', month: 'short', year: 'numeric' });
  return `${day} ${month} ${year}`;
}

/** "22 Nov 2026, 14:02:09 CET": what a hover shows. */
export function formatExact(at: string, zone: string): string {
  const { timeZoneName } = parts(at, zone, { hour: '2-digit', timeZoneName: 'short' });
  return `${formatDay(at, zone)}, ${formatTime(at, zone, true)} ${timeZoneName}`;
}

/** Whether both fall on the same day where the viewer is. */
export function isSameDay(a: string, b: number, zone: string): boolean {
  return formatDay(a, zone) === formatDay(new Date(b).toISOString(), zone);
}
