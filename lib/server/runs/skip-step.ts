import 'server-only';
import type { StepOutcome } from '@/lib/contracts/plan';
import type { Me } from '@/lib/contracts/views';
import { appendEvent, type Transaction } from '../audit/append-event';
import type { Prisma } from '../generated/prisma/client';
import { applyAdvance } from './apply-advance';
import { type LoadedRun, type LoadedStep, planOf } from './load-run';
import { moveStep } from './move';

/** Passes over a step of a run that the caller holds, and goes on from there. Who may was asked before. */
export async function skipHeld(
  tx: Transaction,
  run: LoadedRun,
  step: LoadedStep,
  actor: Me,
  reason: string,
): Promise<void> {
  await moveStep(tx, step, 'skipped', settledBy(step, actor, reason));
  await appendEvent(tx, {
    type: 'step.skipped',
    incidentId: run.incidentId,
    runId: run.id,
    stepId: step.id,
    actor,
    data: { title: planOf(run)?.steps[step.ordinal]?.title ?? step.key, reason },
  });
  await applyAdvance(tx, run.id, actor, false);
}

/** What a step's row says once a person has said what becomes of it. */
export function settledBy(
  step: Pick<LoadedStep, 'outcome'>,
  actor: Pick<Me, 'name'>,
  reason: string,
): Prisma.StepUncheckedUpdateManyInput {
  const before = (step.outcome as StepOutcome | null) ?? { summary: '', tookMs: 0, checks: [] };
  return {
    outcome: { ...before, settledBy: { personName: actor.name, reason } } as unknown as Prisma.InputJsonValue,
    finishedAt: new Date(),
  };
}
