import 'server-only';
import type { z } from 'zod';
import type {
  alternativeSchema,
  completeManualSchema,
  settleUnknownSchema,
  skipStepSchema,
  stepSchema,
} from '@/lib/contracts/inputs';
import type { Me } from '@/lib/contracts/views';
import { takeBranch } from '@/lib/domain/branches';
import { conflict } from '@/lib/domain/errors';
import { SETTLED_STEP_STATES, type StepState } from '@/lib/domain/run-states';
import { appendEvent, storeNow, type Transaction } from '../audit/append-event';
import { authoriseFor } from '../auth/authorise-for';
import { db } from '../db';
import { Prisma } from '../generated/prisma/client';
import { enqueue } from '../queue/enqueue';
import { getRunbook } from '../runbooks/store-runbook';
import { voidSideSteps } from '../side-steps/void-side-steps';
import { applyAdvance } from './apply-advance';
import { assertStepAction } from './guard';
import { type LoadedRun, type LoadedStep, lockRunOfStep, planOf } from './load-run';
import { moveRun, moveStep } from './move';
import { assertMaySkip, settledBy, skipHeld } from './skip-step';
import { resetHosts } from './step-hosts';

type StepRef = z.output<typeof stepSchema>;
type Held = {
  tx: Transaction;
  actor: Me;
  run: LoadedRun;
  step: LoadedStep;
  title: string;
  where: { incidentId: string; runId: string; stepId: string };
};

/** Gate, lock, and the step at the epoch that the person was looking at. */
async function withStep(
  me: Me,
  input: StepRef,
  key: string,
  act: (held: Held) => Promise<void>,
  argument?: string,
): Promise<null> {
  const actor = await authoriseFor(me, 'run.drive', { step: input.stepId });
  return db().$transaction(async (tx) => {
    const { run, step } = await lockRunOfStep(tx, input.stepId);
    if (step.epoch !== input.epoch)
      throw conflict('This step was started again since you looked; nothing was changed.');
    await assertStepAction(tx, run, step, actor, key, argument);
    const title = planOf(run)?.steps[step.ordinal]?.title ?? step.key;
    await act({ tx, actor, run, step, title, where: { incidentId: run.incidentId, runId: run.id, stepId: step.id } });
    await voidSideSteps(tx, run.id, actor);
    return null;
  });
}

/** Runs exactly the approved step once more. */
export function retryStep(me: Me, input: StepRef): Promise<null> {
  return withStep(me, input, 'retry', async (held) => {
    await appendEvent(held.tx, {
      type: 'step.retried',
      ...held.where,
      actor: held.actor,
      data: { title: held.title, from: held.step.state },
    });
    await runAgain(held);
  });
}

/** The same on every host of a step that runs on several, also where it succeeded: a person says why. */
export function runEverywhere(me: Me, input: z.output<typeof skipStepSchema>): Promise<null> {
  return withStep(me, input, 'run-everywhere', async (held) => {
    await resetHosts(held.tx, held.step.id);
    const data = { title: held.title, from: held.step.state, isEverywhere: true as const, reason: input.reason };
    await appendEvent(held.tx, { type: 'step.retried', ...held.where, actor: held.actor, data });
    await runAgain(held);
  });
}

async function runAgain({ tx, run, step }: Held): Promise<void> {
  await moveStep(tx, step, 'ready', { outcome: Prisma.DbNull, startedAt: null, finishedAt: null, cancelAskedAt: null });
  await moveRun(tx, run, 'running');
  await enqueue(tx, 'run_step', { stepId: step.id, epoch: step.epoch });
}

export function skipStep(me: Me, input: z.output<typeof skipStepSchema>): Promise<null> {
  return withStep(me, input, 'skip', async ({ tx, run, step, actor }) => {
    await assertMaySkip(tx, run, step, actor);
    await skipHeld(tx, run, step, actor, input.reason);
  });
}

