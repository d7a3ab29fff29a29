import 'server-only';
import { setTimeout as sleep } from 'node:timers/promises';
import type { StepOutcome } from '@/lib/contracts/plan';
import { appendEvent, type NewEvent, storeNow } from '../audit/append-event';
import { db } from '../db';
import type { Prisma } from '../generated/prisma/client';
import { logger } from '../logger';
import { enqueue } from '../queue/enqueue';
import { applyAdvance } from './apply-advance';
import type { Claim } from './claim-step';
import { lockRunOfStep } from './load-run';
import { moveRun, moveStep } from './move';

export type EndState = 'succeeded' | 'failed' | 'cancelled' | 'unknown';
export type Ending = { state: EndState; outcome: StepOutcome };

/** The store may be restarting; the outcome of something that has happened is worth waiting for. */
const PATIENCE_MS = 60_000;

/** Writes what became of a claimed step, only where the claim still holds, and lets the run go on from there. */
export function recordOutcome(claim: Claim, ending: Ending): Promise<void> {
  return withPatience(claim.step.id, () => write(claim, ending));
}

/** Does it again for as long as the store may be restarting; then the last failure is thrown. */
export async function withPatience<T>(stepId: string, act: () => Promise<T>): Promise<T> {
  const until = Date.now() + PATIENCE_MS;
  for (let pauseMs = 200; ; pauseMs = Math.min(pauseMs * 2, 5_000)) {
    try {
      return await act();
    } catch (error) {
      if (Date.now() > until) throw error;
      logger().warn({ err: error, stepId }, 'what is known of a step could not be written yet');
      await sleep(pauseMs);
    }
  }
}

async function write(claim: Claim, { state, outcome }: Ending): Promise<void> {
  await db().$transaction(async (tx) => {
    const { run, step } = await lockRunOfStep(tx, claim.step.id);
    if (step.state !== 'running' || step.epoch !== claim.step.epoch) {
      logger().warn(
        { stepId: step.id, epoch: claim.step.epoch, now: step.epoch, state: step.state },
        'a late outcome was refused: the step was settled without it',
      );
      return;
    }
    const finishedAt = await storeNow(tx);
    await moveStep(tx, step, state, { finishedAt, outcome: outcome as unknown as Prisma.InputJsonValue });
    if (state === 'unknown') {
      const { title, display, where } = claim.rendered;
      await appendEvent(tx, {
        type: 'step.unknown',
        ...placeOf(claim),
        actor: null,
        data: { title, display, where, because: outcome.summary, epoch: step.epoch },
      });
      await enqueue(tx, 'probe_step', { stepId: step.id, epoch: step.epoch });
      return moveRun(tx, run, 'waiting');
    }
    await appendEvent(tx, endedEvent(claim, { state, outcome }));
    // Somebody who pressed Stop a moment too late still wants nothing more to be started by itself.
    if (step.cancelAskedAt !== null) await tx.run.update({ where: { id: run.id }, data: { mode: 'step' } });
    await applyAdvance(tx, run.id, null, false);
  });
}

const placeOf = ({ run, step }: Claim) => ({ incidentId: run.incidentId, runId: run.id, stepId: step.id });

type Known = Exclude<EndState, 'unknown'>;

/** How a step ended, as it is recorded. */
export function endedEvent(
  claim: Claim,
  { state, outcome }: { state: Known; outcome: StepOutcome },
): NewEvent<`step.${Known}`> {
  const { title, verb, effect, display, where } = claim.rendered;
  return {
    type: `step.${state}`,
    ...placeOf(claim),
    actor: null,
    data: {
      title,
      verb,
      effect,
      display,
      where,
      summary: outcome.summary,
      exitCode: outcome.exitCode ?? null,
      tookMs: outcome.tookMs,
      startedAt: claim.startedAt.toISOString(),
      epoch: claim.step.epoch,
      checks: outcome.checks,
    },
  };
}
