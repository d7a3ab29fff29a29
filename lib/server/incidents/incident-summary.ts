import 'server-only';
import type { Severity } from '@/lib/contracts/runbook';
import type { IncidentSummary, Me } from '@/lib/contracts/views';
import { whyNotDecide } from '@/lib/domain/approval';
import { approvalFacts, withRun } from '../approvals/approval-summary';
import { db } from '../db';
import type { Prisma } from '../generated/prisma/client';

const withRuns = { target: true, runs: { orderBy: { createdAt: 'desc' }, take: 1 } } satisfies Prisma.IncidentInclude;
export type IncidentRow = Prisma.IncidentGetPayload<{ include: typeof withRuns }>;
export const incidentInclude = withRuns;

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

/** An incident as lists show it, with the one thing that this person can do next. */
export async function toIncidentSummary(row: IncidentRow, me: Me): Promise<IncidentSummary> {
  const run = row.runs[0];
  const declarer = await db().person.findUnique({ where: { id: row.declaredById }, select: { name: true } });
  const approval =
    run?.state === 'awaiting_approval'
      ? await db().approval.findFirst({
          where: { runId: run.id, sideStepId: null, state: 'requested' },
          include: withRun,
        })
      : null;
  const mayDecide = approval !== null && whyNotDecide(approvalFacts(approval), me, new Date()) === null;
  const isOpen = row.state === 'open';
  return {
    code: row.code,
    title: row.title,
    isDrill: row.isDrill,
    severity: row.severity as Severity,
    state: row.state as IncidentSummary['state'],
    targetName: row.target.name,
    environment: row.target.environment as IncidentSummary['environment'],
    declaredAt: row.declaredAt.toISOString(),
    declaredBy: declarer?.name ?? 'somebody',
    respondBy: row.respondBy?.toISOString() ?? null,
    closedAt: row.closedAt?.toISOString() ?? null,
    waitingFor: isOpen
      ? mayDecide
        ? `Waits for your approval`
        : `Waits for ${run ? (WAITING[run.state] ?? run.state) : 'somebody to choose a procedure'}`
      : 'Closed',
    next: nextFor(row, me, mayDecide ? (approval?.id ?? null) : null),
    durationMs: row.closedAt ? row.closedAt.getTime() - row.declaredAt.getTime() : null,
  };
}

function nextFor(row: IncidentRow, me: Me, approvalId: string | null): IncidentSummary['next'] {
  if (approvalId) return { label: 'Read and approve', href: `/approvals/${approvalId}` };
  if (row.state === 'closed' || me.role === 'manager')
    return { label: 'Read the report', href: `/reports/${row.code}` };
  return { label: 'Open the room', href: `/incidents/${row.code}` };
}
