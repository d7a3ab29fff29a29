import 'server-only';
import type { QueryFigures } from '@/lib/contracts/benchmark';
import type { RunbookContent } from '@/lib/contracts/runbook';
import { AppError } from '@/lib/domain/errors';
import type { BenchmarkEnd } from '@/lib/domain/events';
import { appendEvent, storeNow } from '../audit/append-event';
import { db } from '../db';
import type { Benchmark, Prisma } from '../generated/prisma/client';
import { logger } from '../logger';
import { repeat } from '../queue/repeat';
import { sqlRenderer } from '../runbooks/sql-catalogue';
import { getCurrentRunbook } from '../runbooks/store-runbook';
import { asReader } from '../targets/execute-sql';
import { openTarget, type ReachableTarget, sqlTargetOf } from '../targets/get-target';
import { compareWithBaseline } from './compare-benchmarks';
import { findQueries } from './find-queries';
import { measureQueries } from './measure-queries';

export type Worker = { id: string; shutdown: AbortSignal };

const LOOK_FOR_CANCEL_MS = 1_000;

/** The worker's part of a benchmark: claims it, times the queries, and records how it ended. */
export async function runBenchmark({ benchmarkId }: { benchmarkId: string }, worker: Worker): Promise<void> {
  const row = await claim(benchmarkId, worker);
  if (!row) return;
  const [{ content }, target] = await Promise.all([getCurrentRunbook(), openTarget(row.targetId)]);
  const measured = await measure(row, content, target, worker.shutdown);
  await record(row, target, content, measured);
}

/** Null where somebody else has it, or it was stopped while it waited. */
function claim(id: string, worker: Worker): Promise<Benchmark | null> {
  return db().$transaction(async (tx) => {
    const claimed = await tx.benchmark.updateMany({
      where: { id, state: 'queued' },
      data: { state: 'running', claimedBy: worker.id, startedAt: await storeNow(tx) },
    });
    if (claimed.count === 0) return null;
    const { target, ...row } = await tx.benchmark.findUniqueOrThrow({
      where: { id },
      include: { target: { select: { key: true } } },
    });
    const data = { target: target.key };
    await appendEvent(tx, { type: 'benchmark.started', incidentId: row.incidentId, actor: null, data });
    return row;
  });
}

type Measured = { state: BenchmarkEnd['state']; figures: Record<string, QueryFigures>; error: string };

async function measure(
  row: Benchmark,
  { baseline, sql }: RunbookContent,
  target: ReachableTarget,
  shutdown: AbortSignal,
): Promise<Measured> {
  const cancel = new AbortController();
  const watch = repeat('benchmark cancel', LOOK_FOR_CANCEL_MS, async () => {
    const { cancelAskedAt } = await db().benchmark.findUniqueOrThrow({ where: { id: row.id } });
    if (cancelAskedAt) cancel.abort();
  });
  try {
    const render = await sqlRenderer(sql);
    const { there } = await findQueries(baseline.queries, target);
    const queries = there.map((query) => ({
      key: query.key,
      statement: render(query.file, query.parameters),
    }));
    const { durationMs, warmUpMs } = row;
    const signal = AbortSignal.any([cancel.signal, shutdown]);
    const timing = { durationMs, warmUpMs, connections: baseline.connections, signal };
    return {
      state: 'done',
      figures: await measureQueries(await asReader(sqlTargetOf(target), ''), queries, timing),
      error: '',
    };
  } catch (error) {
    if (cancel.signal.aborted) return { state: 'cancelled', figures: {}, error: '' };
    return { state: 'failed', figures: {}, error: shutdown.aborted ? STOPPED : wordsOf(error) };
  } finally {
    await watch.stop();
  }
}

const STOPPED = 'The worker that measured was told to stop. Start the benchmark again.';

function wordsOf(error: unknown): string {
  if (error instanceof AppError) return `${error.message} ${error.remedy}`;
  logger().warn({ err: error }, 'a benchmark ended early');
  return 'The connection to the target’s database ended while it was measured. Start it again once the database is up.';
}

async function record(
  row: Benchmark,
  target: ReachableTarget,
  content: RunbookContent,
  { state, figures, error }: Measured,
): Promise<void> {
  await db().$transaction(async (tx) => {
    const finishedAt = await storeNow(tx);
    const measured = { measuredAt: finishedAt.toISOString(), queries: figures };
    const comparison = state === 'done' ? await compareWithBaseline(tx, target, content, measured) : null;
    const ended = await tx.benchmark.updateMany({
      where: { id: row.id, state: 'running', claimedBy: row.claimedBy },
      data: { state, finishedAt, error, queries: figures as unknown as Prisma.InputJsonValue },
    });
    // Given up by those who look for lost workers: they have written how it ended.
    if (ended.count === 0) return;
    const queries = content.baseline.queries.flatMap(({ key, title }) =>
      figures[key] ? [{ key, title, figures: figures[key] }] : [],
    );
    const { durationMs, warmUpMs, incidentId } = row;
    const data = { target: target.key, state, durationMs, warmUpMs, queries, comparison, error };
    await appendEvent(tx, { type: 'benchmark.finished', incidentId, actor: null, data });
  });
}
