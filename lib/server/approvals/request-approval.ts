import 'server-only';
import type { z } from 'zod';
import type { requestApprovalSchema } from '@/lib/contracts/inputs';
import type { Severity } from '@/lib/contracts/runbook';
import type { Me } from '@/lib/contracts/views';
import { needWords, rolesOfNeeds } from '@/lib/domain/approval-needs';
import { AppError } from '@/lib/domain/errors';
import { appendEvent, storeNow } from '../audit/append-event';
import { authoriseFor } from '../auth/authorise-for';
import { db } from '../db';
import { assertRunAction } from '../runs/guard';
import { choiceOf, type LoadedRun, lockRun, planOf, windowOf } from '../runs/load-run';
import { moveRun } from '../runs/move';
import { askedPlanOf } from './asked-plan';
import { needsOfRun } from './needs-of-run';
import { tellApprovers } from './tell-approvers';

/** How long a request waits and an approval stays good, unless its plan is made for a window: the preflight grows old. */
export const APPROVAL_MINUTES = 60;

/** Asks for approval of exactly the plan that the asker sees, and tells those who may decide. */
export async function requestApproval(
  me: Me,
  input: z.output<typeof requestApprovalSchema>,
): Promise<{ approvalId: string }> {
  const actor = await authoriseFor(me, 'run.request-approval', { run: input.runId });
  return db().$transaction(async (tx) => {
    const run = await lockRun(tx, input.runId);
    assertRunAction(run, actor, 'request-approval');
    if (run.planHash !== input.planHash) throw planChanged();
    assertSaysWhy(run, input.note);
    assertAnswersDenial(run, input.note);
    const severity = run.incident.severity as Severity;
    const now = await storeNow(tx);
    const expiresAt = lastsUntil(run, now);
    const needs = await needsOfRun(tx, run, planOf(run));
    const approval = await tx.approval.create({
      data: {
        runId: run.id,
        planHash: input.planHash,
        choice: choiceOf(run),
        severity,
        roles: rolesOfNeeds(needs),
        needs,
        requestedById: actor.id,
        requestedAt: now,
        expiresAt,
        note: input.note,
        askedPlan: { create: askedPlanOf(run) },
      },
    });
    await moveRun(tx, run, 'awaiting_approval');
    await appendEvent(tx, {
      type: 'approval.requested',
      incidentId: run.incidentId,
      runId: run.id,
      actor,
      data: {
        planHash: input.planHash,
        approver: needWords(needs, severity),
        note: input.note,
        expiresAt: expiresAt.toISOString(),
        ...inSpiteOf(run),
      },
    });
    await tellApprovers(tx, run, approval, actor);
    return { approvalId: approval.id };
  });
}

function inSpiteOf({ denials }: LoadedRun): { inSpiteOf?: string } {
  const denial = denials.find(({ isOfThis }) => isOfThis);
  return denial ? { inSpiteOf: `${denial.by}: ${denial.reason}` } : {};
}

/** What is made for a maintenance window stays good until that closes, however far away it is. */
function lastsUntil(run: LoadedRun, now: Date): Date {
  const window = windowOf(run);
  if (!window) return new Date(now.getTime() + APPROVAL_MINUTES * 60_000);
  if (window.closes > now) return window.closes;
  throw new AppError(
    'blocked',
    `The maintenance window that this plan was made for is over (${window.words}); nothing was asked.`,
    'Look again: the plan is then made for the next window.',
  );
}

/** Whoever asks in spite of what the preflight found says why: the approver answers for it by name. */
function assertSaysWhy(run: LoadedRun, note: string): void {
  if (!planOf(run)?.blocks?.length || note.length >= 3) return;
  throw new AppError(
    'invalid_input',
    'The preflight found what blocks this plan, and nothing says why it should run in spite of that. Nothing was asked.',
    'Write a sentence for the approver.',
    { fields: { note: 'Say why it should run in spite of what blocks it.' } },
  );
}

/** A no stays seen: whoever asks for the same once more answers it, and the approver reads both. */
function assertAnswersDenial(run: LoadedRun, note: string): void {
  const denial = run.denials.find(({ isOfThis }) => isOfThis);
  if (!denial || note.length >= 3) return;
  throw new AppError(
    'invalid_input',
    `${denial.by} denied this plan in this incident (“${denial.reason}”), and nothing answers that. Nothing was asked.`,
    'Change the plan, or write what speaks for it in spite of that: the approver reads both.',
    { fields: { note: 'Answer the denial.' } },
  );
}

export function planChanged(): AppError {
  return new AppError(
    'plan_changed',
    'The plan is another now than the one you were looking at; nothing was changed.',
    'Read the plan as it stands now, then decide again.',
  );
}
