import 'server-only';
import type { z } from 'zod';
import type { withdrawApprovalSchema } from '@/lib/contracts/inputs';
import type { Me } from '@/lib/contracts/views';
import { conflict, notFound } from '@/lib/domain/errors';
import { assertMayWithdraw } from '@/lib/domain/withdrawal';
import { appendEvent, storeNow, type Transaction } from '../audit/append-event';
import { authorise } from '../auth/authorise';
import { authoriseFor } from '../auth/authorise-for';
import { db } from '../db';
import type { Approval, SideStep } from '../generated/prisma/client';
import { type LoadedRun, lockRun } from '../runs/load-run';
import { moveRun } from '../runs/move';
import { sideWords } from '../side-steps/side-step';
import { factsOf } from './tell-approvers';
import { tellAsker } from './tell-asker';

type Input = z.output<typeof withdrawApprovalSchema>;
type Asked = Approval & { sideStep: SideStep | null };

/**
 * Ends a request before anything was run with it: by who asked, or by an approver who takes their own approval back. The
 * run's row is held, so a start comes before it, and then nothing is withdrawn, or after it, and then nothing starts.
 */
export async function withdrawApproval(me: Me, input: Input): Promise<null> {
  const person = await authoriseFor(me, 'approval.withdraw', { approval: input.approvalId });
  const found = await db().approval.findUnique({ where: { id: input.approvalId }, select: { runId: true } });
  if (!found) throw notFound('request for approval');
  return db().$transaction(async (tx) => {
    const run = await lockRun(tx, found.runId);
    const actor = await authorise(person, 'approval.withdraw', tx);
    const approval = await tx.approval.findUniqueOrThrow({
      where: { id: input.approvalId },
      include: { sideStep: true, decisions: { include: { person: true } } },
    });
    const by = assertMayWithdraw(factsOf(approval, run), actor.id);
    await end(tx, run, approval, actor, input.reason);
    const base = { incidentId: run.incidentId, runId: run.id, actor };
    const said = { by, reason: input.reason };
    if (approval.sideStep)
      await appendEvent(tx, {
        type: 'side_step.withdrawn',
        ...base,
        stepId: approval.sideStep.stepId,
        data: { ...sideWords(approval.sideStep), ...said },
      });
    else await appendEvent(tx, { type: 'approval.withdrawn', ...base, data: { planHash: approval.planHash, ...said } });
    const because = `${actor.name} took their approval back: ${input.reason}`;
    if (by === 'approver') await tellAsker(tx, run, approval, { what: 'Approval taken back', because });
    return null;
  });
}

async function end(tx: Transaction, run: LoadedRun, approval: Asked, actor: Me, reason: string): Promise<void> {
  const now = await storeNow(tx);
  const ended = await tx.approval.updateMany({
    where: { id: approval.id, state: approval.state },
    data: { state: 'withdrawn', decidedAt: now, endedById: actor.id, endedBecause: reason },
  });
  if (ended.count !== 1) throw conflict('Somebody else moved this request a moment before; nothing was changed.');
  if (!approval.sideStep) return moveRun(tx, run, 'draft');
  const moved = await tx.sideStep.updateMany({
    where: { id: approval.sideStep.id, state: 'requested' },
    data: { state: 'void', finishedAt: now },
  });
  if (moved.count !== 1) throw conflict('It was decided on a moment before; nothing was changed.');
}
