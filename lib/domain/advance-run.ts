import type { Effect } from '@/lib/contracts/plan';
import { isOnWay } from './branches';
import { SETTLED_STEP_STATES, type StepState } from './run-states';

/** Why a step of a branch not taken is left out: said in the timeline, and no open point of the report. */
export const NOT_NEEDED = 'Not needed: another branch was taken.';

export type WalkedStep = { id: string; ordinal: number; branch: string; state: StepState; plannedSkip: string | null };
export type Advance =
  /** This step's turn came. `skip`: steps before it that the plan leaves out. */
  | { kind: 'next'; stepId: string; skip: { stepId: string; reason: string }[] }
  /** A person has to settle this step first. */
  | { kind: 'stuck'; stepId: string }
  /** All is done. `skip`: what was planned along and not needed. */
  | { kind: 'finished'; skip: { stepId: string; reason: string }[] };

/**
 * Where a run goes from here: the first step of the common steps and the active branch that is not settled.
 * Pure; the caller applies it in one transaction.
 */
export function advance(steps: readonly WalkedStep[], activeBranch: string): Advance {
  const skip: { stepId: string; reason: string }[] = [];
  const inOrder = [...steps].sort((a, b) => a.ordinal - b.ordinal);
  for (const step of inOrder.filter((s) => isOnWay(s.branch, activeBranch))) {
    if (SETTLED_STEP_STATES.includes(step.state)) continue;
    if (step.state !== 'pending') return { kind: 'stuck', stepId: step.id };
    if (step.plannedSkip === null) return { kind: 'next', stepId: step.id, skip };
    skip.push({ stepId: step.id, reason: step.plannedSkip });
  }
  const notTaken = inOrder.filter((s) => s.state === 'pending' && !skip.some((k) => k.stepId === s.id));
  return {
    kind: 'finished',
    skip: [...skip, ...notTaken.map((s) => ({ stepId: s.id, reason: NOT_NEEDED }))],
  };
}

/**
 * Whether the machine starts a step by itself once its turn has come. What cannot be taken back is never started by the
 * run itself: its driver types the target's name first.
 */
export function startsByItself(mode: string, step: { effect: Effect } | undefined): boolean {
  return mode === 'to_decision' && step?.effect !== 'irreversible';
}
