import 'server-only';
import type { Severity } from '@/lib/contracts/runbook';
import type { IncidentSummary, Me } from '@/lib/contracts/views';
import { whyNotDecide } from '@/lib/domain/approval';
import { needWords } from '@/lib/domain/approval-needs';
import { approvalFacts, factsOfApproval } from '../approvals/approval-summary';
import { lentFor, standsForOf } from '../approvals/stands-for';
import { momentOfReading } from '../audit/append-event';
import { db } from '../db';
import type { IncidentRow } from './incident-rows';

const WAITING: Record<string, string> = {
  draft: 'a plan to be sent for approval',
  approved: 'the start',
  running: 'the step that runs',
  succeeded: 'validation and success criteria',
  failed: 'another procedure',
  aborted: 'another procedure',
};

/** Incidents as lists show them, each with the one thing that this person can do next. */
export async function toIncidentSummaries(rows: readonly IncidentRow[], me: Me): Promise<IncidentSummary[]> {
  const [asked, offered, runs] = await Promise.all([findAsked(rows, me), findOffered(rows, me), findRuns(rows)]);
  return rows.map((row) =>
    toIncidentSummary(row, me, {
      asked: asked.get(row.runId ?? ''),
      offered: offered.get(row.id),
      run: runs.get(row.runId ?? ''),
    }),
  );
}

type Seen = { asked: Asked | undefined; offered: string | undefined; run: RunSeen | undefined };

/** `approvers`: "a team lead". */
type Asked = { id: string; isMine: boolean; approvers: string; since: Date };

/** Of those whose plan waits for approval: the requests, by their runs. */
async function findAsked(rows: readonly IncidentRow[], me: Me): Promise<Map<string, Asked>> {
  const runIds = rows.flatMap((row) => (row.runId && row.runState === 'awaiting_approval' ? [row.runId] : []));
  if (runIds.length === 0) return new Map();
  const asked = await db().approval.findMany({
    where: { runId: { in: runIds }, sideStepId: null, state: 'requested' },
    select: {
      id: true,
      runId: true,
      severity: true,
      requestedAt: true,
      ...factsOfApproval,
      run: { select: { ...factsOfApproval.run.select, target: { select: { teamId: true } } } },
    },
  });
  const now = await momentOfReading();
  const lent = await standsForOf(db(), now, me.id);
  return new Map(
    asked.map((one) => {
      const facts = approvalFacts(one);
      const standsFor = lentFor(lent, me.id, one.run.target.teamId);
      const isMine = whyNotDecide(facts, { ...me, standsFor }, now) === null;
      const approvers = needWords(facts.needs, one.severity as Severity);
      return [one.runId, { id: one.id, isMine, approvers, since: one.requestedAt }];
    }),
  );
}

/** Since when a run stands as it does: since its newest step did something, or it became what it is. */
type RunSeen = { runId: string; driverId: string | null; driver: string | null; since: Date };

async function findRuns(rows: readonly IncidentRow[]): Promise<Map<string, RunSeen>> {
  const ids = rows.flatMap(({ state, runId }) => (state === 'open' && runId ? [runId] : []));
  if (ids.length === 0) return new Map();
  const runs = await db().$queryRaw<RunSeen[]>`
    SELECT r."id" AS "runId", r."driverId", p."name" AS driver, coalesce(
        (SELECT max(coalesce(s."finishedAt", s."startedAt")) FROM "Step" s WHERE s."runId" = r."id"),
        r."finishedAt", r."startedAt", r."preflightAt", r."createdAt") AS since
    FROM "Run" r LEFT JOIN "Person" p ON p."id" = r."driverId" WHERE r."id" = ANY (${ids}::uuid[])`;
  return new Map(runs.map((run) => [run.runId, run]));
}

/** What somebody else offers to this person and still has, by incident: `doesStand` of lib/domain/hand-over.ts as a query. */
async function findOffered(rows: readonly IncidentRow[], me: Me): Promise<Map<string, string>> {
  const ids = rows.filter(({ state }) => state === 'open').map(({ id }) => id);
  if (ids.length === 0) return new Map();
  const offered = await db().$queryRaw<{ incidentId: string; kind: string }[]>`
    /* planned once */ SELECT h."incidentId", h."kind" FROM "HandOver" h JOIN "Incident" i ON i."id" = h."incidentId"
    LEFT JOIN "Run" r ON r."id" = h."runId"
    WHERE h."toId" = ${me.id}::uuid AND h."state" = 'offered' AND h."incidentId" = ANY (${ids}::uuid[])
      AND CASE h."kind" WHEN 'incident' THEN coalesce(i."leadId", i."declaredById") = h."fromId"
        ELSE r."state" IN ('running', 'waiting') AND r."driverId" = h."fromId" END
    ORDER BY h."kind" DESC`;
  return new Map(offered.map(({ incidentId, kind }) => [incidentId, kind]));
}

function toIncidentSummary(row: IncidentRow, me: Me, seen: Seen): IncidentSummary {
  const isOpen = row.state === 'open';
  const approvalId = seen.asked?.isMine ? seen.asked.id : null;
  return {
    code: row.code,
    title: row.title,
    isDrill: row.isDrill,
    severity: row.severity as Severity,
    state: row.state as IncidentSummary['state'],
    targetName: row.targetName,
    environment: row.environment as IncidentSummary['environment'],
    declaredAt: row.declaredAt.toISOString(),
    declaredBy: row.declaredBy ?? 'somebody',
    ledBy: row.ledBy ?? 'somebody',
    respondBy: row.respondBy?.toISOString() ?? null,
    closedAt: row.closedAt?.toISOString() ?? null,
    waitingFor: isOpen ? `Waits for ${waitingFor(row, me, seen)}` : 'Closed',
    waitingSince: isOpen ? (seen.asked?.since ?? seen.run?.since ?? row.declaredAt).toISOString() : null,
    next: nextFor(row, me, approvalId),
    durationMs: row.closedAt ? row.closedAt.getTime() - row.declaredAt.getTime() : null,
  };
}

/** By name, or by role where anybody of it will do. */
function waitingFor({ runState }: IncidentRow, me: Me, { asked, offered, run }: Seen): string {
  if (asked?.isMine) return 'your approval';
  if (offered) return `you to ${offered === 'wheel' ? 'take the wheel' : 'take it over'}`;
  if (asked) return `${asked.approvers} to approve`;
  if (runState === 'waiting')
    return run?.driverId === me.id ? 'your decision' : `${run?.driver ?? 'a driver'} to decide`;
  return runState ? (WAITING[runState] ?? 'approval') : 'somebody to choose a procedure';
}

function nextFor(row: IncidentRow, me: Me, approvalId: string | null): IncidentSummary['next'] {
  if (approvalId) return { label: 'Read and approve', href: `/approvals/${approvalId}` };
  if (row.state === 'closed' || me.role === 'manager')
    return { label: 'Read the report', href: `/reports/${row.code}` };
  return { label: 'Open the room', href: `/incidents/${row.code}` };
}
