import 'server-only';
import type { ListCount, Me } from '@/lib/contracts/views';
import { WRITTEN_FIELDS } from '@/lib/domain/build-report';
import { reachableSql } from '../auth/reach';
import { db } from '../db';
import { Prisma } from '../generated/prisma/client';

/** An incident as lists need it: read in one go, without the plans and looks that its runs carry. */
export type IncidentRow = {
  id: string;
  code: string;
  title: string;
  isDrill: boolean;
  severity: string;
  state: string;
  declaredAt: Date;
  respondBy: Date | null;
  closedAt: Date | null;
  targetName: string;
  environment: string;
  declaredBy: string | null;
  /** Its newest run. */
  runId: string | null;
  runState: string | null;
  isReportComplete: boolean;
};

/** As the gate has just read them. */
type Person = Pick<Me, 'id' | 'role'>;

export type IncidentFilter = {
  state?: 'open' | 'closed';
  isDrill?: boolean;
  severity?: string;
  targetName?: string;
  /** Every word of it occurs in the title, the code, the target's name or the name of who declared it. */
  text?: string;
  isReportComplete?: boolean;
};

/** Incidents that a person reaches, newest first; `before` is the code of the last one that was read, whose successors are wanted. */
export async function readIncidentRows(
  person: Person,
  filter: IncidentFilter,
  { limit, before }: { limit: number; before?: string | undefined },
): Promise<IncidentRow[]> {
  // One that they do not reach leads nowhere, as one that is not there: what comes after it would say when it was.
  const after = before
    ? Prisma.sql`AND (i."declaredAt", i."code") < (
        SELECT c."declaredAt", c."code" FROM "Incident" c JOIN "Target" t ON t."id" = c."targetId"
        WHERE c."code" = ${storable(before)} AND ${reachableSql(person)})`
    : Prisma.empty;
  // The newest are found first and by themselves: what hangs on them is then looked up for those alone.
  return db().$queryRaw<IncidentRow[]>`
    SELECT i."id", i."code", i."title", i."isDrill", i."severity", i."state", i."declaredAt", i."respondBy", i."closedAt",
           t."name" AS "targetName", t."environment", p."name" AS "declaredBy", r."id" AS "runId", r."state" AS "runState",
           ${IS_COMPLETE} AS "isReportComplete"
    FROM "Incident" i JOIN "Target" t ON t."id" = i."targetId"
    LEFT JOIN "Person" p ON p."id" = i."declaredById"
    LEFT JOIN "Report" w ON w."incidentId" = i."id"
    LEFT JOIN LATERAL (
      SELECT "id", "state" FROM "Run" WHERE "incidentId" = i."id" ORDER BY "createdAt" DESC LIMIT 1
    ) r ON true
    WHERE ${matches(person, filter)} ${after}
    ORDER BY i."declaredAt" DESC, i."code" DESC LIMIT ${limit}`;
}

/** How many there are, counted no further than anybody reads: the count must not grow with the years. */
export async function countIncidentRows(person: Person, filter: IncidentFilter): Promise<ListCount> {
  const [row] = await db().$queryRaw<{ all: number; drills: number }[]>`
    SELECT count(*)::int AS all, count(*) FILTER (WHERE "isDrill")::int AS drills FROM (
      SELECT i."isDrill" FROM "Incident" i JOIN "Target" t ON t."id" = i."targetId"
      LEFT JOIN "Person" p ON p."id" = i."declaredById"
      LEFT JOIN "Report" w ON w."incidentId" = i."id"
      WHERE ${matches(person, filter)} LIMIT ${COUNTED + 1}
    ) found`;
  const { all, drills } = row ?? { all: 0, drills: 0 };
  return { incidents: all - drills, drills, isMore: all > COUNTED };
}

const COUNTED = 1_000;

// Closed, and every field written that people write; what was lost needs no words where nothing was.
const IS_COMPLETE = Prisma.sql`(i."state" = 'closed' AND NOT EXISTS (
  SELECT FROM unnest(${Object.keys(WRITTEN_FIELDS)}::text[]) AS field
  WHERE coalesce(w."fields"->>field, '') !~ '\\S'
    AND NOT (field = 'data_loss_details' AND coalesce(w."fields"->>'data_loss', '') = 'no')))`;

function matches(
  person: Person,
  { state, isDrill, severity, targetName, text = '', isReportComplete }: IncidentFilter,
): Prisma.Sql {
  const words = storable(text).split(/\s+/).filter(Boolean);
  return Prisma.join(
    [
      reachableSql(person),
      ...(state === undefined ? [] : [Prisma.sql`i."state" = ${state}`]),
      ...(isDrill === undefined ? [] : [Prisma.sql`i."isDrill" = ${isDrill}`]),
      ...(severity === undefined ? [] : [Prisma.sql`i."severity" = ${severity}`]),
      ...(targetName === undefined ? [] : [Prisma.sql`t."name" = ${targetName}`]),
      ...words.map((word) => Prisma.sql`concat_ws(' ', i."title", i."code", t."name", p."name") ILIKE ${likeOf(word)}`),
      ...(isReportComplete === undefined ? [] : [Prisma.sql`${IS_COMPLETE} = ${isReportComplete}`]),
    ],
    ' AND ',
  );
}

/** The store has no such character, and would answer with an error of its own. */
const storable = (text: string) => text.replaceAll('\0', ' ');
const likeOf = (word: string) => `%${word.replace(/[\\%_]/g, '\\$&')}%`;
