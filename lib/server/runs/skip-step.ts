import 'server-only';
import type { StepOutcome } from '@/lib/contracts/plan';
import type { Me } from '@/lib/contracts/views';
import { appendEvent, storeNow, type Transaction } from '../audit/append-event';
import { assertFresh } from '../auth/assert-fresh';
import { authorise } from '../auth/authorise';
import type { Prisma } from '../generated/prisma/client';
import { applyAdvance } from './apply-advance';
import { type LoadedRun, type LoadedStep, planOf } from './load-run';
import { moveStep } from './move';

/**
 * What a skip by somebody's own press takes beyond being offered (lib/domain/step-actions.ts): passing over a change is the
 * approval of it, so it takes a fresh sign-in where an approval does, and a token that is for deciding.
 */
export async function assertMaySkip(tx: Transaction, run: LoadedRun, step: LoadedStep, actor: Me): Promise<void> {
  if (planOf(run)?.steps[step.ordinal]?.effect === 'read') return;
  await authorise(actor, 'approval.decide', tx);
  if (run.incident.severity === 'critical') await assertFresh(actor, tx);
}

/** Passes over a step of a run that the caller holds, and goes on from there. Who may was asked before. */
export async function skipHeld(
  tx: Transaction,
  run: LoadedRun,
  step: LoadedStep,
  actor: Me,
  reason: string,
): Promise<void> {
  await moveStep(tx, step, 'skipped', settledBy(step, actor, reason, await storeNow(tx)));
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
  finishedAt: Date,
): Prisma.StepUncheckedUpdateManyInput {
  const before = (step.outcome as StepOutcome | null) ?? { summary: '', tookMs: 0, checks: [] };
  return {
    outcome: { ...before, settledBy: { personName: actor.name, reason } } as unknown as Prisma.InputJsonValue,
    finishedAt,
  };
}
