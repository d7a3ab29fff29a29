import 'server-only';
import type { Plan, RenderedStep } from '@/lib/contracts/plan';
import { canMoveStep } from '@/lib/domain/run-states';
import { toAppend } from '../audit/append-event';
import { hashOf } from '../audit/event-chain';
import { env } from '../env';
import type { Target } from '../generated/prisma/client';
import { askHotStore } from '../hot-store';
import { type Claim, type ClaimedRun, startedEvent } from './claim-step';
import { reviveTarget } from './read-run';

/**
 * The claim of `claimStep` in two round trips: all that it needs is read without a lock, and the claim is made where all
 * of it is still so. Null where anything is unusual, and then nothing was written: `claimStep` reads it anew, and decides.
 * Rejects where the store fails: whether the step was claimed is not known then. `onRead` is told of a claim that is about to
 * be made: what changes nothing anywhere may begin.
 */
export async function claimQuickly(
  stepId: string,
  epoch: number,
  workerId: string,
  onRead: (claim: Claim) => void = () => undefined,
): Promise<Claim | null> {
  const [row] = await askHotStore<Row>('read-claim', READ, [stepId]);
  const claim = row && toClaim(row, stepId, epoch, workerId);
  if (!claim) return null;
  onRead(claim);
  const { run, step } = claim;
  const [answer] = await askHotStore<Answer>('claim-ready-step', CLAIM, [
    run.id,
    JSON.stringify(believedOf({ ...claim, step: { ...step, state: 'ready', epoch } })),
    workerId,
    env().CONSOLE_WORKER_STALE_MS / 1000,
    stepId,
    epoch,
    JSON.stringify(toAppend(startedEvent(claim))),
  ]);
  const { refused, claimed_at: startedAt, target_stamp: target } = answer as Answer;
  if (refused !== null || startedAt === null) return null;
  return { ...claim, startedAt, stamps: { ...claim.stamps, target } };
}

/** What `what_is_otherwise` in the store compares with what is there. */
export function believedOf({ run, step, driver, stamps }: Claim): Record<string, unknown> {
  const steps = run.steps.map((s) => (s.id === step.id ? step : s));
  return {
    mode: run.mode,
    branch: run.branch,
    planHash: run.planHash,
    runStamp: stamps.run,
    driverId: driver?.id,
    driverName: driver?.name,
    steps: steps.map((s) => [s.id, s.state, s.epoch].join(':')).join(' '),
  };
}

function toClaim(row: Row, stepId: string, epoch: number, workerId: string): Claim | null {
  const { target, targetStamp, runStamp, driverName, isApproved, ...run } = row;
  const step = run.steps.find((s) => s.id === stepId);
  const isLegal = canMoveStep('ready', 'running') && step?.state === 'ready' && step.epoch === epoch;
  const plan = run.plan as unknown as Plan | null;
  if (!isLegal || !plan || !run.driverId || driverName === null) return null;
  // What runs is the plan in this process's hands, so it is this one that has to be the approved one.
  // What was approved in spite of a block is unusual enough to be read anew, with who overrode what.
  if (plan.blocks?.length) return null;
  if (!isApproved || hashOf(plan) !== run.planHash) return null;
  return {
    run,
    step: { ...step, state: 'running', epoch: epoch + 1, claimedBy: workerId },
    rendered: plan.steps[step.ordinal] as RenderedStep,
    plan,
    startedAt: new Date(0),
    driver: { id: run.driverId, name: driverName },
    stamps: { run: runStamp, target: targetStamp },
    target: { stamp: targetStamp, row: reviveTarget(target) },
    refusal: null,
  };
}

type Row = ClaimedRun & {
  driverId: string | null;
  driverName: string | null;
  runStamp: string;
  isApproved: boolean;
  target: Target;
  targetStamp: string;
};
type Answer = { refused: string | null; claimed_at: Date | null; target_stamp: string };

const READ = `SELECT r."id", r."incidentId", r."targetId", r."runbookVersionId", r."procedureKey", r."parameters", r."mode",
    r."branch", r."plan", r."planHash", r."driverId", r."startedAt", p."name" AS "driverName",
    r.xmin::text AS "runStamp", to_jsonb(t) AS target, t.xmin::text AS "targetStamp",
    EXISTS (SELECT FROM "Approval" a WHERE a."runId" = r."id" AND a."state" = 'used' AND a."planHash" = r."planHash")
      AS "isApproved",
    (SELECT jsonb_agg(jsonb_build_object('id', s."id", 'ordinal', s."ordinal", 'key', s."key", 'branch', s."branch",
      'state', s."state", 'epoch', s."epoch", 'claimedBy', s."claimedBy") ORDER BY s."ordinal")
      FROM "Step" s WHERE s."runId" = r."id") AS steps
  FROM "Step" own JOIN "Run" r ON r."id" = own."runId" JOIN "Target" t ON t."id" = r."targetId"
    LEFT JOIN "Person" p ON p."id" = r."driverId"
  WHERE own."id" = $1`;

const CLAIM = 'SELECT refused, claimed_at, target_stamp FROM claim_ready_step($1, $2, $3, $4, $5, $6, $7)';
