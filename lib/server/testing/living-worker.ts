import { randomUUID } from 'node:crypto';
import { db } from '../db';
import type { StepWorker } from '../runs/execute-step';

/** A worker that the others take for alive, as it is after its last sign of life; `over` says what is otherwise. */
export async function livingWorker(
  over: { stoppedAt?: Date; beatAt?: Date; shutdown?: AbortSignal; draining?: AbortSignal } = {},
): Promise<StepWorker> {
  const { shutdown = new AbortController().signal, draining, ...lease } = over;
  const { id } = await db().workerInstance.create({ data: { id: randomUUID(), ...lease } });
  return { id, shutdown, draining };
}
