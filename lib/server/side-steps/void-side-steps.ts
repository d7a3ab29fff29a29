import 'server-only';
import {
  ACTIVE_RUN_STATES,
  canMoveStep,
  REPLANNED_STATES,
  type RunState,
  type StepState,
} from '@/lib/domain/run-states';
import { appendEvent, type EventActor, type Transaction } from '../audit/append-event';
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
  if (side.kind !== 'skip_step' || !step) return null;
  const isWaiting =
    step.epoch === side.stepEpoch && run.state === 'waiting' && canMoveStep(step.state as StepState, 'skipped');
  return isWaiting ? null : 'the step was run again or settled meanwhile';
}

/** Ends the open requests of a run that are about nothing any more. The caller holds the run. */
export async function voidSideSteps(tx: Transaction, runId: string, actor: EventActor): Promise<void> {
  const open = await tx.sideStep.findMany({
    where: { runId, state: { in: ['requested', 'ready'] } },
    include: { approval: true },
  });
  if (open.length === 0) return;
  const run = await lockRun(tx, runId);
  for (const side of open) {
    const isLate = side.state === 'requested' && (side.approval?.expiresAt ?? new Date()) <= new Date();
    const because = whyVoid(run, side) ?? (isLate ? 'nobody decided in time' : null);
    if (because) await voidOne(tx, run, side, actor, because, isLate ? 'expired' : 'void');
  }
}

async function voidOne(
  tx: Transaction,
  run: LoadedRun,
  side: SideStep,
  actor: EventActor,
  because: string,
  approvalState: 'expired' | 'void',
): Promise<void> {
  const ended = await tx.sideStep.updateMany({
    where: { id: side.id, state: side.state },
    data: { state: 'void', finishedAt: new Date() },
  });
  if (ended.count !== 1) return;
  await tx.approval.updateMany({
    where: { sideStepId: side.id, state: 'requested' },
    data: { state: approvalState, decidedAt: new Date() },
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
