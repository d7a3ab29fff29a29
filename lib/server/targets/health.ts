import 'server-only';
import type { HealthPoint, HealthSeries, HealthSummary } from '@/lib/contracts/health-view';
import { slowdownPercent } from '@/lib/domain/health';
import { db } from '../db';
import type { LoadedTarget } from './get-target';

/** How far back "now" looks: long enough for a share of calls to mean something, short enough to see a recovery. */
export const NOW_WINDOW_MS = 20_000;

/** The newest window of probes against the baseline; nulls where the prober has nothing newer than the window. */
export async function summariseHealth(target: LoadedTarget): Promise<HealthSummary> {
  const { baseline } = target.inventory;
  const [point] = await readPoints(target.id, new Date(Date.now() - NOW_WINDOW_MS), new Date(), NOW_WINDOW_MS * 2);
  const newest = await db().probeSample.findFirst({
    where: { targetId: target.id },
    orderBy: { id: 'desc' },
    select: { at: true },
  });
  return {
    errorRatePercent: point?.errorRatePercent ?? null,
    p95Ms: point?.p95Ms ?? null,
    slowdownPercent: point ? slowdownPercent(point.p95Ms, baseline.p95Ms) : null,
    baselineErrorRatePercent: baseline.errorRatePercent,
    baselineP95Ms: baseline.p95Ms,
    calls: point?.calls ?? 0,
    measuredAt: newest?.at.toISOString() ?? null,
    failingEndpoints: await listFailing(target),
  };
}

async function listFailing(target: LoadedTarget): Promise<HealthSummary['failingEndpoints']> {
  const rows = await db().$queryRaw<{ endpoint: string; status: number | null; error: string | null }[]>`
    SELECT DISTINCT ON ("endpoint") "endpoint", "status", "error" FROM "ProbeSample"
    WHERE "targetId" = ${target.id}::uuid AND "at" > ${new Date(Date.now() - NOW_WINDOW_MS)} AND NOT "isOk"
    ORDER BY "endpoint", "id" DESC`;
  const titles = new Map(target.inventory.endpoints.map((e) => [e.key, e.title]));
  return rows.map((row) => ({
    endpoint: row.endpoint,
    title: titles.get(row.endpoint) ?? row.endpoint,
    sentence: row.error ?? `answered ${row.status}`,
  }));
}

/** The series between two moments in about 120 buckets, none shorter than five seconds. */
export async function readHealthSeries(
  targetId: string,
  from: Date,
  to: Date,
  bucketMs = readableBucketMs(from, to),
): Promise<HealthSeries> {
  return {
    from: from.toISOString(),
    to: to.toISOString(),
    bucketMs,
    points: await readPoints(targetId, from, to, bucketMs),
  };
}

function readableBucketMs(from: Date, to: Date): number {
  return Math.max(5_000, Math.ceil((to.getTime() - from.getTime()) / 120 / 1000) * 1000);
}

async function readPoints(targetId: string, from: Date, to: Date, bucketMs: number): Promise<HealthPoint[]> {
  const seconds = bucketMs / 1000;
  const rows = await db().$queryRaw<{ at: Date; calls: number; failed: number; p95: number }[]>`
    SELECT max("at") AS at, count(*)::int AS calls, count(*) FILTER (WHERE NOT "isOk")::int AS failed,
           percentile_cont(0.95) WITHIN GROUP (ORDER BY "latencyMs") AS p95
    FROM "ProbeSample" WHERE "targetId" = ${targetId}::uuid AND "at" > ${from} AND "at" <= ${to}
    GROUP BY floor(extract(epoch FROM "at" - ${from}::timestamptz) / ${seconds}::float8) ORDER BY 1`;
  return rows.map((row) => ({
    at: row.at.toISOString(),
    errorRatePercent: round((100 * row.failed) / row.calls),
    p95Ms: round(row.p95),
    calls: row.calls,
  }));
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
