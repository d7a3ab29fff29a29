import 'server-only';
import {
  ACTIVE_RUN_STATES,
  canMoveStep,
  REPLANNED_STATES,
  type RunState,
  SETTLED_STEP_STATES,
  type StepState,
} from '@/lib/domain/run-states';
import { appendEvent, type EventActor, storeNow, type Transaction } from '../audit/append-event';
import { db } from '../db';
import type { SideStep } from '../generated/prisma/client';
import { type LoadedRun, lockRun } from '../runs/load-run';
import { sideWords } from './side-step';

/** Why a request is about nothing any more, as a sentence's end, or null while it still is. */
export function whyVoid(run: LoadedRun, side: Pick<SideStep, 'kind' | 'stepId' | 'stepEpoch'>): string | null {
  if (run.incident.state !== 'open') return 'the incident is closed';
  const isPlan = side.stepId === null && REPLANNED_STATES.includes(run.state as RunState);
  if (!isPlan && !ACTIVE_RUN_STATES.includes(run.state as RunState)) return 'the run is over';
  const step = run.steps.find(({ id }) => id === side.stepId);
  if (!step || side.kind === 'drop_index') return null;
  const state = step.state as StepState;
  // A session is in the way of one attempt, also while that runs; whoever is in the way of the next is asked for anew.
  const stands =
    side.kind === 'end_session'
      ? !SETTLED_STEP_STATES.includes(state)
      : side.kind === 'end_command'
        ? state === 'unknown'
        : run.state === 'waiting' && canMoveStep(state, 'skipped');
  return stands && step.epoch === side.stepEpoch ? null : 'the step was run again or settled meanwhile';
}

/** Ends the open requests of a run that are about nothing any more. The caller holds the run. */
export async function voidSideSteps(tx: Transaction, runId: string, actor: EventActor): Promise<void> {
  const open = await tx.sideStep.findMany({
    where: { runId, state: { in: ['requested', 'ready'] } },
    include: { approval: true },
  });
  if (open.length === 0) return;
  const run = await lockRun(tx, runId);
  // By the clock that set the limits: a worker's own may be fast.
  const now = await storeNow(tx);
  for (const side of open) {
    const isLate = side.state === 'requested' && side.approval !== null && side.approval.expiresAt <= now;
    const because = whyVoid(run, side) ?? (isLate ? 'nobody decided in time' : null);
    if (because) await voidOne(tx, run, side, actor, { because, approvalState: isLate ? 'expired' : 'void', now });
  }
}

async function voidOne(
  tx: Transaction,
  run: LoadedRun,
  side: SideStep,
  actor: EventActor,
  { because, approvalState, now }: { because: string; approvalState: 'expired' | 'void'; now: Date },
): Promise<void> {
  const ended = await tx.sideStep.updateMany({
    where: { id: side.id, state: side.state },
    data: { state: 'void', finishedAt: now },
  });
  if (ended.count !== 1) return;
  await tx.approval.updateMany({
    where: { sideStepId: side.id, state: 'requested' },
    data: { state: approvalState, decidedAt: now },
  });
  await appendEvent(tx, {
    type: 'side_step.voided',
    incidentId: run.incidentId,
    runId: run.id,
    stepId: side.stepId,
    actor,
    data: { ...sideWords(side), because },
  });
}

/** A request never outlives what it is about, and silence never approves it. Every worker may look. */
export async function expireSideSteps(): Promise<void> {
  const open = await db().sideStep.findMany({
    where: { state: { in: ['requested', 'ready'] } },
    select: { runId: true },
    distinct: ['runId'],
  });
  for (const { runId } of open) await db().$transaction((tx) => voidSideSteps(tx, runId, null));
}
