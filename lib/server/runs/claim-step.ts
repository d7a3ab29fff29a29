import 'server-only';
import type { Plan, RenderedStep } from '@/lib/contracts/plan';
import { AppError } from '@/lib/domain/errors';
import { phaseOfStep } from '@/lib/domain/phases';
import { appendEvent, storeNow, type Transaction } from '../audit/append-event';
import { hashOf } from '../audit/event-chain';
import { db } from '../db';
import { type LoadedRun, type LoadedStep, lockRunOfStep, planOf } from './load-run';
import { moveStep } from './move';
import { assertApproverStands } from './start-run';

export type Claim = {
  run: LoadedRun;
  /** As claimed: running, with the new epoch. */
  step: LoadedStep;
  rendered: RenderedStep;
  plan: Plan;
  startedAt: Date;
  /** The step must fail without any effect: what was approved does not stand any more. */
  refusal: AppError | null;
};

/**
 * The intent, committed before the effect: one worker gets the step, with an epoch of its own, or nobody does. Null
 * where the step is not waiting for a worker at that epoch: the job is old, doubled, or the run has moved on.
 */
export async function claimStep(stepId: string, epoch: number, workerId: string): Promise<Claim | null> {
  return db().$transaction(async (tx) => {
    const { run, step } = await lockRunOfStep(tx, stepId);
    if (run.state !== 'running' || step.state !== 'ready' || step.epoch !== epoch) return null;
    const plan = planOf(run) as Plan;
    const rendered = plan.steps[step.ordinal] as RenderedStep;
    const refusal = await whyRefuse(tx, run, plan);
    const startedAt = await storeNow(tx);
    await moveStep(tx, step, 'running', { epoch: epoch + 1, claimedBy: workerId, startedAt, finishedAt: null });
    const phase = phaseOfStep(rendered.key, run.procedureKey);
    const { title, verb, effect, display, where } = rendered;
    await appendEvent(tx, {
      type: 'step.started',
      incidentId: run.incidentId,
      runId: run.id,
      stepId,
      actor: await driverOf(tx, run),
      data: {
        title,
        verb,
        effect,
        display,
        where,
        epoch: epoch + 1,
        worker: workerId,
        ...(phase === null ? {} : { phase }),
      },
    });
    return {
      run,
      step: { ...step, state: 'running', epoch: epoch + 1, startedAt, claimedBy: workerId },
      rendered,
      plan,
      startedAt,
      refusal,
    };
  });
}

async function whyRefuse(tx: Transaction, run: LoadedRun, plan: Plan): Promise<AppError | null> {
  const approval = run.approvals.find((a) => a.state === 'used');
  try {
    if (!approval || hashOf(plan) !== approval.planHash)
      throw new AppError(
        'blocked',
        'The step was not started: the plan is not the approved one.',
        'Abort this run and plan again.',
      );
    await assertApproverStands(tx, approval);
    return null;
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
}

async function driverOf(tx: Transaction, run: LoadedRun): Promise<{ id: string; name: string } | null> {
  if (!run.driverId) return null;
  return tx.person.findUnique({ where: { id: run.driverId }, select: { id: true, name: true } });
}
