import 'server-only';
import type { z } from 'zod';
import type { breakGlassSchema } from '@/lib/contracts/break-glass';
import type { Plan } from '@/lib/contracts/plan';
import type { Severity } from '@/lib/contracts/runbook';
import type { Me } from '@/lib/contracts/views';
import { BREAK_GLASS_MINUTES } from '@/lib/domain/break-glass';
import { AppError, conflict } from '@/lib/domain/errors';
import { PERMISSIONS } from '@/lib/domain/permissions';
import { appendEvent, storeNow, type Transaction } from '../audit/append-event';
import { hashOf } from '../audit/event-chain';
import { assertFresh } from '../auth/assert-fresh';
import { authoriseFor } from '../auth/authorise-for';
import { peopleWhoReach } from '../auth/reach';
import { db } from '../db';
import { env } from '../env';
import { sendBatch } from '../messages/send-batch';
import { getCurrentRunbook } from '../runbooks/store-runbook';
import { assertRunAction } from '../runs/guard';
import { type LoadedRun, lockRun, planOf } from '../runs/load-run';
import { moveRun } from '../runs/move';
import { askedPlanOf } from './asked-plan';
import { planChanged } from './request-approval';
import { voidOpenApproval } from './void-approval';

type Input = z.output<typeof breakGlassSchema>;

/**
 * Lets exactly this plan be started without an approval, once and within the hour, in the name of a person who drives.
 * Every lead and executive is told in the same transaction, and the incident stays open until one of them who had no
 * part in it has reviewed it. It starts nothing by itself: the start passes the gate of every start.
 */
export async function breakGlass(me: Me, input: Input): Promise<{ reviewId: string }> {
  const person = await authoriseFor(me, 'approval.break-glass', { run: input.runId });
  await assertFresh(person);
  return db().$transaction(async (tx) => {
    const run = await lockRun(tx, input.runId);
    const actor = await authoriseFor(person, 'approval.break-glass', { run: run.id }, tx);
    assertRunAction(run, actor, 'break-glass');
    assertTyped(run, input.confirm);
    if (run.planHash !== input.planHash || hashOf(planOf(run)) !== run.planHash) throw planChanged();
    await voidOpenApproval(tx, run, actor, `${actor.name} broke the glass for this plan`);
    const { approvalId, expiresAt } = await replaceApproval(tx, run, actor, input);
    const review = await tx.review.create({
      data: { approvalId, incidentId: run.incidentId, brokenById: actor.id },
    });
    await tellEveryLead(tx, run, actor, input, expiresAt);
    await assertStillOpen(tx, run.incidentId);
    return { reviewId: review.id };
  });
}

/** To be asked while the chain's lock is held: whoever closed the incident meanwhile had that lock before, and is seen now. */
async function assertStillOpen(tx: Transaction, incidentId: string): Promise<void> {
  const { state } = await tx.incident.findUniqueOrThrow({ where: { id: incidentId }, select: { state: true } });
  if (state === 'open') return;
  throw conflict(
    'The incident was closed a moment before, so the glass was not broken; nothing was changed.',
    'Declare a new incident if the trouble goes on.',
  );
}

function assertTyped(run: LoadedRun, typed: string): void {
  if (typed === run.target.name) return;
  throw new AppError(
    'invalid_input',
    'The name that was typed is not the target’s, so nothing was changed.',
    `Type ${run.target.name} exactly, and make sure that it is the one you mean.`,
    { fields: { confirm: `Type ${run.target.name} exactly.` } },
  );
}

/** It takes the place of the approval, for this plan's hash only; whoever breaks the glass holds the wheel. */
async function replaceApproval(tx: Transaction, run: LoadedRun, actor: Me, input: Input) {
  const now = await storeNow(tx);
  const expiresAt = new Date(now.getTime() + BREAK_GLASS_MINUTES * 60_000);
  const approval = await tx.approval.create({
    data: {
      kind: 'break_glass',
      state: 'approved',
      runId: run.id,
      planHash: input.planHash,
      severity: run.incident.severity,
      roles: [],
      needs: [],
      requestedById: actor.id,
      requestedAt: now,
      decidedAt: now,
      expiresAt,
      note: input.reason,
      askedPlan: { create: askedPlanOf(run) },
    },
  });
  // By the two edges that every approval takes; nothing that was armed before may start by it.
  if (run.state === 'draft') await moveRun(tx, run, 'awaiting_approval');
  await moveRun(tx, { ...run, state: 'awaiting_approval' }, 'approved', {
    driverId: actor.id,
    armedById: null,
    armedMode: null,
  });
  return { approvalId: approval.id, expiresAt };
}

async function tellEveryLead(tx: Transaction, run: LoadedRun, actor: Me, input: Input, expiresAt: Date): Promise<void> {
  const leads = await tx.person.findMany({
    where: {
      isActive: true,
      role: { in: [...PERMISSIONS['break-glass.review']] },
      id: { not: actor.id },
      ...peopleWhoReach(run.target.teamId),
    },
    orderBy: { name: 'asc' },
    select: { id: true, name: true },
  });
  const told = leads.map(({ name }) => name);
  await appendEvent(tx, {
    type: 'break_glass.used',
    incidentId: run.incidentId,
    runId: run.id,
    actor,
    data: {
      planHash: input.planHash,
      reason: input.reason,
      target: run.target.name,
      expiresAt: expiresAt.toISOString(),
      told,
    },
  });
  const { content } = await getCurrentRunbook(tx);
  const severity = run.incident.severity as Severity;
  await sendBatch(tx, {
    incidentId: run.incidentId,
    audience: 'internal',
    kind: 'escalation',
    subject: `BREAK-GLASS: ${actor.name} starts without an approval: ${run.incident.title} (${run.incident.code})`,
    body: textOf(run, actor, input, severity),
    contactKeys: content.contacts
      .filter(({ when }) => when.always || when.approvals?.includes('critical'))
      .map(({ key }) => key),
    personIds: leads.map(({ id }) => id),
    byId: actor.id,
  });
}

function textOf(run: LoadedRun, actor: Me, { reason, planHash }: Input, severity: Severity): string {
  const title = (planOf(run) as Plan).procedure.title;
  return [
    `${actor.name} broke the glass: ${run.procedureKey} ${title} can be started on ${run.target.name} (${run.target.environment}) without an approval, for ${BREAK_GLASS_MINUTES} minutes.`,
    `Severity: ${severity.toUpperCase()}`,
    `Their reason: ${reason}`,
    `Plan: ${planHash.slice(0, 8)}`,
    'A team lead or an executive who had no part in it has to review it before the incident can be closed.',
    `Look at it now: ${env().NEXTAUTH_URL}/incidents/${run.incident.code}`,
  ].join('\n');
}
