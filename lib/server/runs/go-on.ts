import 'server-only';
import type { RenderedStep } from '@/lib/contracts/plan';
import { advance, startsByItself } from '@/lib/domain/advance-run';
import { canMoveRun, canMoveStep } from '@/lib/domain/run-states';
import { type NewEvent, toAppend } from '../audit/append-event';
import { db } from '../db';
import { env } from '../env';
import { askHotStore } from '../hot-store';
import { logger } from '../logger';
import { followUpsOf, walkedSteps, wayBackTaken } from './apply-advance';
import { believedOf } from './claim-quickly';
import { type Claim, type ClaimedRun, type ClaimedStep, startedEvent } from './claim-step';
import { type Ending, endedEvent } from './record-outcome';
import { type OutputRow, outputNews } from './store-output';

/** What follows from a step that succeeded, where the run goes on or ends without anybody's word. */
export type GoingOn = { next: ClaimedStep | null; rendered: RenderedStep | null; runEndedAt: Date | null };

/**
 * What the machine may do by itself after this ending, from what was known when the step was claimed. Null where a person
 * or the queue comes next, or anything is unusual: `recordOutcome` then reads everything anew and decides.
 */
export async function whatFollows(claim: Claim, ending: Ending): Promise<GoingOn | null> {
  const { run, step, plan, driver } = claim;
  if (ending.state !== 'succeeded' || run.mode !== 'to_decision' || driver === null || run.planHash === null)
    return null;
  const follows = advance(walkedSteps({ ...run, steps: settled(run, step) }), run.branch);
  if (follows.kind === 'stuck' || follows.skip.length > 0) return null;
  if (follows.kind === 'finished') {
    const isPlain = !(await wayBackTaken(db(), run)) && canMoveRun('running', 'succeeded');
    return isPlain ? { next: null, rendered: null, runEndedAt: new Date() } : null;
  }
  const next = run.steps.find((s) => s.id === follows.stepId) as ClaimedStep;
  const rendered = plan.steps[next.ordinal] as RenderedStep;
  if (rendered.action.kind === 'manual' || !startsByItself(run.mode, rendered)) return null;
  const isLegal =
    canMoveStep('running', 'succeeded') && canMoveStep('pending', 'ready') && canMoveStep('ready', 'running');
  return isLegal ? { next, rendered, runEndedAt: null } : null;
}

export type Recorded =
  /** `claim`: of the next step; null where the run has ended. */
  | { isRecorded: true; claim: Claim | null }
  /** Nothing was written, because something is otherwise than it was. */
  | { isRecorded: false; because: string };

/**
 * Writes the outcome, its last output and the claim of the next step (or the run's end) with their events, as one
 * transaction in one round trip (the store's `record_and_go_on`). Rejects where the store fails: whether it was written
 * is not known then, and `findOwnClaim` tells.
 */
export async function recordAndGoOn(
  claim: Claim,
  ending: Ending,
  going: GoingOn,
  printed: readonly OutputRow[],
): Promise<Recorded> {
  const { run, step } = claim;
  const next = going.next && claimed(claim, going.next);
  const following = next ? startedEvent(nextClaim(claim, going, next)) : await runEnded(run, going.runEndedAt as Date);
  const events = [endedEvent(claim, { state: 'succeeded', outcome: ending.outcome }), following];
  const [answer] = await askHotStore<Answer>('record-and-go-on', RECORD_AND_GO_ON, [
    run.id,
    JSON.stringify(believedOf(claim)),
    step.claimedBy,
    env().CONSOLE_WORKER_STALE_MS / 1000,
    step.id,
    step.epoch,
    JSON.stringify(ending.outcome),
    JSON.stringify(printed),
    printed.length > 0 ? outputNews(step.id, step.epoch, printed) : null,
    going.next?.id ?? null,
    going.runEndedAt,
    JSON.stringify(events.map((event) => toAppend(event as NewEvent))),
  ]);
  const { refused, claimed_at: startedAt, target_stamp: target } = answer as Answer;
  if (refused !== null) return { isRecorded: false, because: refused };
  if (!next || !startedAt) return { isRecorded: true, claim: null };
  const made = nextClaim(claim, going, next);
  return { isRecorded: true, claim: { ...made, startedAt, stamps: { ...claim.stamps, target } } };
}

