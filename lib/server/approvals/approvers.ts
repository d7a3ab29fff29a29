import 'server-only';
import type { Role } from '@/lib/contracts/runbook';
import { type ApprovalFacts, capacityOf, whyNotTheirs } from '@/lib/domain/approval';
import { mayDo } from '@/lib/domain/permissions';
import { storeNow, type Transaction } from '../audit/append-event';
import type { Person } from '../generated/prisma/client';
import { type Lent, standsForOf } from './stands-for';

export type Candidate = Pick<Person, 'id' | 'name' | 'role' | 'isActive'>;

/** Who may decide on a request, by the same rule that lets a decision through. */
export async function findApprovers(tx: Transaction, facts: ApprovalFacts): Promise<(Candidate & { words: string })[]> {
  const lent = await standsForOf(tx, await storeNow(tx));
  const people = await tx.person.findMany({
    where: { isActive: true, OR: [{ role: { in: [...facts.roles] } }, { id: { in: [...lent.keys()] } }] },
    select: { id: true, name: true, role: true, isActive: true },
    orderBy: { name: 'asc' },
  });
  return among(people, lent, facts);
}

/** The same of people who were read already, by name: "Dora (for Eve)" where a role is lent. */
export function approversAmong(
  people: readonly Candidate[],
  lent: Map<string, Lent[]>,
  facts: ApprovalFacts,
): string[] {
  return among(people, lent, facts).map(({ words }) => words);
}

function among(people: readonly Candidate[], lent: Map<string, Lent[]>, facts: ApprovalFacts) {
  return people.flatMap((person) => {
    const decider = { id: person.id, role: person.role as Role, standsFor: lent.get(person.id) };
    if (!person.isActive || !mayDo(decider.role, 'approval.decide') || whyNotTheirs(facts, decider) !== null) return [];
    const forId = capacityOf(facts, decider)?.onBehalfOfId;
    const by = forId && lent.get(person.id)?.find(({ id }) => id === forId)?.name;
    return [{ ...person, words: by ? `${person.name} (for ${by})` : person.name }];
  });
}
