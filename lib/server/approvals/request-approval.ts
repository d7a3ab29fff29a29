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
    const severity = run.incident.severity as Severity;
    const expiresAt = lastsUntil(run, await storeNow(tx));
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
        expiresAt,
        note: input.note,
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
      },
    });
    await tellApprovers(tx, run, approval, actor);
    return { approvalId: approval.id };
  });
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

export function planChanged(): AppError {
  return new AppError(
    'plan_changed',
    'The plan is another now than the one you were looking at; nothing was changed.',
    'Read the plan as it stands now, then decide again.',
  );
}
