import 'server-only';
import { drilledWords, type LastDrill } from '@/lib/domain/drill-words';
import { db } from '../db';

type Row = { key: string; at: Date; tookMs: number };

/** For each procedure, its newest run that succeeded in a drill. Those that never had one are not in the map. */
export async function getLastDrills(): Promise<Map<string, LastDrill>> {
  const rows = await db().$queryRaw<Row[]>`
    SELECT DISTINCT ON (r."procedureKey") r."procedureKey" AS key, r."finishedAt" AS at,
           (extract(epoch FROM r."finishedAt" - r."startedAt") * 1000)::float8 AS "tookMs"
    FROM "Run" r JOIN "Incident" i ON i."id" = r."incidentId"
    WHERE i."isDrill" AND r."state" = 'succeeded' AND r."startedAt" IS NOT NULL AND r."finishedAt" IS NOT NULL
    ORDER BY r."procedureKey", r."finishedAt" DESC`;
  return new Map(rows.map(({ key, at, tookMs }) => [key, { at, tookMs }]));
}

/** "never drilled", "not drilled for 34 days", or when and in what time the last drill of a procedure succeeded. */
export async function getDrilledWords(procedureKey: string): Promise<string> {
  return drilledWords((await getLastDrills()).get(procedureKey) ?? null, new Date());
}
