import 'server-only';
import type { z } from 'zod';
import type { replanRunSchema, resumeRunSchema } from '@/lib/contracts/inputs';
import type { Procedure } from '@/lib/contracts/runbook';
import type { Me } from '@/lib/contracts/views';
import { AppError, conflict, notFound } from '@/lib/domain/errors';
import { REPLANNED_STATES } from '@/lib/domain/run-states';
import type { Transaction } from '../audit/append-event';
import { authoriseFor } from '../auth/authorise-for';
import { db } from '../db';
import { assertDrillTarget } from '../drills/drill-guard';
import { getCurrentRunbook } from '../runbooks/store-runbook';
import { endRun } from './drive-run';
import { assertRunAction, assertStepAction } from './guard';
import { type LoadedRun, lockPlanning, lockRun } from './load-run';
import { askForPlan, checkChoice } from './prepare-run';
import { assertNoneSince } from './run-since';

/**
 * Goes on from a run that was ended, perhaps by mistake: a new run of the same procedure with the same parameters, whose
 * plan leaves out what that one has done. It is looked at, approved and started like any other.
 */
export async function resumeRun(me: Me, input: z.output<typeof resumeRunSchema>): Promise<{ runId: string }> {
  const actor = await authoriseFor(me, 'run.prepare', { run: input.runId });
  return planning(input.runId, async (tx, run) => {
    assertRunAction(run, actor, 'resume');
    await assertNewest(tx, run);
    const parameters = run.parameters as Record<string, string>;
    return goOn(tx, actor, run, { branch: run.branch, parameters }, input.reason);
  });
}

/** Ends a run at the step that did not work, and plans its rest anew with other parameters: one press, another plan. */
export async function replanRun(me: Me, input: z.output<typeof replanRunSchema>): Promise<{ runId: string }> {
  const actor = await authoriseFor(me, 'run.prepare', { step: input.stepId });
  const found = await db().step.findUnique({ where: { id: input.stepId }, select: { runId: true } });
  if (!found) throw notFound('step');
  return planning(found.runId, async (tx, run) => {
    const step = run.steps.find(({ id }) => id === input.stepId) as LoadedRun['steps'][number];
    if (step.epoch !== input.epoch)
      throw conflict('This step was started again since you looked; nothing was changed.');
    await assertStepAction(tx, run, step, actor, 'retry-other');
    const parameters = checkChoice(await procedureOf(tx, run), input);
    await endRun(tx, run, actor, input.reason);
    return goOn(tx, actor, run, { branch: input.branch, parameters }, input.reason);
  });
}

/** The planning's lock before the run's row, as everywhere. */
async function planning(
  runId: string,
  act: (tx: Transaction, run: LoadedRun) => Promise<{ runId: string }>,
): Promise<{ runId: string }> {
  const found = await db().run.findUnique({ where: { id: runId }, select: { incident: { select: { code: true } } } });
  if (!found) throw notFound('run');
  return db().$transaction(async (tx) => {
    await lockPlanning(tx, found.incident.code);
    return act(tx, await lockRun(tx, runId));
  });
}

async function goOn(
  tx: Transaction,
  actor: Me,
  run: LoadedRun,
  chosen: { branch: string; parameters: Record<string, string> },
  reason: string,
): Promise<{ runId: string }> {
  assertDrillTarget(run.incident, run.target);
  const procedure = await procedureOf(tx, run);
  const runbook = await getCurrentRunbook(tx);
  const data = { ...chosen, procedureKey: procedure.key, runbookVersionId: runbook.id };
  const incident = { id: run.incidentId, targetId: run.targetId };
  return { runId: await askForPlan(tx, actor, incident, data, procedure, { runId: run.id, reason }) };
}

async function procedureOf(tx: Transaction, run: LoadedRun): Promise<Procedure> {
  const { content } = await getCurrentRunbook(tx);
  const procedure = content.procedures.find(({ key }) => key === run.procedureKey);
  if (procedure) return procedure;
  throw new AppError(
    'not_found',
    `The runbook in force has no procedure ${run.procedureKey} any more; nothing was changed.`,
    'Plan another procedure in this incident.',
  );
}

/** One that was given up before it began did nothing, and is none to go on from: it does not stand in the way. */
async function assertNewest(tx: Transaction, run: LoadedRun): Promise<void> {
  const open = await tx.run.findFirst({
    where: { incidentId: run.incidentId, state: { in: [...REPLANNED_STATES] } },
    select: { id: true },
  });
  if (open)
    throw conflict(
      'Another plan is open in this incident; nothing was changed.',
      'Go on with that one, or discard it first.',
    );
  await assertNoneSince(tx, run, 'Go on from that run where it was ended, or plan the procedure anew.');
}
