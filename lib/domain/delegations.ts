import type { Role } from '@/lib/contracts/runbook';
import { mayDo, ROLE_WORDS } from './permissions';

export const MAX_DELEGATION_DAYS = 14;
const DAY_MS = 24 * 3600_000;

type One = { id: string; role: Role; isActive: boolean };

/**
 * Why this person may not let that one decide in their role for that time, in a sentence, or null. Only a role of one's
 * own can be lent, so what was lent is never passed on; a manager or an administrator has no say in a rollback either way.
 */
export function whyNotDelegate(from: One, to: One, { startsAt, endsAt }: { startsAt: Date; endsAt: Date }, now: Date) {
  if (!mayDo(from.role, 'approval.delegate')) return `A ${ROLE_WORDS[from.role]} has no approving role to lend.`;
  if (from.id === to.id) return 'You decide in this role anyway.';
  if (!to.isActive) return 'That account is not active.';
  if (!mayDo(to.role, 'approval.decide')) return `A ${ROLE_WORDS[to.role]} has no say in a rollback.`;
  if (to.role === from.role) return `They are ${ROLE_WORDS[to.role]} themselves, so they can decide without it.`;
  if (endsAt <= now) return 'It would be over already.';
  if (endsAt <= startsAt) return 'It would end before it begins.';
  if (endsAt.getTime() - startsAt.getTime() > MAX_DELEGATION_DAYS * DAY_MS)
    return `It lasts ${MAX_DELEGATION_DAYS} days at most.`;
  return null;
}

/** Whether it counts at this moment. */
export function isInForce(d: { startsAt: Date; endsAt: Date; revokedAt: Date | null }, now: Date): boolean {
  return d.revokedAt === null && d.startsAt <= now && now < d.endsAt;
}
