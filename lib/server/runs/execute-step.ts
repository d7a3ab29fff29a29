import 'server-only';
import type { CheckResult, StepOutcome } from '@/lib/contracts/plan';
import { AppError } from '@/lib/domain/errors';
import { db } from '../db';
import { logger } from '../logger';
import { getRunbook } from '../runbooks/store-runbook';
import { claimQuickly } from './claim-quickly';
import { type Claim, claimStep } from './claim-step';
import { giveUp } from './find-lost-steps';
import { findOwnClaim, nextClaimOf, recordAndGoOn, whatFollows } from './go-on';
import { judgeAtClaim } from './judge-at-claim';
import { recordLocks } from './lock-waits';
import { lookBefore } from './look-before';
import { OutputRecorder } from './output-recorder';
import { performAction } from './perform-action';
import { probeNow } from './probe-step';
import { type Ending, recordOutcome, withPatience } from './record-outcome';
import { type CheckContext, listBefore, readTimesBefore, runCheck } from './run-check';
import { RunHold } from './run-hold';
import { tagOf } from './step-tag';
import type { OutputRow } from './store-output';

const CANCEL_POLL_MS = 400;

type Job = { stepId: string; epoch: number };

export type StepWorker = {
  id: string;
  /** Ends the effect when the worker must go: what became of it is then unknown, for a person to decide. */
  shutdown: AbortSignal;
  /** The worker takes no new work any more, and so claims no next step either. */
  draining?: AbortSignal;
};

/**
 * Claim, act, record; and, while the run goes on by itself, the next step likewise in the same hands: its claim is
 * committed together with the outcome before it. Whatever is unusual goes back to the queue or to a person.
 */
export async function executeStep(job: Job, worker: StepWorker): Promise<void> {
  const key = `${worker.id} ${job.stepId} ${job.epoch}`;
  if (worker.shutdown.aborted || worker.draining?.aborted || inHand.has(key)) return;
  inHand.add(key);
  const hold = new RunHold();
  try {
    let claim = await take(job, worker.id, hold);
    while (claim) claim = await actAndRecord(claim, hold, worker);
  } finally {
    inHand.delete(key);
    await hold.close();
  }
}

/** Steps in this process's hands, by worker, step and epoch: a job that is delivered twice is one claim. */
const inHand = new Set<string>();

const NEVER_STARTED =
  'The store’s answer was lost when the step was claimed, so nothing was started. Run it again if it is still wanted.';

/** Quickly where everything is as usual. A claim that was made, and whose answer was lost, is given to a person. */
async function take({ stepId, epoch }: Job, workerId: string, hold: RunHold): Promise<Claim | null> {
  const onRead = (claim: Claim) => hold.prepare(claim.rendered, tagOf(claim), claim);
  try {
    return (await claimQuickly(stepId, epoch, workerId, onRead)) ?? (await claimStep(stepId, epoch, workerId));
  } catch (error) {
    logger().warn({ err: error, stepId }, 'whether this step was claimed is not known yet');
    const claim = await withPatience(stepId, () => claimStep(stepId, epoch, workerId));
    if (!claim) await withPatience(stepId, () => giveUp(stepId, NEVER_STARTED, { epoch: epoch + 1, workerId }));
    return claim;
  }
}

/** Returns the claim of the next step, where this worker goes on with it. */
async function actAndRecord(claim: Claim, hold: RunHold, worker: StepWorker): Promise<Claim | null> {
  const output = new OutputRecorder(claim.step.id, claim.step.epoch);
  const cancel = watchForCancel(claim, worker.shutdown);
  try {
    const ending = await actAndCheck(claim, hold, output, cancel.signal).catch((error: unknown) =>
      unexpectedEnd(claim, error),
    );
    return await record(claim, ending, { output, hold, worker });
  } finally {
    cancel.stop();
  }
}

async function record(
  claim: Claim,
  ending: Ending,
  { output, hold, worker }: { output: OutputRecorder; hold: RunHold; worker: StepWorker },
): Promise<Claim | null> {
  const { shutdown, draining } = worker;
  const isLeaving = shutdown.aborted || draining?.aborted === true;
  const going = isLeaving ? null : await whatFollows(claim, ending).catch(sayAndGiveUp(claim));
  const rest = await output.finish();
  if (going) {
    const next = nextClaimOf(claim, going);
    if (next) hold.prepare(next.rendered, tagOf(next), next);
    const recorded = await recordAndGoOn(claim, ending, going, rest).catch(sayAndGiveUp(claim));
    if (recorded?.isRecorded) return recorded.claim;
    if (recorded) logger().debug({ stepId: claim.step.id, because: recorded.because }, 'the run does not simply go on');
    await recordAnew(claim, ending, output, rest, shutdown);
    return recorded ? null : withPatience(claim.step.id, () => findOwnClaim(claim, going));
  }
  await recordAnew(claim, ending, output, rest, shutdown);
  return null;
}

function sayAndGiveUp(claim: Claim): (error: unknown) => null {
  return (error) => {
    logger().warn({ err: error, stepId: claim.step.id }, 'an outcome has to be recorded the long way');
    return null;
  };
}

