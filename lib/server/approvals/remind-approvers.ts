import 'server-only';
import type { z } from 'zod';
import type { approvalSchema } from '@/lib/contracts/inputs';
import type { Me } from '@/lib/contracts/views';
import { whyNotRemind } from '@/lib/domain/approval';
import { AppError, conflict, notFound } from '@/lib/domain/errors';
import { appendEvent, storeNow, type Transaction } from '../audit/append-event';
import { authorise } from '../auth/authorise';
import { db } from '../db';
import type { Approval } from '../generated/prisma/client';
import { assertRunAction } from '../runs/guard';
import { lockRun } from '../runs/load-run';
import { findApprovers } from './approvers';
import { factsOf, tellApprovers } from './tell-approvers';

/**
 * Tells those who may decide once more. The run's row is held, so of two who press at once the second one finds that
 * they were told a moment ago.
 */
export async function remindApprovers(me: Me, input: z.output<typeof approvalSchema>): Promise<null> {
  const actor = await authorise(me, 'run.request-approval');
  return db().$transaction(async (tx) => {
    const found = await tx.approval.findUnique({ where: { id: input.approvalId }, select: { runId: true } });
    if (!found) throw notFound('request for approval');
    const run = await lockRun(tx, found.runId);
    const approval = await tx.approval.findUniqueOrThrow({ where: { id: input.approvalId } });
    if (approval.sideStepId !== null) throw notForBeside();
    assertRunAction(run, actor, 'remind-approvers');
    await assertDue(tx, approval);
    const approvers = (await findApprovers(tx, factsOf(approval, run))).map(({ words }) => words);
    const data = { planHash: approval.planHash, approvers };
    await appendEvent(tx, { type: 'approval.reminded', incidentId: run.incidentId, runId: run.id, actor, data });
    await tellApprovers(tx, run, approval, actor, true);
    return null;
  });
}

/** The plan's request would wait for the gap after it, and its text says that the plan is to be approved. */
const notForBeside = () =>
  conflict(
    'This request is for one act beside the plan, and reminders are for the plan; nobody was told.',
    'Call one of those who may decide: the page of the request names them.',
  );

async function assertDue(tx: Transaction, { runId, state, expiresAt, requestedAt }: Approval): Promise<void> {
  const now = await storeNow(tx);
  if (state !== 'requested' || expiresAt <= now)
    throw conflict('This request is over; nobody was told.', 'Ask for approval again.');
  const last = await tx.event.findFirst({
    where: { runId, type: { in: ['approval.requested', 'approval.reminded'] } },
    orderBy: { id: 'desc' },
    select: { at: true },
  });
  const because = whyNotRemind(last?.at ?? requestedAt, now);
  if (because)
    throw new AppError('too_many_attempts', `${because} Nothing was sent.`, 'Call them if it cannot wait that long.');
}
