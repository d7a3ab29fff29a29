import type { ReportField, ReportView } from '@/lib/contracts/report-view';
import type { CheckView } from '@/lib/contracts/views';
import { formatStopwatch } from '../charts/figures';

export type Figure = { key: string; label: string; words: string; tone: 'neutral' | 'ok' | 'fail' };

/** The four figures that a manager asks for first. What is not known yet is a dash, not a guess. */
export function figuresOf(report: ReportView): Figure[] {
  const time = (ms: number | null) => (ms === null ? '–' : formatStopwatch(ms));
  const target = report.respondMinutes === null ? 'against the target' : `against ${report.respondMinutes} min`;
  const inTime: Pick<Figure, 'words' | 'tone'> =
    report.isInTime === null
      ? { words: '–', tone: 'neutral' }
      : report.isInTime
        ? { words: 'in time', tone: 'ok' }
        : { words: 'too late', tone: 'fail' };
  return [
    { key: 'approved', label: 'Approved after', words: time(report.approvedAfterMs), tone: 'neutral' },
    { key: 'restored', label: 'Restored after', words: time(report.restoredAfterMs), tone: 'neutral' },
    { key: 'matrix', label: target, ...inTime },
    { key: 'loss', label: 'Data lost', words: report.dataLoss || '–', tone: 'neutral' },
  ];
}

/** What is shown for a stored value. */
export function shownValue(field: ReportField): string {
  if (field.kind !== 'yes_no') return field.value;
  return { yes: 'Yes', no: 'No' }[field.value] ?? field.value;
}

export type Draft = { key: string; text: string; base: string };
export type Clash = { theirs: string; mine: string };

/** Both texts, where somebody else changed a field while it was being written here; null where nobody did. */
export function clashOf(draft: Draft | null, field: ReportField): Clash | null {
  if (!draft || draft.key !== field.key || field.value === draft.base || field.value === draft.text) return null;
  return { theirs: field.value, mine: draft.text };
}

/** What is still empty and only people can write. */
export function missingFields(report: ReportView): ReportField[] {
  return report.sections
    .flatMap((section) => section.fields)
    .filter((field) => field.isWritten && field.value.trim() === '');
}

/** Checks in the order of the document: right after the rollback, then the criteria, technical first. */
export function groupChecks(checks: CheckView[]): { title: string; checks: CheckView[] }[] {
  const groups = [
    { title: 'Immediate validation', checks: checks.filter((check) => check.group === 'immediate') },
    { title: 'Comprehensive validation', checks: checks.filter((check) => check.group === 'comprehensive') },
    {
      title: 'Technical criteria',
      checks: checks.filter((check) => check.group === 'criteria' && check.subgroup !== 'business'),
    },
    {
      title: 'Business criteria',
      checks: checks.filter((check) => check.group === 'criteria' && check.subgroup === 'business'),
    },
  ];
  return groups.filter((group) => group.checks.length > 0);
}
