import type { Role, Severity } from '@/lib/contracts/runbook';
import { AppError } from './errors';

/**
 * Who may do what, as one table. `lib/server/auth/authorise.ts` is the only caller that decides with it; screens get
 * the outcome as AllowedActions. Administrators manage people and targets; that gives them no say over a rollback.
 */
const RESPONDERS: readonly Role[] = ['engineer', 'team_lead', 'executive', 'administrator'];
/** Whoever manages people and targets has no hand on a rollback: they could prepare the ground for their own plan. */
const DRIVERS: readonly Role[] = ['engineer', 'team_lead', 'executive'];
const EVERYONE: readonly Role[] = ['engineer', 'team_lead', 'executive', 'manager', 'administrator'];
const LEADS: readonly Role[] = ['team_lead', 'executive'];

export const PERMISSIONS = {
  'console.read': EVERYONE,
  'incident.declare': RESPONDERS,
  'incident.validate': RESPONDERS,
  'incident.close': RESPONDERS,
  /** To offer it and to take an offer back; to accept one takes `run.drive`. */
  'incident.hand-over': RESPONDERS,
  'incident.raise-severity': RESPONDERS,
  'incident.lower-severity': LEADS,
  'run.prepare': DRIVERS,
  'run.request-approval': DRIVERS,
  'run.drive': DRIVERS,
  'approval.decide': ['engineer', 'team_lead', 'executive'],
  /** One's own request, or one's own approval. */
  'approval.withdraw': DRIVERS,
  /** Only who has an approving role of their own can lend it. */
  'approval.delegate': LEADS,
  /** Who lent it, who stands for them (an engineer may), or an administrator: it takes back what was approved with it. */
  'approval.revoke-delegation': RESPONDERS,
  /** To start without an approval, by name and with a review: never an administrator's way round one. */
  'approval.break-glass': DRIVERS,
  'break-glass.review': LEADS,
  'criterion.tick': EVERYONE,
  'criterion.waive': LEADS,
  'escalation.start': RESPONDERS,
  'escalation.decide-1': DRIVERS,
  'escalation.decide-2': LEADS,
  'escalation.decide-3': ['executive'],
  'report.write': EVERYONE,
  'message.write': EVERYONE,
  /** The second person's word, without which no customer reads anything. */
  'message.confirm': ['team_lead', 'executive', 'manager'],
  /** One's own sessions and passkeys, and showing once more who one is. */
  'account.own': EVERYONE,
  'token.make': EVERYONE,
  'token.revoke-any': ['administrator'],
  'people.manage': ['administrator'],
  'target.manage': ['administrator'],
  'contact.manage': ['administrator'],
  /** What may become what runs: for those who approve, and not for those who manage people and targets. */
  'runbook.import': LEADS,
  /** To validate a target or time its queries: it only reads. */
  'target.measure': RESPONDERS,
  'benchmark.keep': DRIVERS,
  'sandbox.switch-fault': ['engineer', 'team_lead', 'administrator'],
  // A drill breaks a system and practises mending it: for those who would mend the real one.
  'drill.schedule': ['engineer', 'team_lead'],
  'drill.run': ['engineer', 'team_lead'],
  'drill.tick': EVERYONE,
  /** The whole log: who signed in as whom and changed what is for those who answer for others. */
  'audit.read': ['team_lead', 'executive', 'manager', 'administrator'],
  'secrets.rotate': ['administrator'],
} as const satisfies Record<string, readonly Role[]>;
export type Permission = keyof typeof PERMISSIONS;

export const ROLE_WORDS: Record<Role, string> = {
  engineer: 'engineer',
  team_lead: 'team lead',
  executive: 'executive',
  manager: 'manager',
  administrator: 'administrator',
};

export function mayDo(role: Role, permission: Permission): boolean {
  return (PERMISSIONS[permission] as readonly Role[]).includes(role);
}

/** Throws a teaching refusal where the role lacks the permission. */
export function assertMayDo(role: Role, permission: Permission): void {
  if (mayDo(role, permission)) return;
  const who = (PERMISSIONS[permission] as readonly Role[]).map((r) => ROLE_WORDS[r]).join(', ');
  throw new AppError(
    'forbidden',
    `Your role (${ROLE_WORDS[role]}) may not do this; nothing was changed.`,
    `Ask one of these: ${who}.`,
  );
}

/**
 * Who may decide on a plan of this severity, most usual first. A higher role may stand in for a lower one, never the
 * other way round. "Standard process" (low) is read as a team lead's decision in the next maintenance window.
 */
export const APPROVER_ROLES: Record<Severity, readonly Role[]> = {
  critical: ['executive'],
  high: ['team_lead', 'executive'],
  medium: ['engineer', 'team_lead', 'executive'],
  low: ['team_lead', 'executive'],
};

export const APPROVER_WORDS: Record<Severity, string> = {
  critical: 'an executive',
  high: 'a team lead',
  medium: 'another developer',
  low: 'a team lead (standard process)',
};
