import 'server-only';
import { advance, startsByItself, type WalkedStep } from '@/lib/domain/advance-run';
import { branchesTaken } from '@/lib/domain/branches';
import { notFound } from '@/lib/domain/errors';
import { fill } from '@/lib/domain/render-plan';
import { SETTLED_STEP_STATES, type StepState } from '@/lib/domain/run-states';
import { appendEvent, type EventActor, storeNow, type Transaction } from '../audit/append-event';
import type { Step } from '../generated/prisma/client';
import { enqueue } from '../queue/enqueue';
import { getRunbook } from '../runbooks/store-runbook';
import { type LoadedRun, planOf } from './load-run';
import { moveRun, moveStep } from './move';

/**
 * Takes a run from where its steps stand to its next step, to a pause for a person, or to its end. `go`: a person
 * pressed the button for the next step. Without it only the mode "to the next decision" goes on by itself.
 */
export async function applyAdvance(tx: Transaction, runId: string, actor: EventActor, go: boolean): Promise<void> {
  const run = await loadAdvancing(tx, runId);
  const plan = planOf(run);
  const next = advance(walkedSteps(run), run.branch);
  if (next.kind === 'stuck') return pause(tx, run);
  if (next.kind === 'finished') {
    await skipAll(tx, run, next.skip);
    return finish(tx, run, actor);
  }
  const step = run.steps.find((s) => s.id === next.stepId) as Step;
  const rendered = plan?.steps[step.ordinal];
  const isManual = rendered?.action.kind === 'manual';
  if (!go && !startsByItself(run.mode, rendered)) return pause(tx, run);
  await skipAll(tx, run, next.skip);
  await moveStep(tx, step, 'ready');
  if (isManual) return pause(tx, run);
  if (run.state !== 'running') await moveRun(tx, run, 'running');
  await enqueue(tx, 'run_step', { stepId: step.id, epoch: step.epoch });
}

type Advancing = FollowedRun & Pick<LoadedRun, 'state' | 'mode'> & { steps: Step[] };

/** No more of it than is asked here: everybody who presses a button waits for this. */
async function loadAdvancing(tx: Transaction, runId: string): Promise<Advancing> {
  const run = await tx.run.findUnique({ where: { id: runId }, include: { steps: { orderBy: { ordinal: 'asc' } } } });
  if (!run) throw notFound('run');
  return run;
}

/** What has to be known of a run to say what follows from how its steps stand. */
export type FollowedRun = Pick<
  LoadedRun,
  'id' | 'incidentId' | 'runbookVersionId' | 'procedureKey' | 'parameters' | 'branch' | 'plan' | 'startedAt'
> & { steps: Pick<LoadedRun['steps'][number], 'id' | 'ordinal' | 'branch' | 'state'>[] };

/** The run's steps as lib/domain/advance-run.ts walks them. */
export function walkedSteps(run: Pick<FollowedRun, 'steps' | 'plan'>): WalkedStep[] {
  const plan = planOf(run);
  return run.steps.map((s) => ({
    id: s.id,
    ordinal: s.ordinal,
    branch: s.branch,
    state: s.state as StepState,
    plannedSkip: plan?.steps[s.ordinal]?.plannedSkip ?? null,
  }));
}

async function pause(tx: Transaction, run: Advancing): Promise<void> {
  if (run.state === 'running') await moveRun(tx, run, 'waiting');
}

async function skipAll(tx: Transaction, run: Advancing, skip: { stepId: string; reason: string }[]): Promise<void> {
  for (const { stepId, reason } of skip) {
    const step = run.steps.find((s) => s.id === stepId) as Step;
    const title = planOf(run)?.steps[step.ordinal]?.title ?? step.key;
    await moveStep(tx, step, 'skipped', { outcome: { summary: reason, tookMs: 0, checks: [] } });
    await appendEvent(tx, {
      type: 'step.skipped',
      incidentId: run.incidentId,
      runId: run.id,
      stepId,
      actor: null,
      data: { title, reason },
    });
  }
}

async function finish(tx: Transaction, run: Advancing, actor: EventActor): Promise<void> {
  const finishedAt = await storeNow(tx);
  const wayBack = await wayBackTaken(tx, run);
  if (wayBack) {
    await moveRun(tx, run, 'aborted', { finishedAt });
    const reason = `The way back was taken to its end: ${wayBack.title}.`;
    await appendEvent(tx, { type: 'run.aborted', incidentId: run.incidentId, runId: run.id, actor, data: { reason } });
    return;
  }
  await moveRun(tx, run, 'succeeded', { finishedAt });
  const tookMs = finishedAt.getTime() - (run.startedAt ?? finishedAt).getTime();
  await appendEvent(tx, {
    type: 'run.succeeded',
    incidentId: run.incidentId,
    runId: run.id,
    actor,
    data: { tookMs, followUps: await followUpsOf(tx, run) },
  });
}

/**
 * The way back that the run turned round to. Null for one that was planned as the way back, which has then done what it
 * was for, and for one that has not turned round.
 */
export async function wayBackTaken(
  tx: Transaction,
  run: Omit<FollowedRun, 'steps'>,
): Promise<{ title: string } | null> {
  const { content } = await getRunbook({ id: run.runbookVersionId }, tx);
  const wayBack = content.procedures.find((p) => p.key === run.procedureKey)?.branches.find((b) => b.isWayBack);
  return wayBack && run.branch === wayBack.key && planOf(run)?.branch !== wayBack.key ? wayBack : null;
}

/** What the procedure leaves open on the way that this run took. */
export async function followUpsOf(tx: Transaction, run: Omit<FollowedRun, 'steps'>): Promise<string[]> {
  const { content } = await getRunbook({ id: run.runbookVersionId }, tx);
  const parameters = (run.parameters ?? {}) as Record<string, string>;
  const procedure = content.procedures.find((p) => p.key === run.procedureKey);
  return (procedure?.followUps ?? [])
    .filter(({ when }) => !when?.branch || branchesTaken(run.branch).includes(when.branch))
    .filter(({ when }) => !when?.parameter || parameters[when.parameter] === when.equals)
    .map(({ text }) => fill(text, { ...planOf(run)?.facts, ...parameters }));
}

/** Steps that are neither settled nor in anybody's hands end with the run. */
export async function cancelOpenSteps(tx: Transaction, run: LoadedRun): Promise<void> {
  const finishedAt = await storeNow(tx);
  for (const step of run.steps.filter((s) => !SETTLED_STEP_STATES.includes(s.state as StepState))) {
    if (step.state === 'pending' || step.state === 'ready') await moveStep(tx, step, 'cancelled', { finishedAt });
  }
}
