import 'server-only';
import type { StepOutcome } from '@/lib/contracts/plan';
import type { Severity } from '@/lib/contracts/runbook';
import type { Me } from '@/lib/contracts/views';
import { needWords, standingOf } from '@/lib/domain/approval-needs';
import { AppError } from '@/lib/domain/errors';
import { needsBeside } from '../approvals/needs-of-run';
import { appendEvent, type Transaction } from '../audit/append-event';
import { assertFresh } from '../auth/assert-fresh';
import type { Prisma } from '../generated/prisma/client';
import { applyAdvance } from './apply-advance';
import { type LoadedRun, type LoadedStep, planOf } from './load-run';
import { moveStep } from './move';

/**
 * Refuses a skip by somebody's own press that a request for it would not be through with by their word alone: what passes
 * over a change takes a fresh password and as many people, and whom, as an approval of it. A read only takes its driver.
 */
export async function assertMaySkip(tx: Transaction, run: LoadedRun, step: LoadedStep, actor: Me): Promise<void> {
  if (planOf(run)?.steps[step.ordinal]?.effect === 'read') return;
  const severity = run.incident.severity as Severity;
  if (severity === 'critical') await assertFresh(actor, tx);
  const needs = await needsBeside(tx, run);
  const own = { personId: actor.id, onBehalfOfId: null, role: actor.role, verdict: 'approved' } as const;
  if (standingOf(needs, [own]).state === 'approved') return;
  throw new AppError(
    'forbidden',
    `Skipping this step takes ${needWords(needs, severity)}, and you alone are not that. Nothing was changed.`,
    'Have whoever drives ask to skip it: each of you then decides on that request.',
  );
}

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
