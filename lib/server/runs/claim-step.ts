import 'server-only';
import type { Plan, RenderedStep } from '@/lib/contracts/plan';
import { AppError } from '@/lib/domain/errors';
import { phaseOfStep } from '@/lib/domain/phases';
import { assertApproverStands, assertBlocksOverridden } from '../approvals/approver-stands';
import { appendEvent, type EventActor, type NewEvent, storeNow, type Transaction } from '../audit/append-event';
import { hashOf } from '../audit/event-chain';
import { db } from '../db';
import { env } from '../env';
import type { Target } from '../generated/prisma/client';
import type { FollowedRun } from './apply-advance';
import { type LoadedRun, type LoadedStep, lockRunOfStep, planOf } from './load-run';
import { moveStep } from './move';

/** Tell whether a row of the store is still the one that was read. */
export type Stamps = {
  /** Another one after any write to the run's row: to its plan, its mode, its driver. */
  run: string;
  /** The same for the target's. */
  target: string;
};

/** What is known of a run and its steps while one of them is claimed. */
export type ClaimedStep = Pick<LoadedStep, 'id' | 'ordinal' | 'key' | 'branch' | 'state' | 'epoch' | 'claimedBy'>;
export type ClaimedRun = Omit<FollowedRun, 'steps'> &
  Pick<LoadedRun, 'targetId' | 'mode' | 'planHash'> & { steps: ClaimedStep[] };

export type Claim = {
  run: ClaimedRun;
  /** As claimed: running, with the new epoch. */
  step: ClaimedStep;
  rendered: RenderedStep;
  plan: Plan;
  startedAt: Date;
  /** Who holds the wheel; null where nobody does. */
  driver: EventActor;
  stamps: Stamps;
  /** The target's row where it was read for the claim, and its stamp then. */
  target?: { stamp: string; row: Target };
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
    if (await hasLostLease(tx, workerId)) return null;
    const plan = planOf(run) as Plan;
    const rendered = plan.steps[step.ordinal] as RenderedStep;
    const refusal = await whyRefuse(tx, run, plan);
    const startedAt = await storeNow(tx);
    await moveStep(tx, step, 'running', { epoch: epoch + 1, claimedBy: workerId, startedAt, finishedAt: null });
    const { driver, stamps } = await readBeside(tx, run);
    const claimed = { ...step, state: 'running', epoch: epoch + 1, startedAt, claimedBy: workerId };
    const claim = { run, step: claimed, rendered, plan, startedAt, driver, stamps, refusal };
    await appendEvent(tx, startedEvent(claim));
    return claim;
  });
}

/** What such a worker began would be another's to find lost at once, while it still acts. */
async function hasLostLease(tx: Transaction, workerId: string): Promise<boolean> {
  const [row] = await tx.$queryRaw<{ isLost: boolean }[]>`SELECT EXISTS (SELECT FROM "WorkerInstance"
    WHERE "id"::text = ${workerId} AND ("stoppedAt" IS NOT NULL
      OR "beatAt" <= clock_timestamp() - make_interval(secs => ${env().CONSOLE_WORKER_STALE_MS / 1000}))) AS "isLost"`;
  return row?.isLost ?? true;
}

/** The intent, as it is recorded. */
export function startedEvent({
  run,
  step,
  rendered,
  driver,
}: Omit<Claim, 'stamps' | 'target'>): NewEvent<'step.started'> {
  const phase = phaseOfStep(rendered.key, run.procedureKey);
  const { title, verb, effect, display, where } = rendered;
  return {
    type: 'step.started',
    incidentId: run.incidentId,
    runId: run.id,
    stepId: step.id,
    actor: driver,
    data: {
      title,
      verb,
      effect,
      display,
      where,
      epoch: step.epoch,
      worker: step.claimedBy ?? '',
      ...(phase === null ? {} : { phase }),
    },
  };
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
    assertBlocksOverridden(plan, approval);
    await assertApproverStands(tx, approval);
    return null;
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
}

async function readBeside(tx: Transaction, run: LoadedRun): Promise<Pick<Claim, 'driver' | 'stamps'>> {
  const [row] = await tx.$queryRaw<{ run: string; target: string; id: string | null; name: string | null }[]>`
    SELECT r.xmin::text AS run, t.xmin::text AS target, p."id", p."name"
    FROM "Run" r JOIN "Target" t ON t."id" = r."targetId" LEFT JOIN "Person" p ON p."id" = r."driverId"
    WHERE r."id" = ${run.id}::uuid`;
  const { run: stamp, target, id, name } = row as NonNullable<typeof row>;
  return { driver: id === null || name === null ? null : { id, name }, stamps: { run: stamp, target } };
}
