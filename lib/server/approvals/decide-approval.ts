import 'server-only';
import type { z } from 'zod';
import type { decideSchema } from '@/lib/contracts/inputs';
import type { Me } from '@/lib/contracts/views';
import { assertMayDecide } from '@/lib/domain/approval';
import { conflict, notFound } from '@/lib/domain/errors';
import { appendEvent } from '../audit/append-event';
import { authorise } from '../auth/authorise';
import { db } from '../db';
import { startArmed } from '../runs/arm-run';
import { type LoadedRun, lockRun } from '../runs/load-run';
import { moveRun } from '../runs/move';
import { decideSideStep } from '../side-steps/decide-side-step';
import { approvalFacts } from './approval-summary';
import { planChanged } from './request-approval';

type Decide = z.output<typeof decideSchema>;

/** Approves or denies. The run's row is held, so of two decisions, or a decision and a change of plan, one is first. */
export async function decideApproval(me: Me, input: Decide): Promise<{ state: string }> {
  const actor = await authorise(me, 'approval.decide');
  const found = await db().approval.findUnique({
    where: { id: input.approvalId },
    select: { runId: true, sideStepId: true },
  });
  if (!found) throw notFound('request for approval');
  if (found.sideStepId) return decideSideStep(actor, input, found);
  return db().$transaction(async (tx) => {
    const run = await lockRun(tx, found.runId);
    const approval = run.approvals.find((a) => a.id === input.approvalId) as LoadedRun['approvals'][number];
    assertMayDecide(approvalFacts({ ...approval, run }), actor, new Date());
    if (approval.planHash !== input.planHash || run.planHash !== input.planHash) throw planChanged();
    await tx.decision.create({
      data: { approvalId: approval.id, personId: actor.id, verdict: input.verdict, reason: input.reason },
    });
    const decided = await tx.approval.updateMany({
      where: { id: approval.id, state: 'requested' },
      data: { state: input.verdict, decidedAt: new Date() },
    });
    if (decided.count !== 1) throw conflict('Somebody else decided a moment before; nothing was changed.');
    await moveRun(tx, run, input.verdict === 'approved' ? 'approved' : 'draft');
    const data = {
      planHash: approval.planHash,
      reason: input.reason,
      waitedMs: Date.now() - approval.requestedAt.getTime(),
    };
    await appendEvent(tx, {
      type: input.verdict === 'approved' ? 'approval.approved' : 'approval.denied',
      incidentId: run.incidentId,
      runId: run.id,
      actor,
      data,
    });
    if (input.verdict === 'approved' && run.armedById) await startArmed(tx, run.id);
    return { state: input.verdict };
  });
}
