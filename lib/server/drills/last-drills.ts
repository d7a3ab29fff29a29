import 'server-only';
import type { Me } from '@/lib/contracts/views';
import type { LastDrill } from '@/lib/domain/drill-words';
import { sinceMilestone } from '../audit/milestones';
import { reachableSql, reachKey } from '../auth/reach';
import { db } from '../db';
import { getCurrentRunbook } from '../runbooks/store-runbook';

type Row = { key: string; at: Date; tookMs: number };

/**
 * For each procedure, its newest run that succeeded in a drill; as a part of another procedure it counts with the time
 * of its own steps. One that turned back was not drilled. Those that never were are not in the map. On the targets that
 * this person reaches.
 */
export async function getLastDrills(person: Me): Promise<Map<string, LastDrill>> {
  const [{ hash }, reach] = await Promise.all([getCurrentRunbook(), reachKey(person)]);
  return lastDrillsNow(`${hash} ${reach}`, person);
}

const lastDrillsNow = sinceMilestone(async (person: Me): Promise<Map<string, LastDrill>> => {
  const { content } = await getCurrentRunbook();
  const back = content.procedures.flatMap((p) => p.branches.filter((b) => b.isWayBack).map((b) => b.key));
  const rows = await db().$queryRaw<Row[]>`
    WITH drilled AS (
      SELECT r."id", r."procedureKey", r."startedAt", r."finishedAt"
      FROM "Run" r JOIN "Incident" i ON i."id" = r."incidentId" JOIN "Target" t ON t."id" = r."targetId"
      WHERE ${reachableSql(person)} AND i."isDrill" AND r."state" = 'succeeded' AND r."startedAt" IS NOT NULL AND r."finishedAt" IS NOT NULL
        AND r."branch" <> ALL (${back})
    ), parts AS (
      SELECT substring(s."branch" FROM '^(?:common-)?([0-9]+[.][0-9]+)/') AS key, d."finishedAt" AS at,
             sum(extract(epoch FROM s."finishedAt" - s."startedAt") * 1000)::float8 AS "tookMs"
      FROM drilled d JOIN "Step" s ON s."runId" = d."id"
      WHERE s."state" = 'succeeded' AND s."branch" LIKE '%/%'
      GROUP BY 1, d."id", d."finishedAt"
    )
    SELECT DISTINCT ON (key) key, at, "tookMs" FROM (
      SELECT "procedureKey" AS key, "finishedAt" AS at,
             (extract(epoch FROM "finishedAt" - "startedAt") * 1000)::float8 AS "tookMs" FROM drilled
      UNION ALL SELECT key, at, "tookMs" FROM parts WHERE key IS NOT NULL AND "tookMs" IS NOT NULL
    ) each ORDER BY key, at DESC`;
  return new Map(rows.map(({ key, at, tookMs }) => [key, { at, tookMs }]));
});
