import 'server-only';
import type { z } from 'zod';
import type { approvalSchema } from '@/lib/contracts/inputs';
import type { Me } from '@/lib/contracts/views';
import { whyNotRemind } from '@/lib/domain/approval';
import { AppError, conflict, notFound } from '@/lib/domain/errors';
import { appendEvent, storeNow, type Transaction } from '../audit/append-event';
import { authoriseFor } from '../auth/authorise-for';
import { db } from '../db';
import type { Approval } from '../generated/prisma/client';
import { assertRunAction } from '../runs/guard';
import { lockRun } from '../runs/load-run';
import { planOfSide, sideWords } from '../side-steps/side-step';
import { findApprovers } from './approvers';
import { factsOf, tellApprovers } from './tell-approvers';

/**
 * Tells those who may decide once more. The run's row is held, so of two who press at once the second one finds that
 * they were told a moment ago.
 */
export async function remindApprovers(me: Me, input: z.output<typeof approvalSchema>): Promise<null> {
  const actor = await authoriseFor(me, 'run.request-approval', { approval: input.approvalId });
  return db().$transaction(async (tx) => {
    const found = await tx.approval.findUnique({ where: { id: input.approvalId }, select: { runId: true } });
    if (!found) throw notFound('request for approval');
    const run = await lockRun(tx, found.runId);
    const approval = await tx.approval.findUniqueOrThrow({
      where: { id: input.approvalId },
      include: { sideStep: true, decisions: { include: { person: true } } },
    });
    const side = approval.sideStep;
    // An act beside the plan may be asked for while the run is under way; whoever may drive can remind of it then, too.
    if (side === null) assertRunAction(run, actor, 'remind-approvers');
    await assertDue(tx, approval);
    const approvers = (await findApprovers(tx, { facts: factsOf(approval, run), teamId: run.target.teamId })).map(
      ({ words }) => words,
    );
    const base = { incidentId: run.incidentId, runId: run.id, actor };
    if (side) {
      const data = { ...sideWords(side), approvers };
      await appendEvent(tx, { type: 'side_step.reminded', ...base, stepId: side.stepId, data });
    } else
      await appendEvent(tx, { type: 'approval.reminded', ...base, data: { planHash: approval.planHash, approvers } });
    await tellApprovers(tx, run, approval, actor, true, side ? planOfSide(side).title : undefined);
    return null;
  });
}

async function assertDue(
  tx: Transaction,
  { runId, sideStepId, state, expiresAt, requestedAt }: Approval,
): Promise<void> {
  const now = await storeNow(tx);
  if (state !== 'requested' || expiresAt <= now)
    throw conflict('This request is over; nobody was told.', 'Ask for approval again.');
  const last = await tx.event.findFirst({
    where: sideStepId
      ? { runId, type: 'side_step.reminded', data: { path: ['sideStepId'], equals: sideStepId } }
      : { runId, type: { in: ['approval.requested', 'approval.reminded'] } },
    orderBy: { id: 'desc' },
    select: { at: true },
  });
  const because = whyNotRemind(last?.at ?? requestedAt, now);
  if (because)
    throw new AppError('too_many_attempts', `${because} Nothing was sent.`, 'Call them if it cannot wait that long.');
}
