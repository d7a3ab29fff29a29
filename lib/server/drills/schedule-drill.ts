import 'server-only';
import type { z } from 'zod';
import type {
  moveDrillSchema,
  ScheduleDrillInput,
  scheduleDrillSchema,
  scheduleMonthSchema,
} from '@/lib/contracts/drill';
import type { RunbookContent } from '@/lib/contracts/runbook';
import type { Me } from '@/lib/contracts/views';
import { momentOf, monthBounds, PLAN_WEEKS, type PlanWeek, suggestDate, weekOf } from '@/lib/domain/drill-calendar';
import { nextProcedure } from '@/lib/domain/drill-rotation';
import { AppError, conflict } from '@/lib/domain/errors';
import { appendEvent, type EventActor, storeNow, type Transaction } from '../audit/append-event';
import { authorise } from '../auth/authorise';
import { authoriseFor } from '../auth/authorise-for';
import { reachableTargets } from '../auth/reach';
import { db } from '../db';
import type { Target } from '../generated/prisma/client';
import { getCurrentRunbook } from '../runbooks/store-runbook';
import { toLoadedTarget } from '../targets/get-target';
import { targetTrouble } from './drill-facts';
import { lockCalendar, lockDrill } from './load-drill';

/** Puts a drill into the calendar, on a day of its week. */
export async function scheduleDrill(me: Me, input: z.output<typeof scheduleDrillSchema>): Promise<{ drillId: string }> {
  const actor = await authoriseFor(me, 'drill.schedule', { target: input.targetKey });
  const { content } = await getCurrentRunbook();
  return db().$transaction(async (tx) => {
    const wish = await checkWish(tx, actor, input, content);
    return { drillId: await createDrill(tx, actor, content, wish) };
  });
}

/** Another day, procedure or target for a drill that has not begun. A reminder goes out anew. */
export async function moveDrill(me: Me, input: z.output<typeof moveDrillSchema>): Promise<null> {
  await authoriseFor(me, 'drill.schedule', { drill: input.drillId });
  const actor = await authoriseFor(me, 'drill.schedule', { target: input.targetKey });
  const { content } = await getCurrentRunbook();
  return db().$transaction(async (tx) => {
    const drill = await lockDrill(tx, input.drillId);
    if (drill.state !== 'scheduled')
      throw conflict('This drill has begun or is over, so it was not changed.', 'Schedule another one instead.');
    const wish = await checkWish(tx, actor, input, content);
    const data = drillData(content, wish);
    await tx.drill.update({ where: { id: drill.id }, data: { ...data, remindedAt: null } });
    await appendEvent(tx, {
      type: 'drill.moved',
      actor,
      data: { drillId: drill.id, ...wordsOf(data, wish.target), from: drill.scheduledFor.toISOString() },
    });
    return null;
  });
}

/** Gives each week of a month that has no drill one: on the plan's weekday, or on the next day while the week lasts. */
export async function scheduleMonth(
  me: Me,
  { month }: z.output<typeof scheduleMonthSchema>,
): Promise<{ count: number }> {
  const actor = await authorise(me, 'drill.schedule');
  const { content } = await getCurrentRunbook();
  return db().$transaction(async (tx) => {
    await lockCalendar(tx);
    const target = await findDrillTarget(tx, actor);
    const [now, { from, to }] = [await storeNow(tx), monthBounds(month, content.drills.timeZone)];
    const there = await tx.drill.findMany({
      where: { scheduledFor: { gte: from, lt: to }, state: { not: 'cancelled' }, target: { teamId: target.teamId } },
      select: { week: true },
    });
    const open = PLAN_WEEKS.filter((week) => !there.some((drill) => drill.week === week))
      .map((week) => ({ week, scheduledFor: suggestDate(content.drills, month, week, now) }))
      .filter((one): one is { week: PlanWeek; scheduledFor: Date } => one.scheduledFor !== null);
    if (open.length === 0)
      throw conflict('Every week of this month that is still to come has its drill; nothing was scheduled.');
    for (const { week, scheduledFor } of open)
      await createDrill(tx, actor, content, {
        week,
        scheduledFor,
        target,
        procedureKey: await turnOf(tx, week, content),
      });
    return { count: open.length };
  });
}

export type Wish = { week: PlanWeek; scheduledFor: Date; procedureKey: string; target: Target };

