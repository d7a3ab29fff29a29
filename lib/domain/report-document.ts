import type { ForetoldStep, ReportView } from '@/lib/contracts/report-view';
import type { CheckView } from '@/lib/contracts/views';
import { clockWords, durationWords } from './words';

export type Figure = { key: string; label: string; words: string; tone: 'neutral' | 'ok' | 'fail' };

/** The four figures that a manager asks for first. What is not known yet is a dash, not a guess. */
export function figuresOf(report: ReportView): Figure[] {
  const time = (ms: number | null) => (ms === null ? '–' : clockWords(ms));
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

/** "Took 4.2 s, longer than foretold." Empty where it is not known. */
export function tookWords({ tookMs, isLonger }: Pick<ForetoldStep, 'tookMs' | 'isLonger'>): string {
  return tookMs === null ? '' : `Took ${durationWords(tookMs)}${isLonger ? ', longer than foretold' : ''}.`;
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

/** What a check saw, and what was said by whom. */
export function checkWords(check: CheckView): string {
  const said = check.personName
    ? `${check.state === 'waived' ? 'waived by ' : ''}${check.personName}${check.note ? `: “${check.note}”` : ''}`
    : '';
  return [check.result?.saw, said].filter(Boolean).join(' · ') || (check.state === 'pending' ? 'not settled yet' : '');
}
