import 'server-only';
import type { z } from 'zod';
import type { abortRunSchema, continueRunSchema, takeWheelSchema } from '@/lib/contracts/inputs';
import type { Me } from '@/lib/contracts/views';
import { isOnWay } from '@/lib/domain/branches';
import { conflict } from '@/lib/domain/errors';
import { type StepState, UNSETTLED_STEP_STATES } from '@/lib/domain/run-states';
import { voidOpenApproval } from '../approvals/void-approval';
import { appendEvent, storeNow, type Transaction } from '../audit/append-event';
import { authoriseFor } from '../auth/authorise-for';
import { db } from '../db';
import { voidSideSteps } from '../side-steps/void-side-steps';
import { applyAdvance, cancelOpenSteps } from './apply-advance';
import { assertRunAction, assertStepAction } from './guard';
import { type LoadedRun, type LoadedStep, lockRun } from './load-run';
import { moveRun } from './move';

/** Runs the next step, or on to the next decision. */
export async function continueRun(me: Me, input: z.output<typeof continueRunSchema>): Promise<null> {
  const actor = await authoriseFor(me, 'run.drive', { run: input.runId });
  return db().$transaction(async (tx) => {
    const run = await lockRun(tx, input.runId);
    await assertStepAction(tx, run, nextStep(run), actor, input.mode === 'step' ? 'continue' : 'run-to-decision');
    await tx.run.update({ where: { id: run.id }, data: { mode: input.mode } });
    await appendEvent(tx, {
      type: 'run.continued',
      incidentId: run.incidentId,
      runId: run.id,
      actor,
      data: { mode: input.mode, from: run.mode },
    });
    await applyAdvance(tx, run.id, actor, true);
    return null;
  });
}

/** The first step on the way taken that is not settled. */
export function nextStep(run: LoadedRun): LoadedStep {
  const open = run.steps.find((s) => isOnWay(s.branch, run.branch) && s.state !== 'succeeded' && s.state !== 'skipped');
  if (!open) throw conflict('This run has no open step; nothing was changed.');
  return open;
}

/** Ends a run between two steps, or gives a plan up before anything ran. What was done stays done. */
export async function abortRun(me: Me, input: z.output<typeof abortRunSchema>): Promise<null> {
  const actor = await authoriseFor(me, 'run.drive', { run: input.runId });
  return db().$transaction(async (tx) => {
    const run = await lockRun(tx, input.runId);
    const hasRun = run.steps.length > 0;
    if (hasRun) await assertStepAction(tx, run, nextStep(run), actor, 'abort');
    else assertRunAction(run, actor, 'discard');
    await endRun(tx, run, actor, input.reason);
    return null;
  });
}

/** Ends a run that the caller holds, between two steps or before any: what is open is cancelled, what is asked for void. */
export async function endRun(tx: Transaction, run: LoadedRun, actor: Me, reason: string): Promise<void> {
  await voidOpenApproval(tx, run, actor, 'the plan was given up');
  await cancelOpenSteps(tx, run);
  const isFailed = run.steps.some(
    (s) => UNSETTLED_STEP_STATES.includes(s.state as StepState) && s.state !== 'cancelled',
  );
  await moveRun(tx, run, isFailed ? 'failed' : 'aborted', { finishedAt: await storeNow(tx), preflightAskedAt: null });
  await appendEvent(tx, {
    type: isFailed ? 'run.failed' : 'run.aborted',
    incidentId: run.incidentId,
    runId: run.id,
    actor,
    data: { reason },
  });
  await voidSideSteps(tx, run.id, actor);
}

/** From here on this person drives, and whoever drove reads why. Never somebody who approved the plan. */
export async function takeWheel(me: Me, input: z.output<typeof takeWheelSchema>): Promise<null> {
  const actor = await authoriseFor(me, 'run.drive', { run: input.runId });
  return db().$transaction(async (tx) => {
    const run = await lockRun(tx, input.runId);
    assertRunAction(run, actor, 'take-wheel');
    await passWheel(tx, run, actor, { reason: input.reason });
    return null;
  });
}

/** Gives the wheel of a run that the caller holds to this person. */
export async function passWheel(
  tx: Transaction,
  run: LoadedRun,
  to: Me,
  why: { reason: string; isOffered?: true },
): Promise<void> {
  const before = run.driverId
    ? await tx.person.findUnique({ where: { id: run.driverId }, select: { name: true } })
    : null;
  await tx.run.update({ where: { id: run.id }, data: { driverId: to.id } });
  await appendEvent(tx, {
    type: 'run.wheel_taken',
    incidentId: run.incidentId,
    runId: run.id,
    actor: to,
    data: { from: before?.name ?? null, fromId: run.driverId, ...why },
  });
}
