import type { ApprovalAsk, ApprovalNeed } from '@/lib/contracts/approval-need';
import type { Role, Severity } from '@/lib/contracts/runbook';
import { APPROVER_ROLES, APPROVER_WORDS, ROLE_WORDS } from './permissions';

/** A decision as it counts: by whom, in which role, and for whom where that role is another person's. */
export type GivenDecision = {
  personId: string;
  /** The person whose role was used, where it was delegated. */
  onBehalfOfId: string | null;
  role: Role;
  verdict: 'approved' | 'denied';
};
export type Standing = {
  state: 'open' | 'approved' | 'denied';
  /** Different people who approved; a delegate and whom they stand for are one. */
  given: number;
  /** How many it takes in all, as far as that can be said now. */
  wanted: number;
  /** What is not met yet. */
  missing: ApprovalNeed[];
};

/** Who may decide by the severity alone. A severity that is not known counts as critical. */
export function rolesFor(severity: string): readonly Role[] {
  return Object.hasOwn(APPROVER_ROLES, severity) ? APPROVER_ROLES[severity as Severity] : APPROVER_ROLES.critical;
}

/**
 * All that a plan needs: what its severity needs, and whatever more the matrix, the procedure or a step asks for. A run
 * needs what its highest step needs, since every need has to be met; one that another one covers is left out.
 */
export function needsOf(severity: string, asks: readonly { ask: ApprovalAsk; because: string }[]): ApprovalNeed[] {
  const own = rolesFor(severity);
  const needs: ApprovalNeed[] = [
    { roles: [...own], quorum: 1, isSeparate: false, because: `severity ${severity}` },
    ...asks.map(({ ask, because }) => ({
      roles: [...(ask.roles ?? own)],
      quorum: ask.quorum ?? 1,
      isSeparate: ask.separate ?? false,
      because,
    })),
  ];
  return needs.filter(
    (need, at) => !needs.some((other, i) => i !== at && covers(other, need) && !(covers(need, other) && i > at)),
  );
}

/** Whether whatever meets the first one meets the second one as well. */
function covers(by: ApprovalNeed, need: ApprovalNeed): boolean {
  return (
    by.roles.every((role) => need.roles.includes(role)) &&
    by.quorum >= need.quorum &&
    (by.isSeparate || !need.isSeparate || need.quorum === 1)
  );
}

/** What has become of a request by these decisions. A denial is the end, whatever else was said before or is said later. */
export function standingOf(needs: readonly ApprovalNeed[], decisions: readonly GivenDecision[]): Standing {
  const heads = headsOf(decisions.filter(({ verdict }) => verdict === 'approved'));
  const missing = needs.filter((need) => countFor(need, heads) < need.quorum);
  const short = Math.max(0, ...missing.map((need) => need.quorum - countFor(need, heads)));
  const state = decisions.some(({ verdict }) => verdict === 'denied')
    ? 'denied'
    : missing.length === 0
      ? 'approved'
      : 'open';
  return { state, given: heads.length, wanted: heads.length + short, missing };
}

type Head = { people: Set<string>; roles: Set<Role> };

/** People by id, whatever they are called. Whoever stood for somebody is one with them. */
function headsOf(decisions: readonly GivenDecision[]): Head[] {
  return decisions.reduce<Head[]>((heads, { personId, onBehalfOfId, role }) => {
    const ids = onBehalfOfId === null ? [personId] : [personId, onBehalfOfId];
    const same = heads.filter(({ people }) => ids.some((id) => people.has(id)));
    const joined = {
      people: new Set([...ids, ...same.flatMap((head) => [...head.people])]),
      roles: new Set([role, ...same.flatMap((head) => [...head.roles])]),
    };
    return [...heads.filter((head) => !same.includes(head)), joined];
  }, []);
}

/** How many of these people count for a need: each once, and where roles are separate, each role once as well. */
function countFor({ roles, isSeparate }: ApprovalNeed, heads: readonly Head[]): number {
  const counting = heads.map((head) => roles.filter((role) => head.roles.has(role))).filter((has) => has.length > 0);
  return isSeparate ? mostPairs(counting) : counting.length;
}

/** The most people that can be paired with roles, a role each; nobody has more than a few. */
function mostPairs([first, ...rest]: readonly Role[][], taken: readonly Role[] = []): number {
  if (!first) return 0;
  const without = mostPairs(rest, taken);
  const withOne = first.filter((role) => !taken.includes(role)).map((role) => 1 + mostPairs(rest, [...taken, role]));
  return Math.max(without, ...withOne);
}

/** "an executive", or "2 people: team lead, executive (a role each)"; several needs are joined. */
export function needWords(needs: readonly ApprovalNeed[], severity: Severity): string {
  return needs.map((need) => wordsOf(need, severity)).join(', and ') || APPROVER_WORDS[severity];
}

function wordsOf({ roles, quorum, isSeparate }: ApprovalNeed, severity: Severity): string {
  const own = rolesFor(severity);
  const isOwn = roles.length === own.length && roles.every((role) => own.includes(role));
  if (quorum === 1) return isOwn ? APPROVER_WORDS[severity] : `one of: ${roleWords(roles)}`;
  return `${quorum} people: ${roleWords(roles)}${isSeparate ? ' (a role each)' : ''}`;
}

const roleWords = (roles: readonly Role[]) => roles.map((role) => ROLE_WORDS[role]).join(', ');

/** Everybody whose role counts for one of the needs. */
export function rolesOfNeeds(needs: readonly ApprovalNeed[]): Role[] {
  return [...new Set(needs.flatMap(({ roles }) => roles))];
}
