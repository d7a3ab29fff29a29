import 'server-only';
import { conflict } from '@/lib/domain/errors';
import { canMoveRun, canMoveStep, REPLANNED_STATES, type RunState, type StepState } from '@/lib/domain/run-states';
import type { Transaction } from '../audit/append-event';
import type { Prisma } from '../generated/prisma/client';
import type { LoadedRun, LoadedStep } from './load-run';

/**
 * Moves a run along one edge of the table. The write is conditional: zero rows means that somebody else was first. Only
 * here and in `redraftRun` does a run's state change.
 */
export async function moveRun(
  tx: Transaction,
  run: Pick<LoadedRun, 'id' | 'state'>,
  to: RunState,
  data: Prisma.RunUncheckedUpdateManyInput = {},
): Promise<void> {
  if (!canMoveRun(run.state as RunState, to))
    throw conflict(`The run is ${words(run.state)}, so it cannot become ${words(to)}; nothing was changed.`);
  await writeState(tx, run, to, data);
}

/** A run that has not begun, wherever it stands, becomes a draft again, a draft as well: its plan is made anew. */
export async function redraftRun(
  tx: Transaction,
  run: Pick<LoadedRun, 'id' | 'state'>,
  data: Prisma.RunUncheckedUpdateManyInput,
): Promise<void> {
  if (!REPLANNED_STATES.includes(run.state as RunState))
    throw conflict(`The run is ${words(run.state)}, so it is not planned anew; nothing was changed.`);
  await writeState(tx, run, 'draft', data);
}

async function writeState(
  tx: Transaction,
  run: Pick<LoadedRun, 'id' | 'state'>,
  to: RunState,
  data: Prisma.RunUncheckedUpdateManyInput,
): Promise<void> {
  // A schedule is one of the plan that was approved when it was made: whatever becomes of that plan ends it.
  const unscheduled = { scheduledFor: null, scheduledById: null };
  // What is armed is one request: only its approval carries that on, and whatever else becomes of it ends it.
  const isCarried = run.state === 'awaiting_approval' && to === 'approved';
  const disarmed = isCarried ? {} : { armedById: null, armedMode: null };
  const moved = await tx.run.updateMany({
    where: { id: run.id, state: run.state },
    data: { ...unscheduled, ...disarmed, ...data, state: to },
  });
  if (moved.count !== 1) throw conflict('Somebody else moved this run a moment before; nothing was changed.');
}

/** Moves a step along one edge of the table, where its epoch is still the one that the caller saw. */
export async function moveStep(
  tx: Transaction,
  step: Pick<LoadedStep, 'id' | 'state' | 'epoch'>,
  to: StepState,
  data: Prisma.StepUncheckedUpdateManyInput = {},
): Promise<void> {
  if (!canMoveStep(step.state as StepState, to))
    throw conflict(`The step is ${words(step.state)}, so it cannot become ${words(to)}; nothing was changed.`);
  const moved = await tx.step.updateMany({
    where: { id: step.id, state: step.state, epoch: step.epoch },
    data: { ...data, state: to },
  });
  if (moved.count !== 1) throw conflict('This step moved on a moment before; nothing was changed.');
}

function words(state: string): string {
  return state.replaceAll('_', ' ');
}
