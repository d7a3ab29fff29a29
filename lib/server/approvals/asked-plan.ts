import 'server-only';
import type { Plan, Preflight } from '@/lib/contracts/plan';
import type { Prisma } from '../generated/prisma/client';

type Planned = Pick<Prisma.RunGetPayload<object>, 'plan' | 'preflight' | 'parameters' | 'planHash'>;
type Asked = Pick<Prisma.AskedPlanGetPayload<object>, 'plan' | 'preflight' | 'parameters'>;
type Row = { state: string; planHash: string; run: Planned; askedPlan: Asked | null };
type WhatWasAsked = { plan: Plan | null; preflight: Preflight | null; parameters: Record<string, string> };

const NOTHING = { plan: null, preflight: null, parameters: {} };

/** What is kept with a request: the run looks again, and is planned anew, after it was denied or has expired. */
export function askedPlanOf({ plan, preflight, parameters }: Planned): Prisma.AskedPlanCreateWithoutApprovalInput {
  return {
    plan: plan as Prisma.InputJsonValue,
    ...(preflight ? { preflight } : {}),
    parameters: parameters as Prisma.InputJsonValue,
  };
}

/**
 * The plan that a request is about. While it waits, the run's, which it is bound to by the hash; afterwards the one that was asked for,
 * whatever the run has come to since. Nothing, where an older request kept none and the run has another plan by now.
 */
export function planAsAsked({ state, planHash, run, askedPlan }: Row): WhatWasAsked {
  const isOfRun = run.planHash === planHash;
  const seen = isOfRun && (state === 'requested' || !askedPlan) ? run : askedPlan;
  return seen ? (seen as unknown as WhatWasAsked) : NOTHING;
}
