import 'server-only';
import type { ApprovalSummary } from '@/lib/contracts/approval-view';
import type { Override } from '@/lib/contracts/override';
import type { Severity } from '@/lib/contracts/runbook';
import type { Me } from '@/lib/contracts/views';
import { type ApprovalFacts, whyNotDecide } from '@/lib/domain/approval';
import { needWords, standingOf } from '@/lib/domain/approval-needs';
import { momentOfReading } from '../audit/append-event';
import { db } from '../db';
import type { Prisma } from '../generated/prisma/client';
import { readPeople } from '../people/read-people';
import { getRunbook } from '../runbooks/store-runbook';
import { planOfSide } from '../side-steps/side-step';
import { approversAmong, type Candidate } from './approvers';
import { givenIn } from './given-decisions';
import { needsIn } from './needs-of-run';
import { planAskerOf } from './plan-asker';
import { type Lent, lentFor, standsForOf } from './stands-for';

/** What whether a person may decide hangs on. */
export const factsOfApproval = {
  state: true,
  roles: true,
  needs: true,
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
  decisions: {
    select: {
      personId: true,
      onBehalfOfId: true,
      role: true,
      verdict: true,
      person: { select: { role: true } },
    },
  },
} satisfies Prisma.ApprovalSelect;

/** A request as it is summarised: without the plan and the looks of its run, which are long, and not shown in lists. */
export const summarised = {
  ...factsOfApproval,
  id: true,
  kind: true,
  endedById: true,
  endedBecause: true,
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
      target: { select: { name: true, environment: true, teamId: true } },
    },
  },
  decisions: {
    select: {
      ...factsOfApproval.decisions.select,
      reason: true,
      at: true,
      overrides: true,
      person: { select: { name: true, role: true } },
    },
    orderBy: { at: 'asc' },
  },
} satisfies Prisma.ApprovalSelect;
export type SummarisedRow = Prisma.ApprovalGetPayload<{ select: typeof summarised }>;
type DecidedRow = Prisma.ApprovalGetPayload<{ select: typeof factsOfApproval }>;

/** What lists and the room show of requests, as this person sees them. Whom they name is read once for all of them. */
export async function toApprovalSummaries(rows: readonly SummarisedRow[], me: Me): Promise<ApprovalSummary[]> {
  if (rows.length === 0) return [];
  const now = await momentOfReading();
  const [people, lent] = await Promise.all([readPeople(), standsForOf(db(), now)]);
  return Promise.all(rows.map((row) => toSummary(row, me, { people, lent, now })));
}

export async function toApprovalSummary(row: SummarisedRow, me: Me): Promise<ApprovalSummary> {
  return (await toApprovalSummaries([row], me))[0] as ApprovalSummary;
}

type Known = { people: readonly Candidate[]; lent: Map<string, Lent[]>; now: Date };

async function toSummary(row: SummarisedRow, me: Me, { people, lent, now }: Known): Promise<ApprovalSummary> {
  const { run } = row;
  const { content } = await getRunbook({ id: run.runbookVersionId });
  const severity = row.severity as Severity;
  const facts = approvalFacts(row);
  const nameOf = (id: string | null) => people.find((person) => person.id === id)?.name ?? null;
  const { given, wanted } = standingOf(facts.needs, facts.decisions);
  const mine = { id: me.id, role: me.role, standsFor: lentFor(lent, me.id, run.target.teamId) };
  return {
    id: row.id,
    state: stateNow(row, now),
    isBreakGlass: row.kind === 'break_glass',
    incidentCode: run.incident.code,
    incidentTitle: run.incident.title,
    isDrill: run.incident.isDrill,
    targetName: run.target.name,
    environment: run.target.environment as ApprovalSummary['environment'],
    procedureTitle: row.sideStep
      ? planOfSide(row.sideStep).title
      : (content.procedures.find((p) => p.key === run.procedureKey)?.title ?? run.procedureKey),
    severity,
    requestedBy: nameOf(row.requestedById) ?? 'somebody',
    requestedAt: row.requestedAt.toISOString(),
    expiresAt: row.expiresAt.toISOString(),
    respondBy: run.incident.respondBy?.toISOString() ?? null,
    approverWords: needWords(facts.needs, severity),
    needs: facts.needs.map(({ because, ...need }) => ({ words: needWords([{ ...need, because }], severity), because })),
    given,
    wanted,
    approvers: approversAmong(people, lent, {
      facts: { ...facts, decisions: row.state === 'requested' ? facts.decisions : [] },
      teamId: run.target.teamId,
    }),
    decisions: row.decisions.map((d) => ({
      by: d.person.name,
      onBehalfOf: nameOf(d.onBehalfOfId),
      verdict: d.verdict as 'approved' | 'denied',
      reason: d.reason,
      at: d.at.toISOString(),
      overrides: (d.overrides as Override[] | null) ?? [],
    })),
    ended: row.endedById === null ? null : { by: nameOf(row.endedById) ?? 'somebody', because: row.endedBecause },
    planHash: row.planHash,
    canDecide: whyNotDecide(facts, mine, now) === null,
  };
}

/** An overdue request is over, also in the seconds before the worker has written that down. */
function stateNow(row: Pick<SummarisedRow, 'state' | 'expiresAt'>, now: Date): ApprovalSummary['state'] {
  const isOpen = row.state === 'requested' || row.state === 'approved';
  return isOpen && row.expiresAt <= now ? 'expired' : (row.state as ApprovalSummary['state']);
}

/** What the rule about deciding looks at: the same for who is offered the decision and who is let through with it. */
export function approvalFacts(row: DecidedRow): ApprovalFacts {
  const { run } = row;
  return {
    state: row.state as ApprovalFacts['state'],
    roles: row.roles,
    needs: needsIn(row),
    requestedById: row.requestedById,
    preparedById: run.preparedById,
    startedById: run.startedById,
    driverId: run.driverId,
    planAskedById: planAskerOf(run),
    expiresAt: row.expiresAt,
    decisions: givenIn(row.decisions),
    isIncidentOpen: run.incident.state === 'open',
  };
}
