import 'server-only';
import type { SideStepPlan } from '@/lib/contracts/side-step';
import { AppError } from '@/lib/domain/errors';
import { ACTIVE_RUN_STATES } from '@/lib/domain/run-states';
import { assertApproverStands } from '../approvals/approver-stands';
import { appendEvent, storeNow, type Transaction } from '../audit/append-event';
import { hashOf } from '../audit/event-chain';
import { db } from '../db';
import { env } from '../env';
import type { SideStep } from '../generated/prisma/client';
import { logger } from '../logger';
import type { StepWorker } from '../runs/execute-step';
import { type LoadedRun, lockRun, planOf } from '../runs/load-run';
import { withPatience } from '../runs/record-outcome';
import { assertTargetStands } from '../runs/start-run';
import { openTarget, toLoadedTarget } from '../targets/get-target';
import { actBeside } from './act-beside';
import { record, recordPatiently, type SideEnding } from './record-side-step';
import { planOfSide, sideWords } from './side-step';
import { whyVoid } from './void-side-steps';

type Claimed = { side: SideStep; plan: SideStepPlan; run: LoadedRun };

/** Claim, act, record: what a person approved is done once, or nobody knows and a person decides again. */
export async function runSideStep({ sideStepId }: { sideStepId: string }, worker: StepWorker): Promise<void> {
  const key = `${worker.id} ${sideStepId}`;
  if (worker.shutdown.aborted || worker.draining?.aborted || inHand.has(key)) return;
  inHand.add(key);
  try {
    const claimed = await take(sideStepId, worker.id);
    if (!claimed) return;
    const begun = Date.now();
    const ending = await act(claimed, worker).catch((error: unknown) => brokenEnd(error, sideStepId));
    await recordPatiently(sideStepId, worker.id, ending, Date.now() - begun);
  } finally {
    inHand.delete(key);
  }
}

/** Side steps in this process's hands: a job that is delivered twice is one claim. */
const inHand = new Set<string>();

/** A claim that was made, and whose answer was lost, is ended: nothing was begun under it. */
async function take(sideStepId: string, workerId: string): Promise<Claimed | null> {
  try {
    return await claim(sideStepId, workerId);
  } catch (error) {
    logger().warn({ err: error, sideStepId }, 'whether this side step was claimed is not known yet');
    const claimed = await withPatience(sideStepId, () => claim(sideStepId, workerId));
    const summary = 'Nothing was done: the store’s answer was lost when it was claimed. Ask for it again.';
    if (!claimed) await recordPatiently(sideStepId, workerId, { state: 'failed', outcome: { summary, tookMs: 0 } }, 0);
    return claimed;
  }
}

/** Looks once more whether it still stands: between the claim and this the step may have got on by itself. */
async function act({ side, plan, run }: Claimed, { id, shutdown }: StepWorker): Promise<SideEnding> {
  const target = await openTarget(run.targetId);
  const because = await withPatience(side.id, () =>
    db().$transaction(async (tx) => {
      const now = await lockRun(tx, run.id);
      // The look may have waited for the store, and the others given the claim up meanwhile.
      const isOwn = await tx.sideStep.count({ where: { id: side.id, state: 'running', claimedBy: id } });
      return isOwn === 1 && (await hasLease(tx, id)) ? whyVoid(now, side) : 'its worker was taken for dead meanwhile';
    }),
  );
  if (because) return { state: 'failed', outcome: { summary: `Nothing was done: ${because}.`, tookMs: 0 } };
  return actBeside(plan, target, { tag: `rollback-side-${side.id.slice(0, 8)}`, signal: shutdown });
}

/** Whether the others still take this worker for alive: what one claims that they have given up, nobody would see. */
async function hasLease(tx: Transaction, workerId: string): Promise<boolean> {
  const staleSeconds = env().CONSOLE_WORKER_STALE_MS / 1000;
  const held = await tx.$queryRaw<unknown[]>`
    SELECT 1 FROM "WorkerInstance" w WHERE w."id"::text = ${workerId} AND w."stoppedAt" IS NULL
      AND w."beatAt" > clock_timestamp() - make_interval(secs => ${staleSeconds})`;
  return held.length > 0;
}

