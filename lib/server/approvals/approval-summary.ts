import 'server-only';
import type { ApprovalSummary } from '@/lib/contracts/approval-view';
import type { Severity } from '@/lib/contracts/runbook';
import type { Me } from '@/lib/contracts/views';
import { type ApprovalFacts, whyNotDecide } from '@/lib/domain/approval';
import { APPROVER_WORDS } from '@/lib/domain/permissions';
import { db } from '../db';
import type { Prisma } from '../generated/prisma/client';
import { getRunbook } from '../runbooks/store-runbook';
import { planOfSide } from '../side-steps/side-step';
import { isApprover, planAskerOf } from './tell-approvers';

/** What whether a person may decide hangs on. */
export const factsOfApproval = {
  state: true,
  roles: true,
  requestedById: true,
  expiresAt: true,
  run: {
    select: {
      preparedById: true,
      startedById: true,
      driverId: true,
      approvals: { select: { sideStepId: true, state: true, requestedById: true } },
      incident: { select: { state: true } },
    },
  },
  decisions: { select: { personId: true } },
} satisfies Prisma.ApprovalSelect;

/** A request as it is summarised: without the plan and the looks of its run, which are long, and not shown in lists. */
export const summarised = {
  ...factsOfApproval,
  id: true,
  severity: true,
  requestedAt: true,
  planHash: true,
  sideStep: { select: { plan: true } },
  run: {
    select: {
      ...factsOfApproval.run.select,
      procedureKey: true,
      runbookVersionId: true,
      incident: { select: { state: true, code: true, title: true, isDrill: true, respondBy: true } },
      target: { select: { name: true, environment: true } },
    },
  },
  decisions: {
    select: { personId: true, verdict: true, reason: true, at: true, person: { select: { name: true } } },
    orderBy: { at: 'asc' },
  },
} satisfies Prisma.ApprovalSelect;
type SummarisedRow = Prisma.ApprovalGetPayload<{ select: typeof summarised }>;
type DecidedRow = Prisma.ApprovalGetPayload<{ select: typeof factsOfApproval }>;

/** What lists and the room show of requests, as this person sees them. Whom they name is read once for all of them. */
export async function toApprovalSummaries(rows: readonly SummarisedRow[], me: Me): Promise<ApprovalSummary[]> {
  if (rows.length === 0) return [];
  const people = await db().person.findMany({
    where: {
      OR: [
        { isActive: true, role: { in: [...new Set(rows.flatMap((row) => row.roles))] } },
        { id: { in: [...new Set(rows.map((row) => row.requestedById))] } },
      ],
    },
    select: { id: true, name: true, role: true, isActive: true },
    orderBy: { name: 'asc' },
  });
  return Promise.all(rows.map((row) => toSummary(row, me, people)));
}

export async function toApprovalSummary(row: SummarisedRow, me: Me): Promise<ApprovalSummary> {
  return (await toApprovalSummaries([row], me))[0] as ApprovalSummary;
}

type Known = { id: string; name: string; role: string; isActive: boolean };

async function toSummary(row: SummarisedRow, me: Me, people: readonly Known[]): Promise<ApprovalSummary> {
  const { run } = row;
  const { content } = await getRunbook({ id: run.runbookVersionId });
  const severity = row.severity as Severity;
  return {
    id: row.id,
    state: stateNow(row),
    incidentCode: run.incident.code,
    incidentTitle: run.incident.title,
    isDrill: run.incident.isDrill,
    targetName: run.target.name,
    environment: run.target.environment as ApprovalSummary['environment'],
    procedureTitle: row.sideStep
      ? planOfSide(row.sideStep).title
      : (content.procedures.find((p) => p.key === run.procedureKey)?.title ?? run.procedureKey),
    severity,
    requestedBy: people.find((person) => person.id === row.requestedById)?.name ?? 'somebody',
    requestedAt: row.requestedAt.toISOString(),
    expiresAt: row.expiresAt.toISOString(),
    respondBy: run.incident.respondBy?.toISOString() ?? null,
    approverWords: APPROVER_WORDS[severity],
    approvers: people.filter((person) => isApprover(person, row, run)).map((person) => person.name),
    decisions: row.decisions.map((d) => ({
      by: d.person.name,
      verdict: d.verdict as 'approved' | 'denied',
      reason: d.reason,
      at: d.at.toISOString(),
    })),
    planHash: row.planHash,
    canDecide: whyNotDecide(approvalFacts(row), me, new Date()) === null,
  };
}

/** An overdue request is over, also in the seconds before the worker has written that down. */
function stateNow(row: Pick<SummarisedRow, 'state' | 'expiresAt'>): ApprovalSummary['state'] {
  const isOpen = row.state === 'requested' || row.state === 'approved';
  return isOpen && row.expiresAt <= new Date() ? 'expired' : (row.state as ApprovalSummary['state']);
}

/** What the rule about deciding looks at: the same for who is offered the decision and who is let through with it. */
export function approvalFacts(row: DecidedRow): ApprovalFacts {
  const { run } = row;
  return {
    state: row.state as ApprovalFacts['state'],
    roles: row.roles,
    requestedById: row.requestedById,
    preparedById: run.preparedById,
    startedById: run.startedById,
    driverId: run.driverId,
    planAskedById: planAskerOf(run),
    expiresAt: row.expiresAt,
    decidedByIds: row.decisions.map((d) => d.personId),
    isIncidentOpen: run.incident.state === 'open',
  };
}
