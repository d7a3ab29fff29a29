import 'server-only';
import type { Me } from '@/lib/contracts/views';
import { reachableSql } from '../auth/reach';
import { db } from '../db';
import { Prisma } from '../generated/prisma/client';
import type { SummarisedRow } from './approval-summary';

const DECIDED = 30;
/** As the gate has just read them. */
type Person = Pick<Me, 'id' | 'role'>;
/** As JSON carries them: without dates of its own. */
type Row = Omit<SummarisedRow, 'run' | 'decisions'> & {
  run: Omit<SummarisedRow['run'], 'incident'> & {
    incident: Omit<SummarisedRow['run']['incident'], 'respondBy'> & { respondBy: string | null };
  };
  decisions: (Omit<SummarisedRow['decisions'][number], 'at'> & { at: string })[];
};

/** The requests that wait and that this person reaches, the oldest first; nearly always none, which is one small question. */
export function readOpenApprovals(person: Person): Promise<SummarisedRow[]> {
  return readApprovals(Prisma.sql`
    SELECT a.* FROM "Approval" a JOIN "Run" r ON r."id" = a."runId" JOIN "Target" t ON t."id" = r."targetId"
    WHERE a."state" = 'requested' AND a."expiresAt" > clock_timestamp() AND ${reachableSql(person)}
    ORDER BY a."requestedAt"`);
}

/** The newest of those that were decided, or are over. */
export function readDecidedApprovals(person: Person): Promise<SummarisedRow[]> {
  return readApprovals(Prisma.sql`
    SELECT a.* FROM "Approval" a JOIN "Run" r ON r."id" = a."runId" JOIN "Target" t ON t."id" = r."targetId"
    WHERE a."state" <> 'requested' AND ${reachableSql(person)}
    ORDER BY a."requestedAt" DESC LIMIT ${DECIDED}`);
}

/**
 * Requests as they are summarised, in one question, in the order in which they were chosen. As relations of a query they
 * were nine, one after the other, also where there was nothing to ask about.
 */
async function readApprovals(chosen: Prisma.Sql): Promise<SummarisedRow[]> {
  const rows = await db().$queryRaw<Row[]>`
    /* planned once */ SELECT a."id", a."kind", a."state", a."roles", a."needs", a."requestedById", a."requestedAt", a."expiresAt",
      a."endedById", a."endedBecause", a."severity", a."planHash",
      (SELECT jsonb_build_object('plan', s."plan") FROM "SideStep" s WHERE s."id" = a."sideStepId") AS "sideStep",
      jsonb_build_object(
        'preparedById', r."preparedById", 'startedById', r."startedById", 'driverId', r."driverId",
        'procedureKey', r."procedureKey", 'runbookVersionId', r."runbookVersionId",
        'approvals', (
          SELECT jsonb_agg(jsonb_build_object('sideStepId', o."sideStepId", 'state', o."state", 'requestedById', o."requestedById"))
          FROM "Approval" o WHERE o."runId" = r."id"),
        'incident', jsonb_build_object('state', i."state", 'code', i."code", 'title', i."title", 'isDrill', i."isDrill",
          'respondBy', i."respondBy"),
        'target', jsonb_build_object('name', t."name", 'environment', t."environment", 'teamId', t."teamId")) AS run,
      (SELECT coalesce(jsonb_agg(jsonb_build_object('personId', d."personId", 'onBehalfOfId', d."onBehalfOfId", 'role', d."role",
          'verdict', d."verdict", 'reason', d."reason", 'at', d."at", 'overrides', d."overrides",
          'person', jsonb_build_object('name', p."name", 'role', p."role")) ORDER BY d."at"), '[]')
        FROM "Decision" d JOIN "Person" p ON p."id" = d."personId" WHERE d."approvalId" = a."id") AS decisions
    FROM (SELECT chosen.*, row_number() OVER () AS nth FROM (${chosen}) chosen) a
    JOIN "Run" r ON r."id" = a."runId" JOIN "Incident" i ON i."id" = r."incidentId" JOIN "Target" t ON t."id" = r."targetId"
    ORDER BY a.nth`;
  return rows.map(withTimes);
}

function withTimes({ run, decisions, ...row }: Row): SummarisedRow {
  const { respondBy } = run.incident;
  return {
    ...row,
    run: { ...run, incident: { ...run.incident, respondBy: respondBy === null ? null : new Date(respondBy) } },
    decisions: decisions.map((decision) => ({ ...decision, at: new Date(decision.at) })),
  };
}
