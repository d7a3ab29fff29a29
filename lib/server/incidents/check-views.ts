import 'server-only';
import type { RunbookContent } from '@/lib/contracts/runbook';
import type { CheckView, Me } from '@/lib/contracts/views';
import { type CheckFacts, checkActions } from '@/lib/domain/closing';
import { db } from '../db';
import type { IncidentCheck } from '../generated/prisma/client';

/** An incident's checks in the runbook's order, with what this person may do about each. */
export async function toCheckViews(
  rows: readonly IncidentCheck[],
  content: RunbookContent,
  me: Me,
  isOpen: boolean,
): Promise<CheckView[]> {
  const ids = rows.flatMap((row) => (row.byId ? [row.byId] : []));
  const people = new Map(
    (await db().person.findMany({ where: { id: { in: ids } }, select: { id: true, name: true } })).map((p) => [
      p.id,
      p.name,
    ]),
  );
  const order = [
    ...content.immediate.map((c) => `immediate/${c.key}`),
    ...content.criteria.map((c) => `criteria/${c.key}`),
  ];
  const sorted = [...rows].sort((a, b) => order.indexOf(`${a.group}/${a.key}`) - order.indexOf(`${b.group}/${b.key}`));
  return sorted.map((row) => {
    const criterion = row.group === 'criteria' ? content.criteria.find((c) => c.key === row.key) : undefined;
    const facts = checkFacts(row, content);
    const { id, key, title, did, expected, saw, tookMs, note, at } = row;
    const result = did === '' ? null : { title, did, expected, saw, isOk: row.state === 'passed', tookMs: tookMs ?? 0 };
    const personName = row.byId ? (people.get(row.byId) ?? null) : null;
    return {
      id,
      group: facts.group,
      subgroup: criterion?.group ?? null,
      key,
      title,
      state: facts.state,
      by: facts.by,
      result,
      personName,
      note,
      at: at?.toISOString() ?? null,
      actions: checkActions(facts, me.role, isOpen),
    };
  });
}

export function checkFacts(row: IncidentCheck, content: RunbookContent): CheckFacts {
  const measure = row.group === 'criteria' ? content.criteria.find((c) => c.key === row.key)?.measure : undefined;
  return {
    title: row.title,
    group: row.group as CheckFacts['group'],
    state: row.state as CheckFacts['state'],
    by: measure === 'person' ? 'person' : 'machine',
  };
}
