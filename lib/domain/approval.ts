import type { ApprovalNeed } from '@/lib/contracts/approval-need';
import type { Role } from '@/lib/contracts/runbook';
import { type GivenDecision, standingOf } from './approval-needs';
import { AppError } from './errors';
import { ROLE_WORDS } from './permissions';
import { durationWords } from './words';

export type ApprovalFacts = {
  state: 'requested' | 'approved' | 'denied' | 'void' | 'expired' | 'used' | 'withdrawn';
  /** Everybody whose role counts for one of its needs. */
  roles: readonly string[];
  needs: readonly ApprovalNeed[];
  requestedById: string;
  preparedById: string;
  startedById: string | null;
  driverId: string | null;
  /** Who asked for the approval of the run's plan: of what is done beside it, they have a part in the run already. */
  planAskedById: string | null;
  expiresAt: Date;
  /** What people have said already. */
  decisions: readonly GivenDecision[];
  isIncidentOpen: boolean;
};

/** Somebody who may decide in their own role, and in those of people who let them stand for them now. */
export type Decider = { id: string; role: Role; standsFor?: readonly { id: string; role: Role }[] };
/** The role in which a decision counts, and whose it is where it was delegated. */
export type Capacity = { role: Role; onBehalfOfId: string | null };

const CLOSED: Record<Exclude<ApprovalFacts['state'], 'requested'>, string> = {
  approved: 'This plan has been approved already.',
  denied: 'This plan has been denied; a denial ends the request.',
  void: 'The plan was changed after this was asked, so the request is void.',
  expired: 'This request has expired.',
  used: 'This approval has been used: the run was started.',
  withdrawn: 'This request was withdrawn.',
};

/**
 * Why this person may not decide, in a sentence, or null when they may. Whoever asked, prepared, changed or starts a
 * plan never approves it, whatever their role; people are compared by id.
 */
export function whyNotDecide(approval: ApprovalFacts, person: Decider, now: Date): string | null {
  if (approval.state !== 'requested') return CLOSED[approval.state];
  if (!approval.isIncidentOpen) return 'The incident is closed.';
  if (now >= approval.expiresAt) return CLOSED.expired;
  return whyNotTheirs(approval, person);
}

/** The same without how the request stands: whether it is this person's to decide at all. */
export function whyNotTheirs(approval: ApprovalFacts, person: Decider): string | null {
  if (hasPart(approval, person.id)) return 'You prepared or asked for this plan, so another person has to decide.';
  if (approval.decisions.some(({ personId }) => personId === person.id))
    return 'You have decided already; a person counts once.';
  if (capacityOf(approval, person)) return null;
  const who = approval.roles.map((role) => ROLE_WORDS[role as Role]).join(' or ');
  const stands =
    (person.standsFor ?? []).length > 0 ? ' Whoever you stand for has a part in it or decided already.' : '';
  return `Your role is ${ROLE_WORDS[person.role]}; this plan needs ${who}.${stands}`;
}

function hasPart(approval: ApprovalFacts, id: string): boolean {
  const { requestedById, preparedById, startedById, driverId, planAskedById } = approval;
  return [requestedById, preparedById, startedById, driverId, planAskedById].includes(id);
}

/**
 * In which role this person's decision counts: the one that brings the request furthest, their own where several do. Nobody
 * stands for a person who could not decide by themselves, or who has decided. Null where no role of theirs counts.
 */
export function capacityOf(approval: ApprovalFacts, person: Decider): Capacity | null {
  const lent = (person.standsFor ?? []).filter(
    ({ id }) => !hasPart(approval, id) && !approval.decisions.some((d) => d.personId === id || d.onBehalfOfId === id),
  );
  const capacities: Capacity[] = [
    { role: person.role, onBehalfOfId: null },
    ...lent.map(({ id, role }) => ({ role, onBehalfOfId: id })),
  ].filter(({ role }) => approval.roles.includes(role));
  const worth = (capacity: Capacity) => {
    const given = { ...capacity, personId: person.id, verdict: 'approved' } as const;
    return standingOf(approval.needs, [...approval.decisions, given]).missing.length;
  };
  return capacities.sort((a, b) => worth(a) - worth(b))[0] ?? null;
}

export function assertMayDecide(approval: ApprovalFacts, person: Decider, now: Date): void {
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
