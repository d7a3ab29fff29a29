import type { Role } from '@/lib/contracts/runbook';
import { AppError } from './errors';
import { ROLE_WORDS } from './permissions';
import { durationWords } from './words';

export type ApprovalFacts = {
  state: 'requested' | 'approved' | 'denied' | 'void' | 'expired' | 'used';
  roles: readonly string[];
  requestedById: string;
  preparedById: string;
  startedById: string | null;
  driverId: string | null;
  /** Who asked for the approval of the run's plan: of what is done beside it, they have a part in the run already. */
  planAskedById: string | null;
  expiresAt: Date;
  /** People who have decided already. */
  decidedByIds: readonly string[];
  isIncidentOpen: boolean;
};

const CLOSED: Record<Exclude<ApprovalFacts['state'], 'requested'>, string> = {
  approved: 'This plan has been approved already.',
  denied: 'This plan has been denied; a denial ends the request.',
  void: 'The plan was changed after this was asked, so the request is void.',
  expired: 'This request has expired.',
  used: 'This approval has been used: the run was started.',
};

/**
 * Why this person may not decide, in a sentence, or null when they may. Whoever asked, prepared, changed or starts a
 * plan never approves it, whatever their role; people are compared by id.
 */
export function whyNotDecide(approval: ApprovalFacts, person: { id: string; role: Role }, now: Date): string | null {
  if (approval.state !== 'requested') return CLOSED[approval.state];
  if (!approval.isIncidentOpen) return 'The incident is closed.';
  if (now >= approval.expiresAt) return CLOSED.expired;
  const { requestedById, preparedById, startedById, driverId, planAskedById } = approval;
  if ([requestedById, preparedById, startedById, driverId, planAskedById].includes(person.id))
    return 'You prepared or asked for this plan, so another person has to decide.';
  if (!approval.roles.includes(person.role)) {
    const who = approval.roles.map((role) => ROLE_WORDS[role as Role]).join(' or ');
    return `Your role is ${ROLE_WORDS[person.role]}; this plan needs ${who}.`;
  }
  if (approval.decidedByIds.includes(person.id)) return 'You have decided already; a person counts once.';
  return null;
}

export function assertMayDecide(approval: ApprovalFacts, person: { id: string; role: Role }, now: Date): void {
  const because = whyNotDecide(approval, person, now);
  if (because)
    throw new AppError(
      approval.state === 'requested' ? 'forbidden' : 'conflict',
      `${because} Nothing was changed.`,
      'The page shows how things stand and who can decide.',
    );
}

/** Twice within it would be noise: whoever is on the way to their screen has been told once. */
export const REMIND_GAP_MS = 2 * 60_000;

/** Why those who may decide are not told again yet, or null when they may be. */
export function whyNotRemind(toldAt: Date, now: Date): string | null {
  const leftMs = toldAt.getTime() + REMIND_GAP_MS - now.getTime();
  if (leftMs <= 0) return null;
  return `They were told ${durationWords(now.getTime() - toldAt.getTime())} ago; you can remind them again in ${durationWords(leftMs)}.`;
}
