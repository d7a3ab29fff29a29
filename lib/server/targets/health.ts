import 'server-only';
import type { HealthPoint, HealthSeries, HealthSummary } from '@/lib/contracts/health-view';
import { slowdownPercent } from '@/lib/domain/health';
import { db } from '../db';
import type { LoadedTarget } from './get-target';

/** How far back "now" looks: long enough for a share of calls to mean something, short enough to see a recovery. */
export const NOW_WINDOW_MS = 20_000;

/** The newest window of probes against the baseline; nulls where the prober has nothing newer than the window. */
export async function summariseHealth(target: LoadedTarget): Promise<HealthSummary> {
  return (await summariseHealthOf([target])).get(target.id) as HealthSummary;
}

type Newest = {
  targetId: string;
  measuredAt: Date | null;
  calls: number;
  failed: number;
  p95: number | null;
  failing: { endpoint: string; status: number | null; error: string | null }[];
};

/** The same of several targets, in one question however many they are. */
export async function summariseHealthOf(targets: readonly LoadedTarget[]): Promise<Map<string, HealthSummary>> {
  const since = new Date(Date.now() - NOW_WINDOW_MS);
  const rows = await db().$queryRaw<Newest[]>`
    /* planned once */ SELECT t.id AS "targetId", newest."at" AS "measuredAt", s.calls, s.failed, s.p95, coalesce(f.failing, '[]') AS failing
    FROM unnest(${targets.map(({ id }) => id)}::uuid[]) t(id)
    LEFT JOIN LATERAL (
      SELECT "at" FROM "ProbeSample" WHERE "targetId" = t.id ORDER BY "at" DESC LIMIT 1
    ) newest ON true
    CROSS JOIN LATERAL (
      SELECT count(*)::int AS calls, count(*) FILTER (WHERE NOT "isOk")::int AS failed,
             percentile_cont(0.95) WITHIN GROUP (ORDER BY "latencyMs") AS p95
      FROM "ProbeSample" WHERE "targetId" = t.id AND "at" > ${since}
    ) s
    CROSS JOIN LATERAL (
      SELECT json_agg(json_build_object('endpoint', "endpoint", 'status', "status", 'error', "error")) AS failing FROM (
        SELECT DISTINCT ON ("endpoint") "endpoint", "status", "error" FROM "ProbeSample"
        WHERE "targetId" = t.id AND "at" > ${since} AND NOT "isOk" ORDER BY "endpoint", "id" DESC
      ) each
    ) f`;
  return new Map(
    targets.map((target) => [
      target.id,
      toSummary(
        target,
        rows.find(({ targetId }) => targetId === target.id),
      ),
    ]),
  );
}

function toSummary({ inventory }: LoadedTarget, row: Newest | undefined): HealthSummary {
  const { baseline, endpoints } = inventory;
  const isMeasured = row !== undefined && row.calls > 0 && row.p95 !== null;
  const p95Ms = isMeasured ? round(row.p95 as number) : null;
  return {
    errorRatePercent: isMeasured ? round((100 * row.failed) / row.calls) : null,
    p95Ms,
    slowdownPercent: p95Ms === null ? null : slowdownPercent(p95Ms, baseline.p95Ms),
    baselineErrorRatePercent: baseline.errorRatePercent,
    baselineP95Ms: baseline.p95Ms,
    calls: row?.calls ?? 0,
    measuredAt: row?.measuredAt?.toISOString() ?? null,
    failingEndpoints: (row?.failing ?? []).map(({ endpoint, status, error }) => ({
      endpoint,
      title: endpoints.find(({ key }) => key === endpoint)?.title ?? endpoint,
      sentence: error ?? `answered ${status}`,
    })),
  };
}

/** The series between two moments in about 120 buckets, none shorter than five seconds. */
export async function readHealthSeries(
  targetId: string,
  from: Date,
  to: Date,
  bucketMs = readableBucketMs(from, to),
): Promise<HealthSeries> {
  const points = await readPoints(targetId, from, to, bucketMs);
  return { from: from.toISOString(), to: to.toISOString(), bucketMs, points };
}

function readableBucketMs(from: Date, to: Date): number {
  return Math.max(5_000, Math.ceil((to.getTime() - from.getTime()) / 120 / 1000) * 1000);
}

async function readPoints(targetId: string, from: Date, to: Date, bucketMs: number): Promise<HealthPoint[]> {
  const seconds = bucketMs / 1000;
  const rows = await db().$queryRaw<HealthBucket[]>`
    SELECT max("at") AS at, count(*)::int AS calls, count(*) FILTER (WHERE NOT "isOk")::int AS failed,
           percentile_cont(0.95) WITHIN GROUP (ORDER BY "latencyMs") AS p95
    FROM "ProbeSample" WHERE "targetId" = ${targetId}::uuid AND "at" > ${from} AND "at" <= ${to}
    GROUP BY floor(extract(epoch FROM "at" - ${from}::timestamptz) / ${seconds}::float8) ORDER BY 1`;
  return rows.map(toPoint);
}

/** The probes of one stretch of time, counted; `p95` in milliseconds. */
export type HealthBucket = { at: Date; calls: number; failed: number; p95: number };

export function toPoint({ at, calls, failed, p95 }: HealthBucket): HealthPoint {
  return { at: at.toISOString(), errorRatePercent: round((100 * failed) / calls), p95Ms: round(p95), calls };
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
