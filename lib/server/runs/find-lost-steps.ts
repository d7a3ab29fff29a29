import 'server-only';
import type { StepOutcome } from '@/lib/contracts/plan';
import { canMoveRun, type RunState } from '@/lib/domain/run-states';
import { tellAsker } from '../approvals/tell-asker';
import { appendEvent, storeNow } from '../audit/append-event';
import { db } from '../db';
import { env } from '../env';
import type { Prisma } from '../generated/prisma/client';
import { logger } from '../logger';
import { enqueue } from '../queue/enqueue';
import { lockRun, lockRunOfStep, planOf } from './load-run';
import { moveRun, moveStep } from './move';

/**
 * Finds what a dead worker left: claimed steps become unknown and are probed, steps whose job died unclaimed and
 * preflights and measurements that never answered are asked for again. Ages are the store's, whatever the workers' clocks say.
 */
export async function findLostSteps(): Promise<void> {
  const staleSeconds = env().CONSOLE_WORKER_STALE_MS / 1000;
  const lost = await db().$queryRaw<{ id: string }[]>`
    SELECT s."id" FROM "Step" s LEFT JOIN "WorkerInstance" w ON w."id"::text = s."claimedBy"
    WHERE s."state" = 'running' AND (w."id" IS NULL OR w."stoppedAt" IS NOT NULL
      OR w."beatAt" < clock_timestamp() - make_interval(secs => ${staleSeconds}))`;
  for (const { id } of lost) await giveUp(id, FELL_SILENT);
  await askAgain(staleSeconds);
}

const FELL_SILENT = 'The worker that ran it fell silent before the outcome was written.';

/** Gives a claimed step to a person, and has it probed. `only`: where it still is that worker's attempt. */
export async function giveUp(
  stepId: string,
  because: string,
  only?: { epoch: number; workerId: string },
): Promise<void> {
  await db().$transaction(async (tx) => {
    const { run, step } = await lockRunOfStep(tx, stepId);
    if (step.state !== 'running') return;
    if (only && (step.epoch !== only.epoch || step.claimedBy !== only.workerId)) return;
    const at = await storeNow(tx);
    const outcome: StepOutcome = {
      summary: because,
      tookMs: at.getTime() - (step.startedAt ?? at).getTime(),
      checks: [],
    };
    await moveStep(tx, step, 'unknown', { finishedAt: at, outcome: outcome as unknown as Prisma.InputJsonValue });
    await moveRun(tx, run, 'waiting');
    const rendered = planOf(run)?.steps[step.ordinal];
    const data = {
      title: rendered?.title ?? step.key,
      display: rendered?.display ?? '',
      where: rendered?.where ?? '',
      because,
      epoch: step.epoch,
    };
    await enqueue(tx, 'probe_step', { stepId, epoch: step.epoch });
    await appendEvent(tx, {
      type: 'step.unknown',
      incidentId: run.incidentId,
      runId: run.id,
      stepId,
      actor: null,
      data,
    });
  });
  logger().warn({ stepId }, 'a step was lost sight of');
}

/**
 * A job is given one attempt, so one that died with its worker before the claim would wait for ever. Asking again is
 * safe: the claim lets one of the two through, and the other finds nothing to do.
 */
