import type { Role } from '@/lib/contracts/runbook';

export const ROLE_WORDS: Record<Role, string> = { engineer: 'Engineer', team_lead: 'Team lead', executive: 'Executive', manager: 'Manager', administrator: 'Administrator' };

/** What the role may do, where somebody chooses it. */
export const ROLE_HELP: Record<Role, string> = {
  engineer: 'Declares incidents, drives rollbacks, approves Medium ones of others.',
  team_lead: 'As an engineer; approves High ones, lowers a severity.',
  executive: 'Approves Critical ones.',
  manager: 'Reads everything, changes nothing.',
  administrator: 'Manages people and targets. Approves nothing by that alone.',
};
