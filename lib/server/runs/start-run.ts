import 'server-only';
import type { z } from 'zod';
import type { startRunSchema } from '@/lib/contracts/inputs';
import type { Plan } from '@/lib/contracts/plan';
import type { Me } from '@/lib/contracts/views';
import { AppError, conflict } from '@/lib/domain/errors';
import { isWindowOpen } from '@/lib/domain/maintenance-window';
import { assertApproverStands, assertBlocksOverridden } from '../approvals/approver-stands';
import { planChanged } from '../approvals/request-approval';
import { appendEvent, storeNow, type Transaction } from '../audit/append-event';
import { hashOf } from '../audit/event-chain';
import { authoriseFor } from '../auth/authorise-for';
import { db } from '../db';
import { assertDrillTarget } from '../drills/drill-guard';
import { getCurrentRunbook } from '../runbooks/store-runbook';
import { type LoadedTarget, toLoadedTarget } from '../targets/get-target';
import { inventoryHash } from '../targets/inventory-hash';
import { applyAdvance } from './apply-advance';
import { assertRunAction } from './guard';
import { type LoadedRun, loadRun, lockRun, planOf, windowOf } from './load-run';
import { moveRun } from './move';
import { assertNoneSince } from './run-since';

type StartInput = z.output<typeof startRunSchema>;

/**
 * Uses the approval up and starts the run. All that the approval bound is checked once more here, since hours may lie
 * between: plan, runbook, severity, and that the approver is still somebody who could approve.
 */
export async function startRun(me: Me, input: StartInput): Promise<null> {
  const actor = await authoriseFor(me, 'run.drive', { run: input.runId });
  await startGuarded(async (tx) => startHeld(tx, actor, await lockRun(tx, input.runId), input));
  return null;
}

/** One transaction that starts a run; that a target takes one run at a time is the store's own rule, said in words here. */
export async function startGuarded(act: (tx: Transaction) => Promise<void>): Promise<void> {
  try {
    await db().$transaction(act);
  } catch (error) {
    throw isUniqueViolation(error)
      ? conflict(
          'Another rollback is running on this target; a target takes one at a time. Nothing was started.',
          'Finish or abort the other one first.',
        )
      : error;
  }
}

/** The gate of every start, whoever or whatever presses. The run's row is held by the caller. */
export async function startHeld(
  tx: Transaction,
  actor: Me,
  run: LoadedRun,
  input: StartInput,
  byItself: { isScheduled?: true; isArmed?: true } = {},
): Promise<void> {
  const now = await storeNow(tx);
  assertWindow(run, now);
  assertRunAction(run, actor, input.mode === 'step' ? 'start' : 'start-to-decision');
  assertDrillTarget(run.incident, run.target);
  const plan = planOf(run) as Plan;
  if (run.planHash !== input.planHash || hashOf(plan) !== run.planHash) throw planChanged();
  const approval = await assertApproved(tx, run, plan, now);
  assertNoDecider(approval, [actor.id, run.driverId]);
  // It may have been some time since the plan was made, and what it leaves out as done is done no more.
  if (run.resumesId !== null)
    await assertNoneSince(tx, await loadRun(tx, run.resumesId), 'Discard this plan, then plan anew.');
  const used = await tx.approval.updateMany({ where: { id: approval.id, state: 'approved' }, data: { state: 'used' } });
  if (used.count !== 1) throw conflict('The approval was used or voided a moment before; nothing was started.');
  await tx.step.createMany({
    data: plan.steps.map((step, ordinal) => ({ runId: run.id, ordinal, key: step.key, branch: step.branch })),
  });
  await moveRun(tx, run, 'running', {
    startedAt: now,
    startedById: actor.id,
    driverId: actor.id,
    mode: input.mode,
  });
  await appendEvent(tx, {
    type: 'run.started',
    incidentId: run.incidentId,
    runId: run.id,
    actor,
    data: { mode: input.mode, planHash: input.planHash, ...byItself },
  });
  // What was seen before the rollback says nothing about the system after it; what a lead waived stays waived.
  await tx.incidentCheck.updateMany({
    where: { incidentId: run.incidentId, state: { not: 'waived' } },
    data: { state: 'pending', did: '', expected: '', saw: '', note: '', tookMs: null, byId: null, at: null },
  });
  await applyAdvance(tx, run.id, actor, true);
}

/** A plan that was made for a maintenance window starts in that one: neither before it opens nor after it has closed. */
function assertWindow(run: LoadedRun, now: Date): void {
  const window = windowOf(run);
  if (!window || isWindowOpen(window, now)) return;
  const isEarly = window.opens > now;
  throw new AppError(
    'blocked',
    `Nothing was started: this plan is made for the maintenance window ${window.words}, which ${isEarly ? 'is not open yet' : 'is over'}.`,
    isEarly ? 'Schedule it, or plan it anew to run now, outside of the window.' : 'Plan it again for the next window.',
  );
}

/** Throws unless a good approval of exactly this plan is there, with its runbook and its approver still as they were. */
export async function assertApproved(
  tx: Transaction,
  run: LoadedRun,
  plan: Plan,
  now: Date,
): Promise<LoadedRun['approvals'][number]> {
  const approval = run.approvals.find((a) => a.state === 'approved');
  if (!approval || approval.planHash !== run.planHash) throw blocked('no approval of this plan is open');
  if (approval.expiresAt <= now) throw blocked('its approval has expired');
  if (plan.severity !== run.incident.severity) throw blocked('the severity has changed since it was approved');
  if ((await getCurrentRunbook(tx)).hash !== plan.runbook.hash)
    throw blocked('the runbook was edited after the approval');
  assertTargetStands(plan, toLoadedTarget(run.target));
  assertBlocksOverridden(plan, approval);
  await assertApproverStands(tx, approval, run.target.teamId);
  return approval;
}

/** Whoever approved it, or had it approved for them, neither starts it nor holds its wheel when it starts. */
function assertNoDecider({ decisions }: LoadedRun['approvals'][number], drivers: readonly (string | null)[]): void {
  const deciders = decisions.flatMap(({ personId, onBehalfOfId }) => [personId, onBehalfOfId]).filter(Boolean);
  if (drivers.some((id) => id !== null && deciders.includes(id)))
    throw blocked('whoever approved it would start it or holds its wheel');
}

/** A target that was registered anew may be another database by now; what was approved is bound to one. */
export function assertTargetStands(plan: Plan, target: LoadedTarget): void {
  const { environment, inventory } = target;
  const isSameDatabase = hashOf(plan.target.fingerprint) === hashOf(inventory.fingerprint);
  if (!isSameDatabase || plan.target.environment !== environment)
    throw blocked('the target was registered anew as another database after the approval');
  if (plan.target.inventoryHash !== inventoryHash(inventory))
    throw blocked("the target's hosts, commands or endpoints were changed after the approval");
}

function blocked(because: string): AppError {
  return new AppError(
    'blocked',
    `Nothing was started: ${because}.`,
    'Look at the plan again and ask for a new approval; a run under way is aborted first.',
  );
}

export function isUniqueViolation(error: unknown): boolean {
  return typeof error === 'object' && error !== null && (error as { code?: string }).code === 'P2002';
}