async function askAgain(staleSeconds: number): Promise<void> {
  await db().$executeRaw`
    SELECT graphile_worker.add_job('run_step', json_build_object('stepId', s."id", 'epoch', s."epoch"), max_attempts := 1, job_key := 'again-' || s."id" || '-' || s."epoch")
    FROM "Step" s JOIN "Run" r ON r."id" = s."runId"
    WHERE s."state" = 'ready' AND r."state" = 'running' AND NOT EXISTS (
      SELECT 1 FROM "Event" e WHERE e."incidentId" = r."incidentId" AND e."runId" = r."id" AND e."at" > clock_timestamp() - make_interval(secs => ${staleSeconds}))`;
  await db().$executeRaw`
    SELECT graphile_worker.add_job('plan_run', json_build_object('runId', r."id"), max_attempts := 1, job_key := 'again-' || r."id")
    FROM "Run" r WHERE r."state" = 'draft' AND r."preflightAskedAt" < clock_timestamp() - make_interval(secs => ${staleSeconds * 6})`;
  await db().$executeRaw`
    SELECT graphile_worker.add_job('probe_step', json_build_object('stepId', s."id", 'epoch', s."epoch"), max_attempts := 1, job_key := 'probe-' || s."id" || '-' || s."epoch")
    FROM "Step" s WHERE s."state" = 'unknown' AND s."outcome"->'probe' IS NULL AND s."finishedAt" < clock_timestamp() - make_interval(secs => ${staleSeconds})`;
  await lookAgainAtRunning();
  // Without it, a check whose worker died would stay "running", and the incident could not be validated again.
  await db().$executeRaw`
    SELECT graphile_worker.add_job('measure_checks', json_build_object('incidentId', c."incidentId", 'group', c."group"), max_attempts := 1, job_key := 'again-' || c."incidentId" || '-' || c."group")
    FROM (SELECT DISTINCT "incidentId", "group" FROM "IncidentCheck" WHERE "state" = 'running') c
    WHERE NOT EXISTS (
      SELECT 1 FROM "Event" e WHERE e."incidentId" = c."incidentId" AND e."type" IN ('validation.asked', 'check.measured')
        AND e."at" > clock_timestamp() - make_interval(secs => ${staleSeconds * 6}))`;
}

/** Requests that nobody answered in time end; a timeout never approves. */
export async function expireApprovals(): Promise<void> {
  // By the store's clock: one worker whose own is an hour fast would void every approval.
  const due = await db().$queryRaw<{ id: string; runId: string }[]>`SELECT "id", "runId" FROM "Approval"
    WHERE "sideStepId" IS NULL AND "state" IN ('requested', 'approved') AND "expiresAt" < clock_timestamp()`;
  for (const { id, runId } of due) await expire(id, runId);
}

/** The run is held first, as by whoever decides, starts or plans again: what they did a moment before then counts. */
async function expire(id: string, runId: string): Promise<void> {
  await db().$transaction(async (tx) => {
    const run = await lockRun(tx, runId);
    const approval = run.approvals.find((a) => a.id === id);
    if (approval?.state !== 'requested' && approval?.state !== 'approved') return;
    await tx.approval.update({ where: { id }, data: { state: 'expired', decidedAt: await storeNow(tx) } });
    // A run that is over lost its request when it ended; one that an older version left behind must not hold up the others.
    if (canMoveRun(run.state as RunState, 'draft')) await moveRun(tx, run, 'draft');
    const asker = await tx.person.findUnique({ where: { id: approval.requestedById }, select: { name: true } });
    await appendEvent(tx, {
      type: 'approval.expired',
      incidentId: run.incidentId,
      runId,
      actor: null,
      data: {
        planHash: approval.planHash,
        wasScheduled: run.scheduledFor !== null,
        asker: asker?.name ?? 'somebody',
      },
    });
    const because = approval.state === 'approved' ? 'It was not started in time' : 'Nobody decided in time';
    await tellAsker(tx, run, approval, { what: 'Approval expired', because });
  });
}

/** What was lost sight of and still runs on its target is looked at until it has ended: only then can a person decide. */
async function lookAgainAtRunning(): Promise<void> {
  await db().$executeRaw`
    SELECT graphile_worker.add_job('probe_step', json_build_object('stepId', s."id", 'epoch', s."epoch"), max_attempts := 1, job_key := 'probe-' || s."id" || '-' || s."epoch")
    FROM "Step" s WHERE s."state" = 'unknown' AND s."outcome"->'probe'->>'isRunning' = 'true'
      AND (s."outcome"->'probe'->>'at')::timestamptz < clock_timestamp() - make_interval(secs => ${LOOK_AGAIN_SECONDS})
      AND s."finishedAt" > clock_timestamp() - interval '1 hour'`;
}
const LOOK_AGAIN_SECONDS = 5;
