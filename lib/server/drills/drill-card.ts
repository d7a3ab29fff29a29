import 'server-only';
import type { DrillCard, DrillsView } from '@/lib/contracts/drill-view';
import type { RunbookContent } from '@/lib/contracts/runbook';
import { dayOfMonth } from '@/lib/domain/drill-calendar';
import { type DrillState, drillResult, drillStatus } from '@/lib/domain/drill-status';
import { db } from '../db';
import { toLoadedTarget } from '../targets/get-target';
import { runOfDrill, startTroubles, targetTrouble } from './drill-facts';
import type { LoadedDrill } from './load-drill';

/** A drill as calendars and lists show it. */
export async function toDrillCard(drill: LoadedDrill, content: RunbookContent, now: Date): Promise<DrillCard> {
  const { timeZone } = content.drills;
  const target = toLoadedTarget(drill.target);
  const status = drillStatus({ state: drill.state as DrillState, scheduledFor: drill.scheduledFor }, now, timeZone);
  const troubles = drill.state === 'scheduled' ? await startTroubles(db(), drill, target, content) : [];
  return {
    id: drill.id,
    week: drill.week,
    title: drill.title,
    procedureKey: drill.procedureKey,
    targetName: target.name,
    environment: target.environment,
    scheduledFor: drill.scheduledFor.toISOString(),
    day: dayOfMonth(drill.scheduledFor, timeZone),
    status,
    result: drillResult(runOfDrill(drill), drill.targetMs),
    finishedAt: drill.finishedAt?.toISOString() ?? null,
    reason: drill.reason,
    trouble: troubles[0] ?? null,
  };
}

/** What a form for a drill can choose from: every procedure with its fault, and the targets that drills may run on. */
export async function drillChoices(content: RunbookContent): Promise<DrillsView['choices']> {
  const rows = await db().target.findMany({ where: { isActive: true }, orderBy: { name: 'asc' } });
  return {
    procedures: content.procedures.map(({ key, title }) => ({
      key,
      title,
      fault: content.drills.exercises.find((exercise) => exercise.procedure === key)?.fault ?? null,
    })),
    targets: rows.filter((row) => targetTrouble(row) === null).map(({ key, name }) => ({ key, name })),
  };
}
