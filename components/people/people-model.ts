import type { Role } from '@/lib/contracts/runbook';
import type { PersonView, TeamView } from '@/lib/contracts/views';

export const ROLE_WORDS: Record<Role, string> = {
  engineer: 'Engineer',
  team_lead: 'Team lead',
  executive: 'Executive',
  manager: 'Manager',
  administrator: 'Administrator',
};

/** What the role may do, where somebody chooses it. lib/domain/permissions.ts decides; this says it. */
export const ROLE_HELP: Record<Role, string> = {
  engineer: 'Declares incidents, drives rollbacks, approves Medium ones of colleagues.',
  team_lead:
    'As an engineer; approves High ones, lowers a severity, waives a criterion, lets messages to customers out.',
  executive: 'As a team lead; approves Critical ones.',
  manager: 'Reads what their teams have, ticks criteria, writes reports, lets messages to customers out.',
  administrator: 'Manages people, targets and channels. Neither drives rollbacks nor approves them.',
};

/** Who is in a team, in words. Those whose account is disabled reach nothing, so they are not among them. */
export function membersOf(team: Pick<TeamView, 'id'>, people: readonly PersonView[]): string {
  const members = people.filter(({ isActive, teams }) => isActive && teams.some(({ id }) => id === team.id));
  return members.length === 0 ? 'Nobody is in it yet.' : members.map(({ name }) => name).join(', ');
}

/** The last moment of a day that was chosen in the browser, by its own zone; empty where none was. */
export function endOfDay(date: string): string {
  const at = new Date(`${date}T23:59:59`);
  return Number.isNaN(at.getTime()) ? '' : at.toISOString();
}
