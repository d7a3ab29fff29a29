import 'server-only';
import type { CheckResult } from '@/lib/contracts/plan';
import type { RunbookContent } from '@/lib/contracts/runbook';
import type { Inventory } from '@/lib/contracts/target';
import type { CheckView, Me } from '@/lib/contracts/views';
import { type CheckFacts, checkActions } from '@/lib/domain/closing';
import { settlerOf } from '@/lib/domain/criteria';
import type { IncidentCheck } from '../generated/prisma/client';
import { readNames } from '../people/read-people';

/** An incident's checks in the runbook's order, with what this person may do about each. */
export async function toCheckViews(
  rows: readonly IncidentCheck[],
  content: RunbookContent,
  inventory: Inventory,
  me: Me,
  isOpen: boolean,
): Promise<CheckView[]> {
  const people = await readNames(rows.map(({ byId }) => byId));
  const order = [
    ...content.immediate.map((c) => `immediate/${c.key}`),
    ...content.comprehensive.map((c) => `comprehensive/${c.key}`),
    ...content.criteria.map((c) => `criteria/${c.key}`),
  ];
  const sorted = [...rows].sort((a, b) => order.indexOf(`${a.group}/${a.key}`) - order.indexOf(`${b.group}/${b.key}`));
  return sorted.map((row) => {
    const criterion = row.group === 'criteria' ? content.criteria.find((c) => c.key === row.key) : undefined;
    const facts = checkFacts(row, content, inventory);
    const settler = settlerOf(facts.group, row.key, content, inventory);
    const { id, key, title, note, at } = row;
    const personName = row.byId ? (people.get(row.byId) ?? null) : null;
    return {
      id,
      group: facts.group,
      subgroup: criterion?.group ?? null,
      key,
      title,
      state: facts.state,
      by: facts.by,
      byHandBecause: settler.by === 'person' ? settler.because : null,
      result: resultOf(row),
      personName,
      note,
      at: at?.toISOString() ?? null,
      actions: checkActions(facts, me.role, isOpen),
    };
  });
}

function resultOf(row: IncidentCheck): CheckResult | null {
  const { title, did, expected, saw, tookMs } = row;
  if (did === '') return null;
  const parts = (row.parts ?? []) as unknown as CheckResult[];
  const isOk = row.state === 'passed';
  return { title, did, expected, saw, isOk, tookMs: tookMs ?? 0, ...(parts.length > 0 ? { parts } : {}) };
}

/** What the rules ask of a stored check: who settles it follows from the runbook in force and from what the target has. */
export function checkFacts(row: IncidentCheck, content: RunbookContent, inventory: Inventory): CheckFacts {
  const group = row.group as CheckFacts['group'];
  const { by } = settlerOf(group, row.key, content, inventory);
  return { title: row.title, group, state: row.state as CheckFacts['state'], by };
}