/** The intent before the effect. What does not stand any more fails here, and nothing is done. */
async function claim(sideStepId: string, workerId: string): Promise<Claimed | null> {
  const found = await db().sideStep.findUnique({ where: { id: sideStepId }, select: { runId: true } });
  if (!found) return null;
  return db().$transaction(async (tx) => {
    const run = await lockRun(tx, found.runId);
    const side = await tx.sideStep.findUniqueOrThrow({ where: { id: sideStepId } });
    // Left as it is, it is asked for again once this worker or another is well.
    if (side.state !== 'ready' || !(await hasLease(tx, workerId))) return null;
    const refusal = await whyRefuse(tx, run, side);
    const startedAt = await storeNow(tx);
    await tx.sideStep.update({ where: { id: side.id }, data: { state: 'running', claimedBy: workerId, startedAt } });
    if (refusal) {
      await record(tx, sideStepId, workerId, { state: 'failed', outcome: { summary: refusal, tookMs: 0 } }, 0);
      return null;
    }
    const asker = await tx.person.findUnique({
      where: { id: side.requestedById },
      select: { id: true, name: true },
    });
    await appendEvent(tx, {
      type: 'side_step.started',
      incidentId: run.incidentId,
      runId: run.id,
      stepId: side.stepId,
      actor: asker,
      data: { ...sideWords(side), worker: workerId },
    });
    return { side, plan: planOfSide(side), run };
  });
}

async function whyRefuse(tx: Transaction, run: LoadedRun, side: SideStep): Promise<string | null> {
  const because = whyVoid(run, side) ?? (await whyTaken(tx, run));
  if (because) return `Nothing was done: ${because}.`;
  const approval = await tx.approval.findUnique({
    where: { sideStepId: side.id },
    include: { decisions: { include: { person: true } } },
  });
  try {
    if (approval?.state !== 'used' || hashOf(planOfSide(side)) !== approval.planHash)
      throw new AppError('blocked', 'Nothing was done: it is not what was approved.', 'Ask for it again.');
    await assertApproverStands(tx, approval, run.target.teamId);
    const plan = planOf(run);
    if (plan) assertTargetStands(plan, toLoadedTarget(run.target));
    return null;
  } catch (error) {
    if (error instanceof AppError) return `${error.message} ${error.remedy}`;
    throw error;
  }
}

/** A target takes one run at a time, and nothing else beside that. */
async function whyTaken(tx: Transaction, { id, targetId }: LoadedRun): Promise<string | null> {
  const where = { targetId, id: { not: id }, state: { in: [...ACTIVE_RUN_STATES] } };
  return (await tx.run.count({ where })) > 0 ? 'another rollback runs on this target' : null;
}

/** Of what broke in the console itself nobody knows whether it was done; what a target refuses was not. */
function brokenEnd(error: unknown, sideStepId: string): SideEnding {
  if (error instanceof AppError && error.code !== 'unexpected')
    return { state: 'failed', outcome: { summary: `${error.message} ${error.remedy}`, tookMs: 0 } };
  logger().error({ err: error, sideStepId }, 'a side step broke in the console itself');
  const summary = 'The console itself failed while it was done, so nobody knows yet whether it took effect.';
  return { state: 'unknown', outcome: { summary, tookMs: 0 } };
}

/** What a dead worker left: under way it is unknown, and what nobody has claimed is asked for again. */
export async function findLostSideSteps(): Promise<void> {
  const staleSeconds = env().CONSOLE_WORKER_STALE_MS / 1000;
  const lost = await db().$queryRaw<{ id: string; claimedBy: string }[]>`
    SELECT s."id", s."claimedBy" FROM "SideStep" s LEFT JOIN "WorkerInstance" w ON w."id"::text = s."claimedBy"
    WHERE s."state" = 'running' AND (w."id" IS NULL OR w."stoppedAt" IS NOT NULL
      OR w."beatAt" < clock_timestamp() - make_interval(secs => ${staleSeconds}))`;
  const summary =
    'The worker that did it fell silent before the outcome was written; look at the page for what is there now.';
  for (const { id, claimedBy } of lost)
    await db().$transaction((tx) =>
      record(tx, id, claimedBy, { state: 'unknown', outcome: { summary, tookMs: 0 } }, 0),
    );
  await db().$executeRaw`
    SELECT graphile_worker.add_job('run_side_step', json_build_object('sideStepId', s."id"), max_attempts := 1, job_key := 'again-' || s."id")
    FROM "SideStep" s JOIN "Approval" a ON a."sideStepId" = s."id"
    WHERE s."state" = 'ready' AND a."decidedAt" < clock_timestamp() - make_interval(secs => ${staleSeconds})`;
}
