import 'server-only';
import type { z } from 'zod';
import type { drillSchema, endDrillSchema } from '@/lib/contracts/drill';
import type { RunbookContent } from '@/lib/contracts/runbook';
import type { Me } from '@/lib/contracts/views';
import { drillResult } from '@/lib/domain/drill-status';
import { conflict } from '@/lib/domain/errors';
import { appendEvent, storeNow, type Transaction } from '../audit/append-event';
import { authoriseFor } from '../auth/authorise-for';
import { db } from '../db';
import { getCurrentRunbook } from '../runbooks/store-runbook';
import { closeAborted } from './close-aborted';
import { runOfDrill } from './drill-facts';
import { assertDrillAction } from './drill-guard';
import { type LoadedDrill, lockCalendar, lockDrill } from './load-drill';
import { scheduleNext } from './schedule-next';

/** Keeps a drill's result, once its checklist is ticked and its incident closed, and schedules the next one. */
export async function finishDrill(me: Me, input: z.output<typeof drillSchema>): Promise<{ nextDrillId: string }> {
  const actor = await authoriseFor(me, 'drill.run', { drill: input.drillId });
  const { content } = await getCurrentRunbook();
  return db().$transaction(async (tx) => {
    const drill = await lockDrill(tx, input.drillId);
    await assertDrillAction(tx, drill, content, actor, 'finish');
    const result = drillResult(runOfDrill(drill, content), drill.targetMs);
    if (!result)
      throw conflict(
        'This drill has no run that succeeded; it was not finished.',
        'Run its procedure, or abort the drill.',
      );
    const next = await scheduleNext(tx, drill, actor, content);
    await endAs(tx, drill, 'done', { endedById: actor.id, nextDrillId: next.id });
    await appendEvent(tx, {
      type: 'drill.finished',
      incidentId: drill.incidentId,
      actor,
      data: { drillId: drill.id, title: drill.title, ...result, nextAt: next.scheduledFor.toISOString() },
    });
    return { nextDrillId: next.id };
  });
}

/** Takes a drill that has not begun off the plan. It stays in the calendar, with its reason. */
export async function cancelDrill(me: Me, input: z.output<typeof endDrillSchema>): Promise<null> {
  const actor = await authoriseFor(me, 'drill.schedule', { drill: input.drillId });
  return end(actor, input, 'cancel', async () => ({}));
}

/** Ends a drill that runs, and its incident with it; the same procedure gets the next turn of its week. */
export async function abortDrill(me: Me, input: z.output<typeof endDrillSchema>): Promise<null> {
  const actor = await authoriseFor(me, 'drill.run', { drill: input.drillId });
  return end(actor, input, 'abort', async (tx, drill, content) => {
    await lockCalendar(tx);
    if (drill.incident) await closeAborted(tx, drill.incident, actor, input.reason);
    return { nextDrillId: (await scheduleNext(tx, drill, actor, content, drill.procedureKey)).id };
  });
}

type Before = (tx: Transaction, drill: LoadedDrill, content: RunbookContent) => Promise<{ nextDrillId?: string }>;

async function end(
  actor: Me,
  { drillId, reason }: z.output<typeof endDrillSchema>,
  key: string,
  before: Before,
): Promise<null> {
  const { content } = await getCurrentRunbook();
  return db().$transaction(async (tx) => {
    const drill = await lockDrill(tx, drillId);
    await assertDrillAction(tx, drill, content, actor, key);
    await endAs(tx, drill, 'cancelled', { endedById: actor.id, reason, ...(await before(tx, drill, content)) });
    await appendEvent(tx, {
      type: 'drill.cancelled',
      incidentId: drill.incidentId,
      actor,
      data: { drillId: drill.id, title: drill.title, reason, wasRunning: drill.state === 'running' },
    });
    return null;
  });
}

type Ending = { endedById: string; reason?: string; nextDrillId?: string };

async function endAs(tx: Transaction, drill: LoadedDrill, state: 'done' | 'cancelled', data: Ending): Promise<void> {
  const finishedAt = await storeNow(tx);
  const ended = await tx.drill.updateMany({
    where: { id: drill.id, state: drill.state },
    data: { ...data, state, finishedAt },
  });
  if (ended.count !== 1) throw conflict('Somebody else ended this drill a moment before.');
}
