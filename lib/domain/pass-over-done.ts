import type { RenderedStep, StepOutcome } from '@/lib/contracts/plan';
import { isOnWay } from './branches';
import type { StepState } from './run-states';

/** A step of the run that is gone on from: as it was planned, and what became of it. */
export type EarlierStep = { rendered: RenderedStep; state: StepState; outcome: StepOutcome | null };

/**
 * The steps of a plan that goes on from an ended run, with those left out that the ended run has done. Only from the
 * beginning up to the first change that it has not done as this plan would: what comes after a change that is made now is
 * made now, too. Looks are taken again. `branch`: the way that the plan takes.
 */
export function passOverDone(
  steps: readonly RenderedStep[],
  branch: string,
  earlier: readonly EarlierStep[],
): RenderedStep[] {
  let isBehind = true;
  return steps.map((step) => {
    // A way that is not taken, such as the way back, stays whole for when it is.
    if (step.effect === 'read' || step.plannedSkip !== null || !isOnWay(step.branch, branch)) return step;
    const plannedSkip = isBehind ? whyDone(step, earlier) : null;
    isBehind = plannedSkip !== null;
    return isBehind ? { ...step, plannedSkip, isPassedOver: true } : step;
  });
}

function whyDone(step: RenderedStep, earlier: readonly EarlierStep[]): string | null {
  const before = earlier.find(({ rendered }) => isSame(rendered, step));
  if (before?.state === 'succeeded') return `Done in an earlier run: ${before.outcome?.summary || 'it succeeded'}`;
  // That run went on from another one itself, which had done it; whether its turn came in between makes no difference.
  if (before?.rendered.isPassedOver) return before.rendered.plannedSkip;
  const by = before?.state === 'skipped' ? before.outcome?.settledBy : undefined;
  return by ? `Skipped in an earlier run by ${by.personName}: ${by.reason}` : null;
}

/** The same step doing exactly the same: with another parameter in it, it is another step. */
function isSame(one: RenderedStep, other: RenderedStep): boolean {
  if (one.key !== other.key || one.branch !== other.branch) return false;
  return ordered([one.action, one.postcondition]) === ordered([other.action, other.postcondition]);
}

/** The store gives an object's keys back in an order of its own. */
function ordered(value: unknown): string {
  return JSON.stringify(value, (_key, held: unknown) =>
    held !== null && typeof held === 'object' && !Array.isArray(held)
      ? Object.fromEntries(Object.entries(held).sort(([a], [b]) => (a < b ? -1 : 1)))
      : held,
  );
}
