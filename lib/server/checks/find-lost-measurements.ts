import 'server-only';
import { appendEvent, storeNow } from '../audit/append-event';
import { db } from '../db';
import { env } from '../env';

const BECAUSE = 'The worker that measured fell silent. Nothing was changed: a measurement only reads. Start it again.';

/** Ends benchmarks and validations whose worker is gone: a measurement is never taken up again by itself. */
export async function findLostMeasurements(): Promise<void> {
  const staleSeconds = env().CONSOLE_WORKER_STALE_MS / 1000;
  for (const id of await lostIn('Benchmark', staleSeconds)) await giveUpBenchmark(id);
  for (const id of await lostIn('Validation', staleSeconds)) await giveUpValidation(id);
}

async function lostIn(table: 'Benchmark' | 'Validation', staleSeconds: number): Promise<string[]> {
  const gone = `w."id" IS NULL OR w."stoppedAt" IS NOT NULL OR w."beatAt" < clock_timestamp() - make_interval(secs => $1)`;
  const rows = await db().$queryRawUnsafe<{ id: string }[]>(
    `SELECT m."id" FROM "${table}" m LEFT JOIN "WorkerInstance" w ON w."id"::text = m."claimedBy"
     WHERE m."state" = 'running' AND (${gone})`,
    staleSeconds,
  );
  return rows.map((row) => row.id);
}

async function giveUpBenchmark(id: string): Promise<void> {
  await db().$transaction(async (tx) => {
    const finishedAt = await storeNow(tx);
    const ended = await tx.benchmark.updateMany({
      where: { id, state: 'running' },
      data: { state: 'failed', finishedAt, error: BECAUSE },
    });
    if (ended.count === 0) return;
    const { target, durationMs, warmUpMs, incidentId } = await tx.benchmark.findUniqueOrThrow({
      where: { id },
      include: { target: { select: { key: true } } },
    });
    const figures = { durationMs, warmUpMs, queries: [], comparison: null };
    const data = { target: target.key, state: 'failed' as const, ...figures, error: BECAUSE };
    await appendEvent(tx, { type: 'benchmark.finished', incidentId, actor: null, data });
  });
}

async function giveUpValidation(id: string): Promise<void> {
  await db().$transaction(async (tx) => {
    const finishedAt = await storeNow(tx);
    const ended = await tx.validation.updateMany({
      where: { id, state: 'running' },
      data: { state: 'failed', finishedAt, error: BECAUSE },
    });
    if (ended.count === 0) return;
    const row = await tx.validation.findUniqueOrThrow({
      where: { id },
      include: { target: { select: { key: true } } },
    });
    const depth = row.depth as 'quick' | 'full';
    const data = { target: row.target.key, depth, isOk: false, lines: [], error: BECAUSE };
    await appendEvent(tx, { type: 'target.validated', actor: null, data });
  });
}
