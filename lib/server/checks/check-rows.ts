import 'server-only';
import type { RunbookContent } from '@/lib/contracts/runbook';
import type { CheckGroup } from '@/lib/contracts/views';

export type CheckRow = { group: CheckGroup; key: string; title: string };

/** Every check of an incident as the runbook has it, in its order. */
export function checkRows({ immediate, comprehensive, criteria }: RunbookContent): CheckRow[] {
  return [
    ...immediate.map(({ key, check }) => ({ group: 'immediate' as const, key, title: check.title })),
    ...comprehensive.map(({ key, title }) => ({ group: 'comprehensive' as const, key, title })),
    ...criteria.map(({ key, title }) => ({ group: 'criteria' as const, key, title })),
  ];
}
