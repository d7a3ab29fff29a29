import 'server-only';
import type { Role } from '@/lib/contracts/runbook';
import { type ApprovalFacts, capacityOf, whyNotTheirs } from '@/lib/domain/approval';
import { mayDo } from '@/lib/domain/permissions';
import { mayReach } from '@/lib/domain/reach';
import { storeNow, type Transaction } from '../audit/append-event';
import { peopleWhoReach, reachOfPerson } from '../auth/reach';
import type { KnownPerson } from '../people/read-people';
import { type Lent, lentFor, standsForOf } from './stands-for';

/** A person as candidates are read, with the teams that say what they reach. */
export const candidate = {
  id: true,
  name: true,
  role: true,
  isActive: true,
  memberships: { select: { teamId: true } },
} as const;
export type Candidate = KnownPerson;

/** A request, and the team of the target that it is for. */
export type Asked = { facts: ApprovalFacts; teamId: string | null };

/** Who may decide on a request: whoever reaches its target, by the same rule that lets a decision through. */
export async function findApprovers(
  tx: Transaction,
  { facts, teamId }: Asked,
): Promise<(Candidate & { words: string })[]> {
  const lent = await standsForOf(tx, await storeNow(tx));
  const people = await tx.person.findMany({
    where: {
      isActive: true,
      AND: [{ OR: [{ role: { in: [...facts.roles] } }, { id: { in: [...lent.keys()] } }] }, peopleWhoReach(teamId)],
    },
    select: candidate,
    orderBy: { name: 'asc' },
  });
  return among(people, lent, { facts, teamId });
}

/** The same of people who were read already, by name: "Dora (for Eve)" where a role is lent. */
export function approversAmong(people: readonly Candidate[], lent: Map<string, Lent[]>, asked: Asked): string[] {
  return among(people, lent, asked).map(({ words }) => words);
}

function among(people: readonly Candidate[], lent: Map<string, Lent[]>, { facts, teamId }: Asked) {
  return people.flatMap((person) => {
    const standsFor = lentFor(lent, person.id, teamId);
    const decider = { id: person.id, role: person.role as Role, standsFor };
    if (!person.isActive || !mayReach(reachOfPerson(person), teamId)) return [];
    if (!mayDo(decider.role, 'approval.decide') || whyNotTheirs(facts, decider) !== null) return [];
    const forId = capacityOf(facts, decider)?.onBehalfOfId;
    const by = forId && standsFor.find(({ id }) => id === forId)?.name;
    return [{ ...person, words: by ? `${person.name} (for ${by})` : person.name }];
  });
}
