import type { ReportSummary } from '@/lib/contracts/report-view';
import type { Severity } from '@/lib/contracts/runbook';

export const SEVERITY_ORDER: readonly Severity[] = ['critical', 'high', 'medium', 'low'];

export type ReportFilter = {
  text: string;
  severity: Severity | '';
  target: string;
  state: '' | 'unfinished' | 'complete';
};
export const NO_FILTER: ReportFilter = { text: '', severity: '', target: '', state: '' };

/** Every word of the text must occur somewhere in the row. */
export function filterReports<T extends ReportSummary>(reports: readonly T[], filter: ReportFilter): T[] {
  const words = filter.text.toLowerCase().split(/\s+/).filter(Boolean);
  return reports.filter((report) => {
    const haystack = `${report.title} ${report.code} ${report.targetName} ${report.declaredBy}`.toLowerCase();
    if (filter.severity && report.severity !== filter.severity) return false;
    if (filter.target && report.targetName !== filter.target) return false;
    if (filter.state && (filter.state === 'complete') !== report.isReportComplete) return false;
    return words.every((word) => haystack.includes(word));
  });
}

export function countWords(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}
