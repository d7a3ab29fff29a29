import 'server-only';
import type { HealthPoint, HealthSeries } from '@/lib/contracts/health-view';
import { db } from '../db';
import { type HealthBucket, toPoint } from './health';

const BUCKET_MS = 8_000;
/** A probe is stored when it was answered, so what lies further back than this is whole and does not change any more. */
const SETTLES_MS = 60_000;

/** Of one target: its points by the number of their bucket, and up to where they are whole. */
type Kept = { points: Map<number, HealthPoint>; wholeUpTo: number };
const kept = new Map<string, Kept>();

/**
 * The last minutes of several targets. Now asks for them at every news and every probe, for each who looks at it, and a
 * quarter of an hour is thousands of probes: each bucket is computed once a process, and only the newest ones are read again.
 */
export async function readRecentSeries(
  targetIds: readonly string[],
  minutes: number,
  now: Date,
): Promise<Map<string, HealthSeries>> {
  // Whole buckets, counted from the beginning of time: those of one reading are those of the next.
  const first = Math.ceil((now.getTime() - minutes * 60_000) / BUCKET_MS);
  const asked = targetIds.map((id) => ({ id, from: Math.max(first * BUCKET_MS, kept.get(id)?.wholeUpTo ?? 0) }));
  const read = await readBuckets(asked, now);
  const frame = { from: new Date(first * BUCKET_MS).toISOString(), to: now.toISOString(), bucketMs: BUCKET_MS };
  return new Map(asked.map(({ id }) => [id, { ...frame, points: keep(id, first, read.get(id) ?? []) }]));
}

type Bucket = HealthBucket & { targetId: string; bucket: number };

async function readBuckets(asked: readonly { id: string; from: number }[], now: Date): Promise<Map<string, Bucket[]>> {
  const rows = await db().$queryRaw<Bucket[]>`
    /* planned once */ SELECT t.id AS "targetId", s.* FROM unnest(${asked.map(({ id }) => id)}::uuid[],
      ${asked.map(({ from }) => new Date(from))}::timestamptz[]) t(id, since)
    CROSS JOIN LATERAL (
      SELECT floor(extract(epoch FROM "at") * 1000 / ${BUCKET_MS}::float8)::float8 AS bucket, max("at") AS at, count(*)::int AS calls,
             count(*) FILTER (WHERE NOT "isOk")::int AS failed,
             percentile_cont(0.95) WITHIN GROUP (ORDER BY "latencyMs") AS p95
      FROM "ProbeSample" WHERE "targetId" = t.id AND "at" >= t.since AND "at" <= ${now} GROUP BY 1
    ) s ORDER BY s.bucket`;
  const by = new Map<string, Bucket[]>();
  for (const row of rows) by.set(row.targetId, [...(by.get(row.targetId) ?? []), row]);
  return by;
}

/** Puts what was read over what is known, forgets what is too old, and says what there is now, oldest first. */
function keep(id: string, first: number, read: readonly Bucket[]): HealthPoint[] {
  const known = kept.get(id);
  const points = new Map([...(known?.points ?? [])].filter(([bucket]) => bucket >= first));
  for (const row of read) points.set(row.bucket, toPoint(row));
  // By the probes' own time and not by this process's: a clock that is ahead would take for whole what is still to come.
  const newest = read.at(-1)?.at.getTime();
  const settled = newest === undefined ? 0 : Math.floor((newest - SETTLES_MS) / BUCKET_MS) * BUCKET_MS;
  kept.set(id, { points, wholeUpTo: Math.max(settled, known?.wholeUpTo ?? 0) });
  return [...points.values()];
}
