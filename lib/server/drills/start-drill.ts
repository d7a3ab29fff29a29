import 'server-only';
import type { z } from 'zod';
import type { drillSchema, holdDrillSchema } from '@/lib/contracts/drill';
import type { RunbookContent } from '@/lib/contracts/runbook';
import type { Me } from '@/lib/contracts/views';
import type { PlanWeek } from '@/lib/domain/drill-calendar';
import { conflict } from '@/lib/domain/errors';
import { appendEvent, storeNow, type Transaction } from '../audit/append-event';
import { authoriseFor } from '../auth/authorise-for';
import { db } from '../db';
import { enqueue } from '../queue/enqueue';
import { getCurrentRunbook } from '../runbooks/store-runbook';
import { assertDrillAction } from './drill-guard';
import { type LoadedDrill, lockCalendar, lockDrill } from './load-drill';
import { checkPlace, createDrill, drillTitle } from './schedule-drill';

/**
 * Starts a drill: the worker switches its fault on, and once that is seen `open-drills.ts` declares the incident. Only
 * on a sandbox or a clone for drills, with one drill a target at a time.
 */
export async function startDrill(me: Me, input: z.output<typeof drillSchema>): Promise<{ drillId: string }> {
  const actor = await authoriseFor(me, 'drill.run', { drill: input.drillId });
  const { content } = await getCurrentRunbook();
  await db().$transaction((tx) => start(tx, actor, content, input.drillId));
  return { drillId: input.drillId };
}

/** Puts a drill of a procedure into the calendar for this moment, and starts it: for whoever wants to practise now. */
export async function holdDrill(me: Me, input: z.output<typeof holdDrillSchema>): Promise<{ drillId: string }> {
  const actor = await authoriseFor(me, 'drill.run', { target: input.targetKey });
  const { content } = await getCurrentRunbook();
  return db().$transaction(async (tx) => {
    await lockCalendar(tx);
    const wish = { week: weekOfProcedure(content, input.procedureKey), scheduledFor: await storeNow(tx) };
    const drillId = await createDrill(tx, actor, content, {
      ...wish,
      ...(await checkPlace(tx, actor, input, content)),
    });
    await start(tx, actor, content, drillId);
    return { drillId };
  });
}

async function start(tx: Transaction, actor: Me, content: RunbookContent, drillId: string): Promise<void> {
  const drill = await lockDrill(tx, drillId);
  // Of two starts on one target the later one sees the earlier.
  await lockCalendar(tx);
  await assertDrillAction(tx, drill, content, actor, 'start');
  const now = await storeNow(tx);
  const title = drillTitle(drill.procedureKey, content);
  const targetMs = targetMsOf(drill, content);
  const data = { title, startedById: actor.id, startedAt: now, faultAskedAt: now, targetMs };
  const moved = await tx.drill.updateMany({
    where: { id: drill.id, state: 'scheduled' },
    data: { ...data, state: 'running' },
  });
  if (moved.count !== 1) throw conflict('Somebody else started or cancelled this drill a moment before.');
  const { procedureKey, fault } = drill;
  await askForFault(tx, drill, true, actor);
  await appendEvent(tx, {
    type: 'drill.started',
    actor,
    data: { drillId: drill.id, title, procedureKey, fault, target: drill.target.key },
  });
}

/** Has the worker switch the fault on once more, where it did not come: switching on what is on changes nothing. */
export async function switchFaultAgain(me: Me, input: z.output<typeof drillSchema>): Promise<null> {
  const actor = await authoriseFor(me, 'drill.run', { drill: input.drillId });
  const { content } = await getCurrentRunbook();
  return db().$transaction(async (tx) => {
    const drill = await lockDrill(tx, input.drillId);
    await assertDrillAction(tx, drill, content, actor, 'switch-again');
    await tx.drill.update({ where: { id: drill.id }, data: { faultAskedAt: await storeNow(tx) } });
    await askForFault(tx, drill, true, actor);
    return null;
  });
}

/** The job and its event, where the drill has a fault at all. */
export async function askForFault(tx: Transaction, drill: LoadedDrill, isOn: boolean, actor: Me): Promise<void> {
  const { fault, target } = drill;
  if (!fault) return;
  await enqueue(tx, 'switch_fault', { targetId: target.id, fault, isOn, actorId: actor.id });
  await appendEvent(tx, { type: 'fault.switched', data: { target: target.key, fault, isOn }, actor });
}

/** The week that drills a procedure; the full system's for those that have no week of their own. */
function weekOfProcedure({ drills }: RunbookContent, procedureKey: string): PlanWeek {
  return (drills.weeks.find(({ procedures }) => procedures.includes(procedureKey))?.week ?? 4) as PlanWeek;
}

function targetMsOf(drill: LoadedDrill, content: RunbookContent): number | null {
  const procedure = content.procedures.find((p) => p.key === drill.procedureKey);
  return procedure ? procedure.estimateMinutes.to * 60_000 : null;
}
