import 'server-only';
import type { RunbookContent } from '@/lib/contracts/runbook';
import type { CheckGroup } from '@/lib/contracts/views';

export type CheckRow = { group: CheckGroup; key: string; title: string };

/**
 * Every check of an incident as the runbook has it, in its order. A drill has no complaints, tickets or revenue: of the
 * criteria of the business it has those that are measured.
 */
export function checkRows({ immediate, comprehensive, criteria }: RunbookContent, isDrill: boolean): CheckRow[] {
  const counted = criteria.filter(({ group, measure }) => !isDrill || group === 'technical' || measure !== 'person');
  return [
    ...immediate.map(({ key, check }) => ({ group: 'immediate' as const, key, title: check.title })),
    ...comprehensive.map(({ key, title }) => ({ group: 'comprehensive' as const, key, title })),
    ...counted.map(({ key, title }) => ({ group: 'criteria' as const, key, title })),
  ];
}