/** Leaves the branch that failed for one that the same approved plan holds. */
export function takeAlternative(me: Me, input: z.output<typeof alternativeSchema>): Promise<null> {
  const act = async (held: Held) => {
    const { tx, run, step } = held;
    const { content } = await getRunbook({ id: run.runbookVersionId }, tx);
    const branch = content.procedures
      .find((p) => p.key === run.procedureKey)
      ?.branches.find((b) => b.key === input.branch);
    await moveStep(
      tx,
      step,
      'skipped',
      await settled(held, `Took "${branch?.title ?? input.branch}" instead: ${input.reason}`),
    );
    await tx.run.update({ where: { id: run.id }, data: { branch: takeBranch(run.branch, input.branch) } });
    await appendEvent(tx, {
      type: 'run.alternative_taken',
      ...held.where,
      actor: held.actor,
      data: { branch: input.branch, title: branch?.title ?? input.branch, reason: input.reason, instead: held.title },
    });
    await applyAdvance(tx, run.id, held.actor, false);
  };
  return withStep(me, input, 'alternative', act, input.branch);
}

/** Leaves everything of the plan that is not settled, and goes the way back that the same approval holds. */
export function takeWayBack(me: Me, input: z.output<typeof alternativeSchema>): Promise<null> {
  const act = async (held: Held) => {
    const { tx, run } = held;
    const { content } = await getRunbook({ id: run.runbookVersionId }, tx);
    const branch = content.procedures
      .find((p) => p.key === run.procedureKey)
      ?.branches.find((b) => b.key === input.branch);
    const title = branch?.title ?? input.branch;
    for (const step of run.steps.filter((s) => isLeftBehind(s, input.branch)))
      await moveStep(tx, step, 'skipped', await settled({ ...held, step }, `Took "${title}": ${input.reason}`));
    // One press goes all the way: whoever turns round at night should not have to lead each step.
    await tx.run.update({ where: { id: run.id }, data: { branch: input.branch, mode: 'to_decision' } });
    await appendEvent(tx, {
      type: 'run.way_back_taken',
      ...held.where,
      actor: held.actor,
      data: { branch: input.branch, title, reason: input.reason, from: held.title },
    });
    await applyAdvance(tx, run.id, held.actor, true);
  };
  return withStep(me, input, 'way-back', act, input.branch);
}

function isLeftBehind(step: LoadedStep, wayBack: string): boolean {
  return step.branch !== wayBack && !SETTLED_STEP_STATES.includes(step.state as StepState);
}

/** A person, having seen the probe, says what became of a step that was lost sight of. */
export function settleUnknown(me: Me, input: z.output<typeof settleUnknownSchema>): Promise<null> {
  const { verdict, reason } = input;
  return withStep(me, input, verdict === 'applied' ? 'settle-applied' : 'settle-run-again', async (held) => {
    await appendEvent(held.tx, {
      type: 'step.settled',
      ...held.where,
      actor: held.actor,
      data: { title: held.title, verdict, reason },
    });
    if (verdict === 'run_again') return runAgain(held);
    await moveStep(held.tx, held.step, 'succeeded', await settled(held, reason));
    await applyAdvance(held.tx, held.run.id, held.actor, false);
  });
}

export function completeManual(me: Me, input: z.output<typeof completeManualSchema>): Promise<null> {
  return withStep(me, input, 'complete-manual', async (held) => {
    const at = await storeNow(held.tx);
    // A person's deed has no worker that could be lost: it begins and ends with the word that it is done.
    await moveStep(held.tx, held.step, 'running', { startedAt: at, epoch: { increment: 1 } });
    await moveStep(held.tx, { ...held.step, state: 'running', epoch: held.step.epoch + 1 }, 'succeeded', {
      ...(await settled(held, input.note)),
      finishedAt: at,
    });
    await appendEvent(held.tx, {
      type: 'step.settled',
      ...held.where,
      actor: held.actor,
      data: { title: held.title, verdict: 'applied', reason: input.note },
    });
    await applyAdvance(held.tx, held.run.id, held.actor, false);
  });
}

/** Asks the worker that runs it to end it; the step becomes cancelled when it is gone on the far side. */
export function cancelStep(me: Me, input: StepRef): Promise<null> {
  return withStep(me, input, 'cancel', async (held) => {
    await held.tx.step.update({ where: { id: held.step.id }, data: { cancelAskedAt: await storeNow(held.tx) } });
    await appendEvent(held.tx, {
      type: 'step.cancel_asked',
      ...held.where,
      actor: held.actor,
      data: { title: held.title },
    });
  });
}

const settled = async ({ tx, step, actor }: Pick<Held, 'tx' | 'step' | 'actor'>, reason: string) =>
  settledBy(step, actor, reason, await storeNow(tx));
