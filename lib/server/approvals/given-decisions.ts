import 'server-only';
import type { GivenDecision } from '@/lib/domain/approval-needs';
import type { Decision, Person } from '../generated/prisma/client';

type Decided = Pick<Decision, 'personId' | 'onBehalfOfId' | 'role' | 'verdict'> & { person: Pick<Person, 'role'> };

/** Decisions as the rule counts them; an older one counted in the person's own role. */
export function givenIn(decisions: readonly Decided[]): GivenDecision[] {
  return decisions.map(({ personId, onBehalfOfId, role, verdict, person }) => ({
    personId,
    onBehalfOfId,
    role: (role ?? person.role) as GivenDecision['role'],
    verdict: verdict as GivenDecision['verdict'],
  }));
}
