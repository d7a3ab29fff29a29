import 'server-only';
import type { Approval } from '../generated/prisma/client';

export type PlanAsked = { approvals: readonly Pick<Approval, 'sideStepId' | 'state' | 'requestedById'>[] };

/** Who asked for the approval that a run's plan has, or waits for; null where there is none. */
export function planAskerOf({ approvals }: PlanAsked): string | null {
  const live = approvals.find((a) => a.sideStepId === null && ['requested', 'approved', 'used'].includes(a.state));
  return live?.requestedById ?? null;
}