type Answer = { refused: string | null; claimed_at: Date | null; target_stamp: string };

const RECORD_AND_GO_ON =
  'SELECT refused, claimed_at, target_stamp FROM record_and_go_on($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)';

const settled = (run: ClaimedRun, step: ClaimedStep): ClaimedStep[] =>
  run.steps.map((s) => (s.id === step.id ? { ...step, state: 'succeeded' } : s));

const claimed = ({ step }: Claim, next: ClaimedStep): ClaimedStep => ({
  ...next,
  state: 'running',
  epoch: next.epoch + 1,
  claimedBy: step.claimedBy,
});

/** `startedAt` is the store's to say, and filled in when it has. */
function nextClaim(claim: Claim, { rendered }: GoingOn, step: ClaimedStep): Claim {
  const steps = settled(claim.run, claim.step);
  return { ...claim, run: { ...claim.run, steps }, step, rendered: rendered as RenderedStep, refusal: null };
}

/** The next step's claim as it will be once it is committed; null where the run ends. Only what changes nothing may use it. */
export function nextClaimOf(claim: Claim, going: GoingOn): Claim | null {
  return going.next && nextClaim(claim, going, claimed(claim, going.next));
}

async function runEnded(run: ClaimedRun, endedAt: Date): Promise<NewEvent<'run.succeeded'>> {
  const tookMs = endedAt.getTime() - (run.startedAt ?? endedAt).getTime();
  const data = { tookMs, followUps: await followUpsOf(db(), run) };
  return { type: 'run.succeeded', incidentId: run.incidentId, runId: run.id, actor: null, data };
}

/**
 * After a failure whose answer was lost: the claim that `recordAndGoOn` may have made all the same. Nobody else acts on
 * it and nobody has, so it may be acted on. To be asked once the run's row was held: the lost statement has ended then.
 * That one transaction made both is seen from the two events, whose rows never change; a claim that this worker made
 * through the queue is another's, and acting on that would start an effect twice.
 */
export async function findOwnClaim(claim: Claim, going: GoingOn): Promise<Claim | null> {
  if (!going.next) return null;
  const next = claimed(claim, going.next);
  const [found] = await askHotStore<{ started_at: Date; target_stamp: string }>('own-claim', OWN_CLAIM, [
    claim.run.incidentId,
    claim.step.id,
    claim.step.epoch,
    next.id,
    next.epoch,
    next.claimedBy,
  ]);
  if (!found) return null;
  logger().warn({ stepId: next.id }, 'the answer to a claim was lost, and the claim is there: it is acted on now');
  const made = nextClaim(claim, going, next);
  return { ...made, startedAt: found.started_at, stamps: { ...claim.stamps, target: found.target_stamp } };
}

const OWN_CLAIM = `SELECT s."startedAt" AS started_at, t.xmin::text AS target_stamp
  FROM "Event" ended JOIN "Event" began ON began.xmin = ended.xmin AND began."incidentId" = ended."incidentId"
  JOIN "Step" s ON s."id" = began."stepId" JOIN "Run" r ON r."id" = s."runId" JOIN "Target" t ON t."id" = r."targetId"
  WHERE ended."incidentId" = $1 AND ended."stepId" = $2 AND ended."type" = 'step.succeeded' AND (ended."data"->>'epoch')::int = $3
    AND began."stepId" = $4 AND began."type" = 'step.started' AND (began."data"->>'epoch')::int = $5
    AND s."state" = 'running' AND s."epoch" = $5 AND s."claimedBy" = $6`;
