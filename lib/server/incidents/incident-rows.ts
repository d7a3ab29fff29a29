import 'server-only';
import type { ListCount, Me } from '@/lib/contracts/views';
import { reachableSql } from '../auth/reach';
import { db } from '../db';
import { Prisma } from '../generated/prisma/client';
import { IS_COMPLETE, isComplete } from '../reports/written-reports';
import { hasWords } from '../search/find-words';

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
  ledBy: string | null;
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
  /** As parseSearch reads it (lib/domain/search-text.ts). */
  text?: string;
  /** A run of it was started, or is planned, in the incident. */
  procedureKey?: string;
  /** Declared between them; `to` is the first moment that is out of it. */
  from?: Date;
  to?: Date;
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
           t."name" AS "targetName", t."environment", p."name" AS "declaredBy", l."name" AS "ledBy", r."id" AS "runId", r."state" AS "runState",
           ${IS_COMPLETE} AS "isReportComplete"
    FROM "Incident" i JOIN "Target" t ON t."id" = i."targetId"
    LEFT JOIN "Person" p ON p."id" = i."declaredById"
    LEFT JOIN "Person" l ON l."id" = coalesce(i."leadId", i."declaredById")
    LEFT JOIN LATERAL (
      SELECT "id", "state" FROM "Run" WHERE "incidentId" = i."id" ORDER BY "createdAt" DESC LIMIT 1
    ) r ON true
    WHERE ${await matches(person, filter)} ${after}
    ORDER BY i."declaredAt" DESC, i."code" DESC LIMIT ${limit}`;
}

/** How many there are, counted no further than anybody reads: the count must not grow with the years. */
export async function countIncidentRows(person: Person, filter: IncidentFilter): Promise<ListCount> {
  const [row] = await db().$queryRaw<{ all: number; drills: number }[]>`
    SELECT count(*)::int AS all, count(*) FILTER (WHERE "isDrill")::int AS drills FROM (
      SELECT i."isDrill" FROM "Incident" i JOIN "Target" t ON t."id" = i."targetId"
      WHERE ${await matches(person, filter)} LIMIT ${COUNTED + 1}
    ) found`;
  const { all, drills } = row ?? { all: 0, drills: 0 };
  return { incidents: all - drills, drills, isMore: all > COUNTED };
}

const COUNTED = 1_000;

async function matches(
  person: Person,
  { state, isDrill, severity, targetName, text = '', isReportComplete, procedureKey, from, to }: IncidentFilter,
): Promise<Prisma.Sql> {
  const words = await hasWords(storable(text));
  return Prisma.join(
    [
      reachableSql(person),
      ...(state === undefined ? [] : [Prisma.sql`i."state" = ${state}`]),
      ...(isDrill === undefined ? [] : [Prisma.sql`i."isDrill" = ${isDrill}`]),
      ...(severity === undefined ? [] : [Prisma.sql`i."severity" = ${severity}`]),
      ...(targetName === undefined ? [] : [Prisma.sql`t."name" = ${storable(targetName)}`]),
      ...(words === null ? [] : [words]),
      ...(procedureKey === undefined
        ? []
        : [Prisma.sql`i."id" IN (SELECT "incidentId" FROM "Run" WHERE "procedureKey" = ${storable(procedureKey)})`]),
      ...(from === undefined ? [] : [Prisma.sql`i."declaredAt" >= ${from}`]),
      ...(to === undefined ? [] : [Prisma.sql`i."declaredAt" < ${to}`]),
      ...(isReportComplete === undefined ? [] : [await isComplete(isReportComplete)]),
    ],
    ' AND ',
  );
}

/** The store has no such character, and would answer with an error of its own. */
const storable = (text: string) => text.replaceAll('\0', ' ');
