import 'server-only';
import type { z } from 'zod';
import type { decideSchema } from '@/lib/contracts/inputs';
import type { Me } from '@/lib/contracts/views';
import { assertMayDecide } from '@/lib/domain/approval';
import { conflict } from '@/lib/domain/errors';
import { approvalFacts } from '../approvals/approval-summary';
import { planChanged } from '../approvals/request-approval';
import { holdDecider } from '../approvals/stands-for';
import { writeDecision } from '../approvals/write-decision';
import { appendEvent, type Transaction } from '../audit/append-event';
import { hashOf } from '../audit/event-chain';
import { assertFresh } from '../auth/assert-fresh';
import { authoriseInTheirName } from '../auth/authorise-for';
import { db } from '../db';
import type { SideStep } from '../generated/prisma/client';
import { enqueue } from '../queue/enqueue';
import { type LoadedRun, lockRun } from '../runs/load-run';
import { skipHeld } from '../runs/skip-step';
import { planOfSide, sideWords } from './side-step';
import { whyVoid } from './void-side-steps';

type Decide = z.output<typeof decideSchema>;
const withSide = { sideStep: true, decisions: { include: { person: true } } } as const;

/**
 * Approves or denies one act beside the plan. The run's row is held, so it is decided on once and not while the run moves
 * on. Approved, it is used up at once: the worker does it once, and a step to be passed over is passed over here.
 */
export async function decideSideStep(
  person: Me,
  input: Decide,
  { runId }: { runId: string },
): Promise<{ state: string }> {
  return db().$transaction(async (tx) => {
    const run = await lockRun(tx, runId);
    const { actor, decider, lent, now } = await holdDecider(tx, person, { ...input, teamId: run.target.teamId });
    const approval = await tx.approval.findUniqueOrThrow({ where: { id: input.approvalId }, include: withSide });
    const side = approval.sideStep as NonNullable<typeof approval.sideStep>;
    const facts = approvalFacts({ ...approval, run });
    assertMayDecide(facts, decider, now);
    if (input.verdict === 'approved' && approval.severity === 'critical') await assertFresh(actor, tx);
    if (approval.planHash !== input.planHash || hashOf(planOfSide(side)) !== input.planHash) throw planChanged();
    const because = whyVoid(run, side);
    if (input.verdict === 'approved' && because)
      throw conflict(`It is not needed any more: ${because}. Nothing was changed.`, 'Nothing is left to decide here.');
    const { standing, said } = await writeDecision(tx, approval, { facts, decider, lent, now }, input);
    const base = { incidentId: run.incidentId, runId: run.id, stepId: side.stepId, actor };
    const data = { ...said, ...sideWords(side) };
    if (standing.state === 'open') {
      const { given, wanted } = standing;
      await appendEvent(tx, { type: 'side_step.given', ...base, data: { ...data, given, wanted } });
      return { state: 'requested' };
    }
    await settle(tx, side, approval.id, standing.state === 'approved', now);
    await appendEvent(tx, { type: `side_step.${standing.state}`, ...base, data });
    if (standing.state === 'approved') await begin(tx, run, side, actor, now);
    return { state: standing.state };
  });
}

async function settle(tx: Transaction, side: SideStep, approvalId: string, isApproved: boolean, now: Date) {
  const decided = await tx.approval.updateMany({
    where: { id: approvalId, state: 'requested' },
    data: { state: isApproved ? 'used' : 'denied', decidedAt: now },
  });
  const moved = await tx.sideStep.updateMany({
    where: { id: side.id, state: 'requested' },
    data: isApproved ? { state: 'ready' } : { state: 'denied', finishedAt: now },
  });
  if (decided.count !== 1 || moved.count !== 1)
    throw conflict('Somebody else decided a moment before; nothing was changed.');
}

async function begin(tx: Transaction, run: LoadedRun, side: SideStep, approver: Me, now: Date): Promise<void> {
  if (side.kind !== 'skip_step') return enqueue(tx, 'run_side_step', { sideStepId: side.id });
  // In the name of whoever asked for it, as they stand now: between the request and this lies time.
  const asker = await authoriseInTheirName(side.requestedById, 'run.drive', { run: run.id }, tx);
  const step = run.steps.find(({ id }) => id === side.stepId) as LoadedRun['steps'][number];
  const { reason } = planOfSide(side);
  await skipHeld(tx, run, step, asker, `${reason} (approved by ${approver.name})`);
  await tx.sideStep.update({
    where: { id: side.id },
    data: {
      state: 'succeeded',
      finishedAt: now,
      outcome: { summary: `Skipped, as ${approver.name} approved.`, tookMs: 0 },
    },
  });
}
