import 'server-only';
import type { RunbookContent } from '@/lib/contracts/runbook';
import type { Me } from '@/lib/contracts/views';
import { nextDate, type PlanWeek } from '@/lib/domain/drill-calendar';
import { storeNow, type Transaction } from '../audit/append-event';
import { targetTrouble } from './drill-facts';
import { type LoadedDrill, lockCalendar } from './load-drill';
import { createDrill, findDrillTarget, turnOf } from './schedule-drill';

/**
 * Sees that the same week of a coming month has its drill: one that is in the calendar already is taken, else one is
 * scheduled. Each team has its own weeks. `procedureKey`: what it is to drill; without it, whose turn it is.
 */
export async function scheduleNext(
  tx: Transaction,
  drill: LoadedDrill,
  actor: Me,
  content: RunbookContent,
  procedureKey?: string,
): Promise<{ id: string; scheduledFor: Date }> {
  await lockCalendar(tx);
  const now = await storeNow(tx);
  const week = drill.week as PlanWeek;
  const there = await tx.drill.findFirst({
    where: {
      week,
      state: 'scheduled',
      target: { teamId: drill.target.teamId },
      scheduledFor: { gt: new Date(Math.max(now.getTime(), drill.scheduledFor.getTime())) },
    },
    orderBy: { scheduledFor: 'asc' },
    select: { id: true, scheduledFor: true },
  });
  if (there) return there;
  const scheduledFor = nextDate(content.drills, drill.scheduledFor, week, now);
  const target = targetTrouble(drill.target) === null ? drill.target : await findDrillTarget(tx, actor);
  const key = procedureKey ?? (await turnOf(tx, week, content));
  return { id: await createDrill(tx, actor, content, { week, scheduledFor, target, procedureKey: key }), scheduledFor };
}
