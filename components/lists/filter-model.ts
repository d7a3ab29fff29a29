import { isValid } from 'date-fns/isValid';
import { parseISO } from 'date-fns/parseISO';
import type { IncidentFigures, ReportFilter } from '@/lib/contracts/report-view';
import type { Severity } from '@/lib/contracts/runbook';
import type { ListCount } from '@/lib/contracts/views';
import { durationWords } from '@/lib/domain/words';

export const SEVERITY_ORDER: readonly Severity[] = ['critical', 'high', 'medium', 'low'];

export const NO_FILTER: ReportFilter = {
  text: '',
  severity: '',
  target: '',
  state: '',
  kind: '',
  procedure: '',
  from: '',
  to: '',
};

/** The filter as the address has it: whatever is not one of its words asks for nothing. */
export function filterOf(query: URLSearchParams): ReportFilter {
  const one = <T extends string>(name: string, words: readonly T[]): T | '' =>
    words.find((w) => w === query.get(name)) ?? '';
  return {
    text: query.get('text') ?? '',
    target: query.get('target') ?? '',
    severity: one('severity', SEVERITY_ORDER),
    state: one('state', ['unfinished', 'complete']),
    kind: one('kind', ['incidents', 'drills']),
    procedure: query.get('procedure') ?? '',
    from: dayOf(query.get('from')),
    to: dayOf(query.get('to')),
  };
}

/** A day that there is, or none. */
const dayOf = (text: string | null): string =>
  text && /^\d{4}-\d{2}-\d{2}$/.test(text) && isValid(parseISO(text)) ? text : '';

/** The address of the first page of the reports that fit. */
export function addressOf(filter: ReportFilter): string {
  const kept = Object.entries(filter).filter(([, value]) => value !== '');
  return kept.length > 0 ? `/reports?${new URLSearchParams(kept)}` : '/reports';
}

/** The median time to restore over all incidents, in a sentence; drills are no part of it. */
export function figuresWords({ restored, medianRestoreMs, drills }: IncidentFigures): string {
  if (restored === 0 || medianRestoreMs === null) return '';
  const median = `Half of ${countWords(restored, 'incident', 'incidents')} had users well again within ${durationWords(medianRestoreMs)}`;
  return `${median}${drills > 0 ? '; drills are not counted' : ''}.`;
}

/** "12 incidents and 2 drills": a drill is no incident that happened to anybody. */
export function countIncidents({ incidents, drills, isMore }: ListCount): string {
  const words = [
    ...(incidents > 0 || drills === 0 ? [countWords(incidents, 'incident', 'incidents')] : []),
    ...(drills > 0 ? [countWords(drills, 'drill', 'drills')] : []),
  ];
  return isMore ? `more than ${(incidents + drills - 1).toLocaleString('en')}` : words.join(' and ');
}

export function countReports({ incidents, drills, isMore }: ListCount): string {
  const all = incidents + drills;
  return isMore ? `More than ${(all - 1).toLocaleString('en')} reports` : countWords(all, 'report', 'reports');
}

export function countWords(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}
