import type { Role } from '@/lib/contracts/runbook';

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
  manager: 'Reads everything, ticks criteria, writes reports, lets messages to customers out.',
  administrator: 'Manages people, targets and channels. Neither drives rollbacks nor approves them.',
};
