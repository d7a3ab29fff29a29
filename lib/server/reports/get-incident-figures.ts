import 'server-only';
import type { IncidentFigures } from '@/lib/contracts/report-view';
import type { Me } from '@/lib/contracts/views';
import { sinceMilestone } from '../audit/milestones';
import { authorise } from '../auth/authorise';
import { reachableSql, reachKey } from '../auth/reach';
import { db } from '../db';

/** How often and how long users of the targets that this person reaches were unwell. Drills are left out: somebody broke those on purpose. */
export async function getIncidentFigures(me: Me): Promise<IncidentFigures> {
  const person = await authorise(me, 'console.read');
  return figuresNow(await reachKey(person), person);
}

const figuresNow = sinceMilestone(async (person: Me): Promise<IncidentFigures> => {
  const [row] = await db().$queryRaw<IncidentFigures[]>`
    SELECT count(*) FILTER (WHERE NOT i."isDrill")::int AS incidents,
           count(*) FILTER (WHERE i."isDrill")::int AS drills,
           count(e."at") FILTER (WHERE NOT i."isDrill")::int AS restored,
           percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM e."at" - i."declaredAt") * 1000)
             FILTER (WHERE NOT i."isDrill" AND e."at" IS NOT NULL) AS "medianRestoreMs"
    FROM "Incident" i JOIN "Target" t ON t."id" = i."targetId"
    LEFT JOIN (
      SELECT DISTINCT ON ("incidentId") "incidentId", "at" FROM "Event" WHERE "type" = 'incident.recovered'
      ORDER BY "incidentId", "seq"
    ) e ON e."incidentId" = i."id"
    WHERE ${reachableSql(person)}`;
  return row ?? { incidents: 0, drills: 0, restored: 0, medianRestoreMs: null };
});
