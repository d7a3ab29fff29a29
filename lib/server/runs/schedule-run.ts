import 'server-only';
import type { z } from 'zod';
import type { runSchema, scheduleRunSchema } from '@/lib/contracts/inputs';
import type { Plan } from '@/lib/contracts/plan';
import type { Me } from '@/lib/contracts/views';
import { AppError, conflict } from '@/lib/domain/errors';
import { planChanged } from '../approvals/request-approval';
import { appendEvent, storeNow } from '../audit/append-event';
import { hashOf } from '../audit/event-chain';
import { authoriseFor, authoriseInTheirName } from '../auth/authorise-for';
import { db } from '../db';
import { logger } from '../logger';
import { assertRunAction } from './guard';
import { type LoadedRun, lockRun, planOf, windowOf } from './load-run';
import { assertApproved, startGuarded, startHeld } from './start-run';

/** Has the console start an approved plan in this person's name when its maintenance window opens. */
export async function scheduleRun(me: Me, input: z.output<typeof scheduleRunSchema>): Promise<null> {
  const actor = await authoriseFor(me, 'run.drive', { run: input.runId });
  return db().$transaction(async (tx) => {
    const run = await lockRun(tx, input.runId);
    assertRunAction(run, actor, 'schedule');
    const plan = planOf(run) as Plan;
    if (run.planHash !== input.planHash || hashOf(plan) !== run.planHash) throw planChanged();
    await assertApproved(tx, run, plan, await storeNow(tx));
    const window = windowOf(run);
    if (!window) throw conflict('This plan is made for no maintenance window; nothing was scheduled.', 'Start it.');
    await tx.run.update({
      where: { id: run.id },
      data: { scheduledFor: window.opens, scheduledById: actor.id, driverId: actor.id },
    });
    await appendEvent(tx, {
      type: 'run.scheduled',
      incidentId: run.incidentId,
      runId: run.id,
      actor,
      data: { at: window.opens.toISOString(), words: window.words, planHash: input.planHash },
    });
    return null;
  });
}

/** Anybody who may drive can cancel it: whoever scheduled it may be asleep. */
export async function unscheduleRun(me: Me, input: z.output<typeof runSchema>): Promise<null> {
  const actor = await authoriseFor(me, 'run.drive', { run: input.runId });
  return db().$transaction(async (tx) => {
    const run = await lockRun(tx, input.runId);
    assertRunAction(run, actor, 'unschedule');
    await tx.run.update({ where: { id: run.id }, data: { scheduledFor: null, scheduledById: null } });
    await appendEvent(tx, {
      type: 'run.unscheduled',
      incidentId: run.incidentId,
      runId: run.id,
      actor,
      data: { words: windowOf(run)?.words ?? '' },
    });
    return null;
  });
}

/** Starts what is due. Every worker may call it: the run's row is held, and the first one ends the schedule. */
export async function startScheduledRuns(): Promise<void> {
  const due = await db().run.findMany({
    // By the clock that the gate judges by: a worker whose own is fast would be refused, and use the schedule up.
    where: { state: 'approved', scheduledFor: { lte: await storeNow(db()) } },
    select: { id: true },
  });
  for (const { id } of due) await startScheduled(id);
}

async function startScheduled(runId: string): Promise<void> {
  try {
    await startGuarded(async (tx) => {
      const run = await lockRun(tx, runId);
      if (!isDue(run, await storeNow(tx))) return;
      // Role and standing as they are now: between the evening's press and the night lies time.
      const actor = await authoriseInTheirName(run.scheduledById as string, 'run.drive', { run: runId }, tx);
      const input = { runId, planHash: run.planHash as string, mode: 'to_decision' as const };
      await startHeld(tx, actor, run, input, { isScheduled: true });
    });
  } catch (error) {
    // Of what is no refusal the reason may be over in a moment: the next turn tries again, until the approval expires.
    if (!(error instanceof AppError)) throw error;
    await refuseScheduled(runId, error);
  }
}

/** The schedule is used up by a refusal, too: what a person has to look at is not tried over and over. */
async function refuseScheduled(runId: string, error: AppError): Promise<void> {
  logger().warn({ runId, because: error.message }, 'a scheduled rollback was not started');
  await db().$transaction(async (tx) => {
    const run = await lockRun(tx, runId);
    if (!isDue(run, await storeNow(tx))) return;
    const person = await tx.person.findUnique({ where: { id: run.scheduledById as string }, select: { name: true } });
    await tx.run.update({ where: { id: runId }, data: { scheduledFor: null, scheduledById: null } });
    await appendEvent(tx, {
      type: 'run.schedule_refused',
      incidentId: run.incidentId,
      runId,
      actor: null,
      data: { because: error.message, remedy: error.remedy, scheduledBy: person?.name ?? 'somebody' },
    });
  });
}

function isDue(run: LoadedRun, now: Date): boolean {
  return run.state === 'approved' && run.scheduledFor !== null && run.scheduledFor <= now;
}
