import 'server-only';
import type { DrillCard, DrillsView, PlanWeekView } from '@/lib/contracts/drill-view';
import type { RunbookContent } from '@/lib/contracts/runbook';
import type { Me } from '@/lib/contracts/views';
import {
  addToMonth,
  dayOfMonth,
  daysOfMonth,
  dayText,
  isMonth,
  monthBounds,
  monthOf,
  PLAN_WEEKS,
  type PlanWeek,
  suggestDate,
} from '@/lib/domain/drill-calendar';
import { drilledWords, isStale, type LastDrill } from '@/lib/domain/drill-words';
import { mayDo } from '@/lib/domain/permissions';
import { storeNow } from '../audit/append-event';
import { authorise } from '../auth/authorise';
import { reachableTargets } from '../auth/reach';
import { db } from '../db';
import { getCurrentRunbook } from '../runbooks/store-runbook';
import { drillChoices, toDrillCard, withTrouble } from './drill-card';
import { getLastDrills } from './last-drills';
import { drillInclude } from './load-drill';
import { turnOf } from './schedule-drill';

const HISTORY_LIMIT = 24;

/** A month of the plan, and the drills of earlier times. Without a month, or with none that there is: the current one. */
export async function getDrillsView(me: Me, { month: wanted }: { month?: string } = {}): Promise<DrillsView> {
  const person = await authorise(me, 'console.read');
  const target = reachableTargets(person);
  const { content } = await getCurrentRunbook();
  const { timeZone } = content.drills;
  const now = await storeNow(db());
  const current = monthOf(now, timeZone);
  const month = wanted && isMonth(wanted) ? wanted : current;
  const { from, to } = monthBounds(month, timeZone);
  const [rows, past, last] = await Promise.all([
    db().drill.findMany({
      where: { scheduledFor: { gte: from, lt: to }, target },
      orderBy: { scheduledFor: 'asc' },
      include: drillInclude,
    }),
    db().drill.findMany({
      where: { state: { in: ['done', 'cancelled'] }, startedAt: { not: null }, target },
      orderBy: { finishedAt: 'desc' },
      take: HISTORY_LIMIT,
      include: drillInclude,
    }),
    getLastDrills(person),
  ]);
  const drills = await Promise.all(rows.map((row) => withTrouble(toDrillCard(row, content, now), row, content)));
  const weeks = await Promise.all(PLAN_WEEKS.map((week) => weekView(week, { month, drills, content, last, now })));
  const isOpen = ({ drills: held, suggestion }: PlanWeekView) =>
    suggestion !== null && held.every((drill) => drill.status === 'cancelled');
  return {
    at: now.toISOString(),
    timeZone,
    month,
    previous: addToMonth(month, -1),
    next: addToMonth(month, 1),
    today: month === current ? dayOfMonth(now, timeZone) : null,
    days: daysOfMonth(month),
    weeks,
    history: past.map((row) => toDrillCard(row, content, now)),
    choices: await drillChoices(content, person),
    canSchedule: mayDo(person.role, 'drill.schedule'),
    canRun: mayDo(person.role, 'drill.run'),
    openWeeks: weeks.filter(isOpen).length,
  };
}

type Month = {
  month: string;
  drills: DrillCard[];
  content: RunbookContent;
  last: Map<string, LastDrill>;
  now: Date;
};

async function weekView(week: PlanWeek, { month, drills, content, last, now }: Month): Promise<PlanWeekView> {
  const { weeks, at, timeZone } = content.drills;
  const plan = weeks.find((one) => one.week === week);
  const date = suggestDate(content.drills, month, week, now);
  return {
    week,
    title: plan?.title ?? '',
    days: `days ${week * 7 - 6} to ${week * 7}`,
    procedures: (plan?.procedures ?? []).map((key) => {
      const procedure = content.procedures.find((p) => p.key === key);
      const drilled = last.get(key) ?? null;
      return {
        key,
        title: procedure?.title ?? 'not in the runbook',
        drilled: drilledWords(drilled, now),
        isStale: isStale(drilled, now),
        isThere: procedure !== undefined,
      };
    }),
    drills: drills.filter((drill) => drill.week === week),
    suggestion: date && { procedureKey: await turnOf(db(), week, content), day: dayText(date, timeZone), time: at },
  };
}
