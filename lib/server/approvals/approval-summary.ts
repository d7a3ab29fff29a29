import 'server-only';
import type { ApprovalSummary } from '@/lib/contracts/approval-view';
import type { Plan } from '@/lib/contracts/plan';
import type { Severity } from '@/lib/contracts/runbook';
import type { Me } from '@/lib/contracts/views';
import { type ApprovalFacts, whyNotDecide } from '@/lib/domain/approval';
import { APPROVER_WORDS } from '@/lib/domain/permissions';
import { db } from '../db';
import type { Prisma } from '../generated/prisma/client';
import { planOfSide } from '../side-steps/side-step';
import { findApprovers } from './tell-approvers';

export const withRun = {
  run: { include: { incident: true, target: true } },
  sideStep: true,
  decisions: { include: { person: true } },
} satisfies Prisma.ApprovalInclude;
export type ApprovalRow = Prisma.ApprovalGetPayload<{ include: typeof withRun }>;

type DecidedRow = Pick<ApprovalRow, 'state' | 'roles' | 'requestedById' | 'expiresAt'> & {
  run: Pick<ApprovalRow['run'], 'preparedById' | 'startedById' | 'driverId'> & { incident: { state: string } };
  decisions: readonly { personId: string }[];
};

/** What lists and the room show of a request, as this person sees it. */
export async function toApprovalSummary(
  row: Omit<ApprovalRow, 'sideStep'> & Partial<Pick<ApprovalRow, 'sideStep'>>,
  me: Me,
): Promise<ApprovalSummary> {
  const { run } = row;
  const plan = run.plan as unknown as Plan | null;
  const people = await findApprovers(db(), row, run);
  const requester = await db().person.findUnique({ where: { id: row.requestedById }, select: { name: true } });
  const severity = row.severity as Severity;
  return {
    id: row.id,
    state: stateNow(row),
    incidentCode: run.incident.code,
    incidentTitle: run.incident.title,
    isDrill: run.incident.isDrill,
    targetName: run.target.name,
    environment: run.target.environment as ApprovalSummary['environment'],
    procedureTitle: row.sideStep ? planOfSide(row.sideStep).title : (plan?.procedure.title ?? run.procedureKey),
    severity,
    requestedBy: requester?.name ?? 'somebody',
    requestedAt: row.requestedAt.toISOString(),
    expiresAt: row.expiresAt.toISOString(),
    respondBy: run.incident.respondBy?.toISOString() ?? null,
    approverWords: APPROVER_WORDS[severity],
    approvers: people.map((p) => p.name),
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
function stateNow(row: Pick<ApprovalRow, 'state' | 'expiresAt'>): ApprovalSummary['state'] {
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
    expiresAt: row.expiresAt,
    decidedByIds: row.decisions.map((d) => d.personId),
    isIncidentOpen: run.incident.state === 'open',
  };
}
