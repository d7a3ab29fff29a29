import 'server-only';
import type { Severity } from '@/lib/contracts/runbook';
import type { IncidentSummary, Me } from '@/lib/contracts/views';
import { whyNotDecide } from '@/lib/domain/approval';
import { approvalFacts, factsOfApproval } from '../approvals/approval-summary';
import { lentFor, standsForOf } from '../approvals/stands-for';
import { storeNow } from '../audit/append-event';
import { db } from '../db';
import type { IncidentRow } from './incident-rows';

const WAITING: Record<string, string> = {
  draft: 'a plan to be sent for approval',
  awaiting_approval: 'approval',
  approved: 'the start',
  running: 'the step that runs',
  waiting: "the driver's decision",
  succeeded: 'validation and success criteria',
  failed: 'another procedure',
  aborted: 'another procedure',
};

/** Incidents as lists show them, each with the one thing that this person can do next. */
export async function toIncidentSummaries(rows: readonly IncidentRow[], me: Me): Promise<IncidentSummary[]> {
  const decidable = await findDecidable(rows, me);
  return rows.map((row) => toIncidentSummary(row, me, decidable.get(row.runId ?? '') ?? null));
}

/** Of those whose plan waits for approval: the requests that this person can decide, by their runs. */
async function findDecidable(rows: readonly IncidentRow[], me: Me): Promise<Map<string, string>> {
  const runIds = rows.flatMap((row) => (row.runId && row.runState === 'awaiting_approval' ? [row.runId] : []));
  if (runIds.length === 0) return new Map();
  const asked = await db().approval.findMany({
    where: { runId: { in: runIds }, sideStepId: null, state: 'requested' },
    select: {
      id: true,
      runId: true,
      ...factsOfApproval,
      run: { select: { ...factsOfApproval.run.select, target: { select: { teamId: true } } } },
    },
  });
  const now = await storeNow(db());
  const lent = await standsForOf(db(), now, me.id);
  const mine = asked.filter((one) => {
    const standsFor = lentFor(lent, me.id, one.run.target.teamId);
    return whyNotDecide(approvalFacts(one), { ...me, standsFor }, now) === null;
  });
  return new Map(mine.map((one) => [one.runId, one.id]));
}

function toIncidentSummary(row: IncidentRow, me: Me, approvalId: string | null): IncidentSummary {
  const isOpen = row.state === 'open';
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
    respondBy: row.respondBy?.toISOString() ?? null,
    closedAt: row.closedAt?.toISOString() ?? null,
    waitingFor: isOpen
      ? approvalId
        ? `Waits for your approval`
        : `Waits for ${row.runState ? (WAITING[row.runState] ?? row.runState) : 'somebody to choose a procedure'}`
      : 'Closed',
    next: nextFor(row, me, approvalId),
    durationMs: row.closedAt ? row.closedAt.getTime() - row.declaredAt.getTime() : null,
  };
}

function nextFor(row: IncidentRow, me: Me, approvalId: string | null): IncidentSummary['next'] {
  if (approvalId) return { label: 'Read and approve', href: `/approvals/${approvalId}` };
  if (row.state === 'closed' || me.role === 'manager')
    return { label: 'Read the report', href: `/reports/${row.code}` };
  return { label: 'Open the room', href: `/incidents/${row.code}` };
}