async function recordAnew(
  claim: Claim,
  ending: Ending,
  output: OutputRecorder,
  rest: readonly OutputRow[],
  shutdown: AbortSignal,
): Promise<void> {
  await output.store(rest);
  await recordOutcome(claim, shutdown.aborted && ending.state === 'cancelled' ? cutShort(ending) : ending);
}

async function actAndCheck(claim: Claim, hold: RunHold, output: OutputRecorder, signal: AbortSignal): Promise<Ending> {
  if (claim.refusal)
    return {
      state: 'failed',
      outcome: { summary: `${claim.refusal.message} ${claim.refusal.remedy}`, tookMs: 0, checks: [] },
    };
  const { rendered, startedAt } = claim;
  // Opened here and not with the claim: a target that cannot be opened must end the step, not leave it claimed.
  const target = await hold.openTarget(claim);
  const sessions = await hold.sessionsFor(rendered);
  const { content } = await getRunbook({ id: claim.run.runbookVersionId });
  await judgeAtClaim(rendered, content.sql, target.inventory);
  const context: CheckContext = { target, sql: content.sql, tag: tagOf(claim), signal, startedAt };
  const needless = await lookBefore(rendered, context);
  if (needless) {
    const { state, summary, checks } = needless;
    const tookMs = Date.now() - startedAt.getTime();
    return {
      state,
      outcome: { summary, tookMs, checks, ...(state === 'succeeded' && { isNothingRun: true as const }) },
    };
  }
  context.before = await listBefore(rendered.postcondition, context);
  context.timesBefore = await readTimesBefore(rendered.postcondition, context);
  const { state, ...done } = await performAction(rendered, {
    claim,
    target,
    signal,
    output,
    tag: tagOf(claim),
    locks: recordLocks(claim),
    sessions,
  });
  context.answer = done.table;
  if (state === 'unknown') return { state, outcome: { ...done, checks: [] } };
  // Without the signal: what has been stopped is looked at all the same.
  const probe = () => probeNow(rendered, { ...context, signal: undefined });
  if (state !== 'succeeded') return { state, outcome: { ...done, checks: [], probe: await probe() } };
  const checks = await checkAll(claim, context, output);
  const broken = checks.find((check) => !check.isOk);
  if (!broken) return { state: 'succeeded', outcome: { ...done, checks } };
  if (signal.aborted) {
    const summary = 'It ran, and was stopped while it was being looked at whether it worked.';
    return { state: 'cancelled', outcome: { ...done, summary, checks, probe: await probe() } };
  }
  const summary = `It ran, but it did not work: ${broken.title} was not found true. Expected ${broken.expected}, saw ${broken.saw}.`;
  return { state: 'failed', outcome: { ...done, summary, checks, probe: await probe() } };
}

async function checkAll(claim: Claim, context: CheckContext, output: OutputRecorder): Promise<CheckResult[]> {
  const results: CheckResult[] = [];
  for (const check of claim.rendered.postcondition) {
    output.note(`checking: ${check.title}`);
    const result = await runCheck(check, context);
    results.push(result);
    if (!result.isOk) break;
  }
  return results;
}

/** The effect may or may not have happened when our own code breaks, so the step is unknown and not failed. */
function unexpectedEnd(claim: Claim, error: unknown): Ending {
  if (error instanceof AppError && error.code !== 'unexpected')
    return { state: 'failed', outcome: { summary: `${error.message} ${error.remedy}`, tookMs: 0, checks: [] } };
  const referenceId = claim.step.id.slice(0, 8);
  logger().error({ err: error, stepId: claim.step.id, referenceId }, 'a step broke in the console itself');
  return {
    state: 'unknown',
    outcome: {
      summary: 'The console itself failed while this step ran, so nobody knows yet whether it took effect.',
      tookMs: Date.now() - claim.startedAt.getTime(),
      checks: [],
      error: { sentence: 'Unexpected failure of the console', referenceId },
    },
  };
}

function cutShort(ending: Ending): Ending {
  const outcome: StepOutcome = {
    ...ending.outcome,
    summary:
      'The worker was shut down while this step ran and ended it on the target; whether it took effect has to be looked at.',
  };
  return { state: 'unknown', outcome };
}

/** Aborts when a person asked for it or the worker goes. Polled: a lost notification must not leave a step running. */
function watchForCancel(claim: Claim, shutdown: AbortSignal): { signal: AbortSignal; stop: () => void } {
  const controller = new AbortController();
  const poll = setInterval(async () => {
    const step = await db()
      .step.findUnique({ where: { id: claim.step.id }, select: { cancelAskedAt: true } })
      .catch((error: unknown) => {
        logger().warn({ err: error }, 'cannot see whether this step should be stopped');
        return null;
      });
    if (step?.cancelAskedAt) controller.abort();
  }, CANCEL_POLL_MS);
  const onShutdown = () => controller.abort();
  shutdown.addEventListener('abort', onShutdown);
  // It may have come during the claim, and an event that is over is not heard.
  if (shutdown.aborted) onShutdown();
  return {
    signal: controller.signal,
    stop: () => {
      clearInterval(poll);
      shutdown.removeEventListener('abort', onShutdown);
    },
  };
}
