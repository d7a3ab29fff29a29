import { TZDate } from '@date-fns/tz';
import { addDays } from 'date-fns/addDays';
import { addMonths } from 'date-fns/addMonths';
import { format } from 'date-fns/format';
import { parseISO } from 'date-fns/parseISO';
import { startOfISOWeek } from 'date-fns/startOfISOWeek';
import {
  type FiguresBucket,
  type FiguresFilter,
  MEASURES,
  type Measure,
  type MeasuredIncident,
  type Spread,
} from '@/lib/contracts/figures-view';
import { startOfDayIn } from './follow-ups';
import { durationWords } from './words';

/** What each measure means, in the words of the page. All begin at the declaration; drills are never in a figure of incidents. */
export const MEASURE_WORDS: Record<Measure, { title: string; about: string }> = {
  acknowledge: {
    title: 'To acknowledge',
    about: 'From the declaration to the first act: a procedure was chosen, the severity changed, or a level escalated.',
  },
  approve: {
    title: 'To approve',
    about: 'From the declaration to the first plan that had all its approvals.',
  },
  restore: {
    title: 'To restore',
    about: 'From the declaration to when the probes saw users well again.',
  },
};
export const IN_TIME_WORDS =
  'Within the matrix: the first rollback was started before the time of its severity was over. Incidents without such a time, or without a rollback, are not counted.';

/** So many months or weeks are shown, the current one last. */
export const BUCKETS = 12;

/** The months or weeks that end with the one of `now`, in the console's zone; `key` is the month or the week's Monday. */
export function bucketKeys(now: Date, timeZone: string, by: FiguresFilter['by']): string[] {
  const today = parseISO(format(new TZDate(now, timeZone), 'yyyy-MM-dd'));
  return Array.from({ length: BUCKETS }, (_, at) => {
    const back = BUCKETS - 1 - at;
    return by === 'month'
      ? format(addMonths(new Date(today.getFullYear(), today.getMonth(), 1), -back), 'yyyy-MM')
      : format(addDays(startOfISOWeek(today), -7 * back), 'yyyy-MM-dd');
  });
}

/** The first moment of the first month or week. */
export function figuresFrom(keys: readonly string[], timeZone: string): Date {
  const first = keys[0] ?? '';
  return startOfDayIn(first.length === 7 ? `${first}-01` : first, timeZone);
}

/** The figures of each month or week; those without an incident are there, empty. */
export function buildBuckets(
  incidents: readonly MeasuredIncident[],
  keys: readonly string[],
  timeZone: string,
): FiguresBucket[] {
  const isMonthly = keys[0]?.length === 7;
  // By the moments at which they begin: a day's name in a zone costs too much to be asked for each of thousands.
  const begins = keys.map((key) => figuresFrom([key], timeZone).getTime());
  const groups = new Map<string, MeasuredIncident[]>(keys.map((key) => [key, []]));
  for (const incident of incidents) {
    const declared = Date.parse(incident.declaredAt);
    const at = begins.findLastIndex((begin) => begin <= declared);
    groups.get(keys[at] ?? '')?.push(incident);
  }
  return keys.map((key) => {
    const group = groups.get(key) ?? [];
    const label = isMonthly ? format(parseISO(`${key}-01`), 'MMM yyyy') : format(parseISO(key), "'week of' d MMM");
    return { key, label, measures: spreadsOf(group), inTime: inTimeOf(group) };
  });
}

export function spreadsOf(incidents: readonly MeasuredIncident[]): FiguresBucket['measures'] {
  const one = (measure: Measure) => ({
    incidents: spread(incidents.filter(({ isDrill }) => !isDrill).map((each) => each[measure])),
    drills: spread(incidents.filter(({ isDrill }) => isDrill).map((each) => each[measure])),
  });
  return Object.fromEntries(MEASURES.map((measure) => [measure, one(measure)])) as FiguresBucket['measures'];
}

/** Of those that came to it. With an even number, the median is between the two in the middle. */
function spread(values: readonly (number | null)[]): Spread {
  const known = values.filter((value) => value !== null).sort((a, b) => a - b);
  const middle = Math.floor(known.length / 2);
  const [upper, lower] = [known[middle] ?? null, known[middle - 1] ?? null];
  const medianMs = known.length % 2 === 1 || upper === null || lower === null ? upper : (lower + upper) / 2;
  return { count: known.length, medianMs, worstMs: known.at(-1) ?? null };
}

/** Drills have no users who wait. */
export function inTimeOf(incidents: readonly MeasuredIncident[]): { kept: number; of: number } {
  const judged = incidents.filter(({ isDrill, isInTime }) => !isDrill && isInTime !== null);
  return { kept: judged.filter(({ isInTime }) => isInTime).length, of: judged.length };
}

/** What a manager reads in ten seconds. */
export function figuresSummary(incidents: readonly MeasuredIncident[], by: FiguresFilter['by']): string {
  const count = incidents.filter(({ isDrill }) => !isDrill).length;
  const drills = incidents.length - count;
  const period = `In the last ${BUCKETS} ${by === 'month' ? 'months' : 'weeks'}`;
  if (incidents.length === 0) return `${period} there was no incident and no drill.`;
  const beside =
    drills === 0 ? '' : ` ${drills} ${drills === 1 ? 'drill is' : 'drills are'} shown beside, never in the figures.`;
  if (count === 0) return `${period} there was no incident.${beside}`;
  const { kept, of } = inTimeOf(incidents);
  const { medianMs, worstMs, count: restored } = spreadsOf(incidents).restore.incidents;
  const answered = of > 0 ? `, and ${kept} of ${of} ${of === 1 ? 'was' : 'were'} answered within the matrix` : '';
  const times =
    medianMs === null || worstMs === null
      ? ' None had users seen well again yet.'
      : restored === 1
        ? ` Users were well again after ${durationWords(worstMs)}.`
        : ` Half had users well again within ${durationWords(medianMs)}; the slowest took ${durationWords(worstMs)}.`;
  return `${period} there ${count === 1 ? 'was 1 incident' : `were ${count} incidents`}${answered}.${times}${beside}`;
}
