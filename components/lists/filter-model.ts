import type { IncidentFigures, ReportSummary } from '@/lib/contracts/report-view';
import type { Severity } from '@/lib/contracts/runbook';
import { durationWords } from '@/lib/domain/words';

export const SEVERITY_ORDER: readonly Severity[] = ['critical', 'high', 'medium', 'low'];

export type ReportFilter = {
  text: string;
  severity: Severity | '';
  target: string;
  state: '' | 'unfinished' | 'complete';
  kind: '' | 'incidents' | 'drills';
};
export const NO_FILTER: ReportFilter = { text: '', severity: '', target: '', state: '', kind: '' };

/** Every word of the text must occur somewhere in the row. */
export function filterReports<T extends ReportSummary>(reports: readonly T[], filter: ReportFilter): T[] {
  const words = filter.text.toLowerCase().split(/\s+/).filter(Boolean);
  return reports.filter((report) => {
    const haystack = `${report.title} ${report.code} ${report.targetName} ${report.declaredBy}`.toLowerCase();
    if (filter.severity && report.severity !== filter.severity) return false;
    if (filter.target && report.targetName !== filter.target) return false;
    if (filter.state && (filter.state === 'complete') !== report.isReportComplete) return false;
    if (filter.kind && (filter.kind === 'drills') !== report.isDrill) return false;
    return words.every((word) => haystack.includes(word));
  });
}

/** The median time to restore over all incidents, in a sentence; drills are no part of it. */
export function figuresWords({ restored, medianRestoreMs, drills }: IncidentFigures): string {
  if (restored === 0 || medianRestoreMs === null) return '';
  const median = `Half of ${countWords(restored, 'incident', 'incidents')} had users well again within ${durationWords(medianRestoreMs)}`;
  return `${median}${drills > 0 ? '; drills are not counted' : ''}.`;
}

/** "12 incidents and 2 drills": a drill is no incident that happened to anybody. */
export function countIncidents(rows: readonly { isDrill: boolean }[]): string {
  const drills = rows.filter((row) => row.isDrill).length;
  const incidents = rows.length - drills;
  const words = [
    ...(incidents > 0 || drills === 0 ? [countWords(incidents, 'incident', 'incidents')] : []),
    ...(drills > 0 ? [countWords(drills, 'drill', 'drills')] : []),
  ];
  return words.join(' and ');
}

export function countWords(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}
