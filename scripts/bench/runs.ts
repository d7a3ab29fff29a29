import pMap from 'p-map';
import { decideApproval } from '@/lib/server/approvals/decide-approval';
import { requestApproval } from '@/lib/server/approvals/request-approval';
import { db } from '@/lib/server/db';
import { listenToNews } from '@/lib/server/news-hub';
import { armRun } from '@/lib/server/runs/arm-run';
import { prepareRun } from '@/lib/server/runs/prepare-run';
import { startRun } from '@/lib/server/runs/start-run';
import { until } from '@/lib/server/testing/until';
import type { BenchConsole, BenchTarget } from './console';

export type ApprovedRun = { runId: string; planHash: string };
type RequestedRun = ApprovedRun & { approvalId: string };

/** Plans a run and has it approved, as people do it: what is left is to start it. */
export async function approveRun(at: BenchConsole, target: BenchTarget, procedureKey: string): Promise<ApprovedRun> {
  const { approvalId, ...run } = await requestRun(at, target, procedureKey);
  await approve(at, { approvalId, ...run });
  return run;
}

async function requestRun(at: BenchConsole, target: BenchTarget, procedureKey: string): Promise<RequestedRun> {
  const { engineer } = at.people;
  const { runId } = await prepareRun(engineer, {
    incidentCode: target.incidentCode,
    procedureKey,
    branch: 'main',
    parameters: {},
  });
  const planHash = await until('a plan', () => readPlanHash(runId), 30_000);
  const { approvalId } = await requestApproval(engineer, { runId, planHash, note: '' });
  return { runId, planHash, approvalId };
}

function approve(at: BenchConsole, { approvalId, planHash }: RequestedRun) {
  return decideApproval(at.people.lead, { approvalId, planHash, verdict: 'approved', reason: 'to measure' });
}

async function readPlanHash(runId: string): Promise<string | null> {
  const run = await db().run.findUniqueOrThrow({ where: { id: runId } });
  if (run.planHash) return run.planHash;
  if (run.preflight) throw new Error(`no plan could be made: ${JSON.stringify(run.preflight)}`);
  return null;
}

/** Starts runs in one moment and waits until all have succeeded. */
export async function startAll(at: BenchConsole, runs: readonly ApprovedRun[]): Promise<void> {
  const ended = hearEnds(runs.length);
  await Promise.all(runs.map((run) => startRun(at.people.engineer, { ...run, mode: 'to_decision' })));
  await ended;
}

/** Resolves once so many runs have ended; rejects when one of them ends otherwise than well, or none does in a minute. */
function hearEnds(count: number): Promise<void> {
  return new Promise((resolve, reject) => {
    let left = count;
    const finish = (error?: Error) => {
      clearTimeout(timer);
      stop();
      if (error) reject(error);
      else resolve();
    };
    const timer = setTimeout(() => finish(new Error('the runs have not ended within a minute')), 60_000);
    const stop = listenToNews(
      (news) => {
        if (news.kind !== 'news') return;
        if (/^(step\.(failed|unknown|cancelled)|run\.(failed|aborted))$/.test(news.type)) finish(new Error(news.type));
        if (news.type !== 'run.succeeded') return;
        left -= 1;
        if (left === 0) finish();
      },
      () => undefined,
    );
  });
}

export type Span = { from: Date; to: Date };

/** From the first step's claim to the run's end as the store's clock has them. Throws where an event is missing. */
export async function readSpan(runId: string, stepCount = 10): Promise<Span> {
  const events = await db().event.findMany({ where: { runId }, orderBy: { id: 'asc' } });
  const steps = events.filter(({ type }) => type === 'step.started' || type === 'step.succeeded');
  const [first, last] = [steps[0], events.at(-1)];
  if (steps.length !== 2 * stepCount || first?.type !== 'step.started' || last?.type !== 'run.succeeded')
    throw new Error(`run ${runId} was not recorded whole: ${events.map(({ type }) => type).join(', ')}`);
  return { from: first.at, to: last.at };
}

/** Approves so many runs on so many targets. */
export function approveRuns(at: BenchConsole, targets: readonly BenchTarget[], key: string): Promise<ApprovedRun[]> {
  return pMap(targets, (target) => approveRun(at, target, key), { concurrency: 2 });
}

/** Milliseconds from the press of Approve until the news that the first step of the armed run has started. */
export async function timeApproval(at: BenchConsole, target: BenchTarget, procedureKey: string): Promise<number> {
  const run = await requestRun(at, target, procedureKey);
  await armRun(at.people.engineer, { runId: run.runId, planHash: run.planHash, mode: 'to_decision' });
  const ended = hearEnds(1);
  const begun = performance.now();
  const started = hearFirstStep();
  await approve(at, run);
  const tookMs = (await started) - begun;
  await ended;
  return tookMs;
}

function hearFirstStep(): Promise<number> {
  return new Promise((resolve) => {
    const stop = listenToNews(
      (news) => {
        if (news.kind !== 'news' || news.type !== 'step.started') return;
        stop();
        resolve(performance.now());
      },
      () => undefined,
    );
  });
}