/** Writes the drill and its event. */
export async function createDrill(
  tx: Transaction,
  actor: EventActor,
  content: RunbookContent,
  wish: Wish,
): Promise<string> {
  const data = drillData(content, wish);
  const { id } = await tx.drill.create({ data, select: { id: true } });
  await appendEvent(tx, { type: 'drill.scheduled', actor, data: { drillId: id, ...wordsOf(data, wish.target) } });
  return id;
}

/** Whose turn it is in a week, after the newest drill of it that was not cancelled. */
export async function turnOf(tx: Transaction, week: PlanWeek, content: RunbookContent): Promise<string> {
  const list = content.drills.weeks.find((w) => w.week === week)?.procedures ?? [];
  const last = await tx.drill.findFirst({
    where: { week, state: { not: 'cancelled' }, procedureKey: { in: list } },
    orderBy: { scheduledFor: 'desc' },
    select: { procedureKey: true },
  });
  return nextProcedure(
    list,
    last?.procedureKey ?? null,
    content.procedures.map((p) => p.key),
  );
}

/** A procedure may come into the runbook after its drill came into the calendar, so a planned one is named anew. */
export function drillTitle(procedureKey: string, content: RunbookContent): string {
  const procedure = content.procedures.find((p) => p.key === procedureKey);
  return `${procedureKey} ${procedure?.title ?? 'not in the runbook'}`;
}

function drillData(content: RunbookContent, { week, scheduledFor, procedureKey, target }: Wish) {
  const { environment } = toLoadedTarget(target);
  const exercise = content.drills.exercises.find((e) => e.procedure === procedureKey);
  return {
    week,
    title: drillTitle(procedureKey, content),
    procedureKey,
    targetId: target.id,
    // Only a sandbox can be broken on purpose: on a clone the procedure is gone through as it stands.
    fault: environment === 'sandbox' ? (exercise?.fault ?? '') : '',
    scheduledFor,
  };
}

function wordsOf(data: ReturnType<typeof drillData>, target: Target) {
  const { title, procedureKey, fault, scheduledFor } = data;
  return { title, procedureKey, fault, target: target.key, scheduledFor: scheduledFor.toISOString() };
}

async function checkWish(
  tx: Transaction,
  actor: Me,
  input: ScheduleDrillInput,
  content: RunbookContent,
): Promise<Wish> {
  const { timeZone } = content.drills;
  const scheduledFor = momentOf(input.day, input.time, timeZone);
  if (!scheduledFor) throw refuse('day', 'There is no such day.');
  if (weekOf(scheduledFor, timeZone) !== input.week) {
    const to = input.week * 7;
    throw refuse('day', `Week ${input.week} is days ${to - 6} to ${to} of a month (${timeZone}).`);
  }
  if (scheduledFor <= (await storeNow(tx))) throw refuse('day', 'This moment is over; choose one that is to come.');
  return { week: input.week as PlanWeek, scheduledFor, ...(await checkPlace(tx, actor, input, content)) };
}

/** Throws unless the runbook has the procedure, and drills may run on the target, which the actor reaches. */
export async function checkPlace(
  tx: Transaction,
  actor: Me,
  input: Pick<ScheduleDrillInput, 'procedureKey' | 'targetKey'>,
  content: RunbookContent,
): Promise<Pick<Wish, 'procedureKey' | 'target'>> {
  if (!content.procedures.some((p) => p.key === input.procedureKey))
    throw refuse('procedureKey', `The runbook has no procedure ${input.procedureKey}.`);
  const target = await tx.target.findFirst({ where: { key: input.targetKey, ...reachableTargets(actor) } });
  if (!target) throw refuse('targetKey', 'There is no such target.');
  const trouble = targetTrouble(target);
  if (trouble) throw refuse('targetKey', trouble);
  return { procedureKey: input.procedureKey, target };
}

function refuse(field: string, message: string): AppError {
  return new AppError('invalid_input', message, 'Nothing was scheduled.', { fields: { [field]: message } });
}

/** The first target that drills may run on, of those that the actor reaches. */
export async function findDrillTarget(tx: Transaction, actor: Me): Promise<Target> {
  const rows = await tx.target.findMany({
    where: { isActive: true, ...reachableTargets(actor) },
    orderBy: { name: 'asc' },
  });
  const found = rows.find((row) => targetTrouble(row) === null);
  if (!found)
    throw conflict(
      'No sandbox is registered, and no clone for drills; nothing was scheduled.',
      'Have an administrator register one on the Targets page.',
    );
  return found;
}
