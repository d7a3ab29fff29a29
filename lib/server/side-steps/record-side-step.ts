import 'server-only';
import type { SideStepOutcome } from '@/lib/contracts/side-step';
import { appendEvent, storeNow, type Transaction } from '../audit/append-event';
import { db } from '../db';
import type { Prisma } from '../generated/prisma/client';
import { enqueue } from '../queue/enqueue';
import { withPatience } from '../runs/record-outcome';
import { sideWords } from './side-step';

export type SideEnding = { state: 'succeeded' | 'failed' | 'unknown'; outcome: SideStepOutcome };

/** The store may be restarting; the outcome of something that has happened is worth waiting for. */
export function recordPatiently(
  sideStepId: string,
  workerId: string,
  ending: SideEnding,
  tookMs: number,
): Promise<void> {
  return withPatience(sideStepId, () => db().$transaction((tx) => record(tx, sideStepId, workerId, ending, tookMs)));
}

/** Only where the claim still holds: one that was given up is a person's by now. */
export async function record(
  tx: Transaction,
  sideStepId: string,
  workerId: string,
  { state, outcome }: SideEnding,
  tookMs: number,
): Promise<void> {
  const side = await tx.sideStep.findUniqueOrThrow({ where: { id: sideStepId }, include: { run: true } });
  const written = await tx.sideStep.updateMany({
    where: { id: sideStepId, state: 'running', claimedBy: workerId },
    data: {
      state,
      finishedAt: await storeNow(tx),
      outcome: { ...outcome, tookMs } as unknown as Prisma.InputJsonValue,
    },
  });
  if (written.count !== 1) return;
  // Whoever decides about the step is to see at once how it is now that nothing of it runs any more.
  if (side.kind === 'end_command' && side.stepId !== null)
    await enqueue(tx, 'probe_step', { stepId: side.stepId, epoch: side.stepEpoch });
  const where = { incidentId: side.run.incidentId, runId: side.runId, stepId: side.stepId, actor: null };
  if (state === 'unknown')
    await appendEvent(tx, {
      type: 'side_step.unknown',
      ...where,
      data: { ...sideWords(side), because: outcome.summary },
    });
  else
    await appendEvent(tx, {
      type: `side_step.${state}`,
      ...where,
      data: { ...sideWords(side), summary: outcome.summary, tookMs },
    });
}
