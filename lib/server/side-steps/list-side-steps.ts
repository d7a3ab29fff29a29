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
import { momentOfReading } from '../audit/append-event';
import { db } from '../db';
import { readNames } from '../people/read-people';
import type { LoadedRun } from '../runs/load-run';
import { planOfSide } from './side-step';

/** The acts beside a run's plan as this person sees them, the newest first. */
export async function listSideSteps(run: LoadedRun, me: Me): Promise<SideStepView[]> {
  const newest = { where: { runId: run.id }, orderBy: { createdAt: 'desc' }, take: 20 } as const;
  // Nearly every run has none, and what hangs on them would be asked about all the same.
  if ((await db().sideStep.findMany({ ...newest, select: { id: true }, take: 1 })).length === 0) return [];
  const rows = await db().sideStep.findMany({
    ...newest,
    include: { approval: { include: { decisions: { include: { person: true } } } } },
  });
  const now = await momentOfReading();
  const standsFor = lentFor(await standsForOf(db(), now, me.id), me.id, run.target.teamId);
  const names = await readNames(rows.map(({ requestedById }) => requestedById));
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
        requestedBy: names.get(row.requestedById) ?? 'somebody',
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
