import 'server-only';
import type { z } from 'zod';
import type { armRunSchema, runSchema } from '@/lib/contracts/inputs';
import type { Me } from '@/lib/contracts/views';
import { AppError, conflict } from '@/lib/domain/errors';
import { planChanged } from '../approvals/request-approval';
import { appendEvent, type Transaction } from '../audit/append-event';
import { authoriseFor, authoriseInTheirName } from '../auth/authorise-for';
import { db } from '../db';
import { logger } from '../logger';
import { assertRunAction } from './guard';
import { type LoadedRun, lockRun } from './load-run';
import { isUniqueViolation, startHeld } from './start-run';

/** Has the last approval start the plan that is asked about, in this person's name. Nothing runs before it. */
export async function armRun(me: Me, input: z.output<typeof armRunSchema>): Promise<null> {
  const actor = await authoriseFor(me, 'run.drive', { run: input.runId });
  return db().$transaction(async (tx) => {
    const run = await lockRun(tx, input.runId);
    assertRunAction(run, actor, input.mode === 'step' ? 'arm-step' : 'arm');
    if (run.planHash !== input.planHash) throw planChanged();
    await tx.run.update({ where: { id: run.id }, data: { armedById: actor.id, armedMode: input.mode } });
    await appendEvent(tx, {
      type: 'run.armed',
      incidentId: run.incidentId,
      runId: run.id,
      actor,
      data: { mode: input.mode, planHash: input.planHash },
    });
    return null;
  });
}

/** Anybody who may drive can take it back: whoever armed it may be away. */
export async function disarmRun(me: Me, input: z.output<typeof runSchema>): Promise<null> {
  const actor = await authoriseFor(me, 'run.drive', { run: input.runId });
  return db().$transaction(async (tx) => {
    const run = await lockRun(tx, input.runId);
    assertRunAction(run, actor, 'disarm');
    await tx.run.update({ where: { id: run.id }, data: DISARMED });
    await appendEvent(tx, {
      type: 'run.disarmed',
      incidentId: run.incidentId,
      runId: run.id,
      actor,
      data: { armedBy: await nameOf(tx, run) },
    });
    return null;
  });
}

const DISARMED = { armedById: null, armedMode: null };

/**
 * Starts an armed run in the transaction of the approval that was the last one needed, through the gate of every start.
 * What that gate refuses is not the approver's doing: the approval stands, and the refusal is written where people look.
 */
export async function startArmed(tx: Transaction, runId: string): Promise<void> {
  const run = await lockRun(tx, runId);
  if (run.state !== 'approved' || !run.armedById) return;
  await tx.$executeRaw`SAVEPOINT armed_start`;
  try {
    const actor = await authoriseInTheirName(run.armedById, 'run.drive', { run: run.id }, tx);
    const mode = run.armedMode === 'step' ? 'step' : 'to_decision';
    const input = { runId, planHash: run.planHash as string, mode } as const;
    await startHeld(tx, actor, run, input, { isArmed: true });
    await tx.$executeRaw`RELEASE SAVEPOINT armed_start`;
  } catch (error) {
    const refusal = refusalOf(error);
    if (!refusal) throw error;
    await tx.$executeRaw`ROLLBACK TO SAVEPOINT armed_start`;
    await refuseArmed(tx, run, refusal);
  }
}

function refusalOf(error: unknown): AppError | null {
  if (error instanceof AppError) return error;
  if (!isUniqueViolation(error)) return null;
  return conflict(
    'Another rollback is running on this target; a target takes one at a time.',
    'Finish that one first.',
  );
}

async function refuseArmed(tx: Transaction, run: LoadedRun, error: AppError): Promise<void> {
  logger().warn({ runId: run.id, because: error.message }, 'an armed rollback was not started');
  const armedBy = await nameOf(tx, run);
  await tx.run.update({ where: { id: run.id }, data: DISARMED });
  await appendEvent(tx, {
    type: 'run.arm_refused',
    incidentId: run.incidentId,
    runId: run.id,
    actor: null,
    data: { because: error.message, remedy: error.remedy, armedBy },
  });
}

async function nameOf(tx: Transaction, { armedById }: LoadedRun): Promise<string> {
  const person = armedById && (await tx.person.findUnique({ where: { id: armedById }, select: { name: true } }));
  return person ? person.name : 'somebody';
}
