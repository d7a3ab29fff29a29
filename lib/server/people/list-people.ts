import 'server-only';
import type { Me, PersonView, TeamView } from '@/lib/contracts/views';
import { mayDo } from '@/lib/domain/permissions';
import { authorise } from '../auth/authorise';
import { db } from '../db';

const asTeam = { id: true, key: true, name: true } as const;

/** Everybody with their teams, and all teams there are: whom to ask is no secret, and what a team has is not in it. */
export async function listPeople(me: Me): Promise<{ people: PersonView[]; teams: TeamView[]; canManage: boolean }> {
  const person = await authorise(me, 'console.read');
  const [rows, teams] = await Promise.all([
    db().person.findMany({
      orderBy: [{ isActive: 'desc' }, { name: 'asc' }],
      include: { memberships: { select: { team: { select: asTeam } }, orderBy: { team: { name: 'asc' } } } },
    }),
    listTeams(),
  ]);
  return {
    people: rows.map(({ id, name, email, role, isActive, memberships }) => ({
      id,
      name,
      email,
      role: role as PersonView['role'],
      isActive,
      teams: memberships.map(({ team }) => team),
    })),
    teams,
    canManage: mayDo(person.role, 'people.manage'),
  };
}

/** For callers that have asked the gate. */
export function listTeams(): Promise<TeamView[]> {
  return db().team.findMany({ select: asTeam, orderBy: { name: 'asc' } });
}
