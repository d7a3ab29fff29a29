import 'server-only';
import type { z } from 'zod';
import type { decideSchema } from '@/lib/contracts/inputs';
import type { PlannedBlock } from '@/lib/contracts/override';
import type { Me } from '@/lib/contracts/views';
import { assertMayDecide } from '@/lib/domain/approval';
import { conflict, notFound } from '@/lib/domain/errors';
import { assertConfirmed } from '@/lib/domain/exact-lists';
import { assertOverridden } from '@/lib/domain/overrides';
import { appendEvent } from '../audit/append-event';
import { assertFresh } from '../auth/assert-fresh';
import { authoriseFor } from '../auth/authorise-for';
import { db } from '../db';
import { startArmed } from '../runs/arm-run';
import { type LoadedRun, lockRun, planOf } from '../runs/load-run';
import { moveRun } from '../runs/move';
import { decideSideStep } from '../side-steps/decide-side-step';
import { approvalFacts } from './approval-summary';
import { planChanged } from './request-approval';
import { holdDecider } from './stands-for';
import { writeDecision } from './write-decision';

type Decide = z.output<typeof decideSchema>;

/** Approves or denies. The run's row is held, so of two decisions, or a decision and a change of plan, one is first. */
export async function decideApproval(me: Me, input: Decide): Promise<{ state: string }> {
  const person = await authoriseFor(me, 'approval.decide', { approval: input.approvalId });
  const found = await db().approval.findUnique({
    where: { id: input.approvalId },
    select: { runId: true, sideStepId: true },
  });
  if (!found) throw notFound('request for approval');
  if (found.sideStepId) return decideSideStep(person, input, found);
  return db().$transaction(async (tx) => {
    const run = await lockRun(tx, found.runId);
    const { actor, decider, lent, now } = await holdDecider(tx, person, { ...input, teamId: run.target.teamId });
    const approval = run.approvals.find((a) => a.id === input.approvalId) as LoadedRun['approvals'][number];
    const facts = approvalFacts({ ...approval, run });
    assertMayDecide(facts, decider, now);
    if (input.verdict === 'approved' && approval.severity === 'critical') await assertFresh(actor, tx);
    if (approval.planHash !== input.planHash || run.planHash !== input.planHash) throw planChanged();
    const { blocks = [], exactLists = [] } = planOf(run) ?? {};
    if (input.verdict === 'approved') {
      assertOverridden(blocks, input.overrides ?? []);
      assertConfirmed(exactLists, input.confirmed ?? []);
    }
    const written = await writeDecision(tx, approval, { facts, decider, lent, now }, input);
    const { standing } = written;
    const said = { ...written.said, ...confirmedBy(input) };
    const base = { incidentId: run.incidentId, runId: run.id, actor };
    const overrides = overriddenBy(input, blocks);
    if (overrides.length > 0)
      await appendEvent(tx, { type: 'approval.overridden', ...base, data: { planHash: approval.planHash, overrides } });
    if (standing.state === 'open') {
      const { given, wanted } = standing;
      await appendEvent(tx, { type: 'approval.given', ...base, data: { ...said, given, wanted } });
      return { state: 'requested' };
    }
    const decided = await tx.approval.updateMany({
      where: { id: approval.id, state: 'requested' },
      data: { state: standing.state, decidedAt: now },
    });
    if (decided.count !== 1) throw conflict('Somebody else decided a moment before; nothing was changed.');
    await moveRun(tx, run, standing.state === 'approved' ? 'approved' : 'draft');
    await appendEvent(tx, { type: `approval.${standing.state}`, ...base, data: said });
    if (standing.state === 'approved' && run.armedById) await startArmed(tx, run.id);
    return { state: standing.state };
  });
}

/** What goes along, by its numbers: they are the plan's own by now. */
function confirmedBy({ verdict, confirmed = [] }: Decide): { confirmed?: string[] } {
  if (verdict !== 'approved' || confirmed.length === 0) return {};
  return { confirmed: confirmed.map(({ key, count }) => `${key}: ${count}`) };
}

/** Each block as it was found, with why this approver lets it pass. */
function overriddenBy({ verdict, overrides = [] }: Decide, blocks: readonly PlannedBlock[]) {
  if (verdict !== 'approved') return [];
  return blocks.flatMap(({ key, sentence }) =>
    overrides.filter((one) => one.key === key).map(({ reason }) => ({ key, sentence, reason })),
  );
}
