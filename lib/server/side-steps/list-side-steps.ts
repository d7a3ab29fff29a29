import 'server-only';
import type { Severity } from '@/lib/contracts/runbook';
import type { SideStepKind, SideStepOutcome, SideStepState, SideStepView } from '@/lib/contracts/side-step';
import type { Me } from '@/lib/contracts/views';
import { whyNotDecide } from '@/lib/domain/approval';
import { needWords } from '@/lib/domain/approval-needs';
import { requestActions } from '@/lib/domain/withdrawal';
import { approvalFacts } from '../approvals/approval-summary';
import { findApprovers } from '../approvals/approvers';
import { lentFor, standsForOf } from '../approvals/stands-for';
import { storeNow } from '../audit/append-event';
import { db } from '../db';
import type { LoadedRun } from '../runs/load-run';
import { planOfSide } from './side-step';

/** The acts beside a run's plan as this person sees them, the newest first. */
export async function listSideSteps(run: LoadedRun, me: Me): Promise<SideStepView[]> {
  const rows = await db().sideStep.findMany({
    where: { runId: run.id },
    include: { approval: { include: { decisions: { include: { person: true } } } } },
    orderBy: { createdAt: 'desc' },
    take: 20,
  });
  if (rows.length === 0) return [];
  const now = await storeNow(db());
  const standsFor = lentFor(await standsForOf(db(), now, me.id), me.id, run.target.teamId);
  const people = await db().person.findMany({
    where: { id: { in: rows.map(({ requestedById }) => requestedById) } },
    select: { id: true, name: true },
  });
  return Promise.all(
    rows.map(async (row) => {
      const { title, about, display, reason, severity } = planOfSide(row);
      const asked = row.state === 'requested' ? row.approval : null;
      const facts = asked && approvalFacts({ ...asked, run });
      const approvers = facts ? await findApprovers(db(), { facts, teamId: run.target.teamId }) : [];
      return {
        id: row.id,
        kind: row.kind as SideStepKind,
        state: row.state as SideStepState,
        title,
        about,
        display,
        reason,
        stepId: row.stepId,
        requestedBy: people.find(({ id }) => id === row.requestedById)?.name ?? 'somebody',
        requestedAt: row.createdAt.toISOString(),
        finishedAt: row.finishedAt?.toISOString() ?? null,
        approvalId: row.approval?.id ?? null,
        approverWords: needWords(facts ? facts.needs : [], severity as Severity),
        approvers: approvers.map(({ words }) => words),
        canDecide: facts !== null && whyNotDecide(facts, { ...me, standsFor }, now) === null,
        actions: facts && row.approval ? requestActions(facts, row.approval.id, me) : [],
        outcome: row.outcome as SideStepOutcome | null,
      };
    }),
  );
}
