import 'server-only';
import type { DrillCard, DrillsView } from '@/lib/contracts/drill-view';
import type { RunbookContent } from '@/lib/contracts/runbook';
import type { Me } from '@/lib/contracts/views';
import { dayOfMonth } from '@/lib/domain/drill-calendar';
import { type DrillState, drillResult, drillStatus } from '@/lib/domain/drill-status';
import { reachableTargets } from '../auth/reach';
import { db } from '../db';
import { toLoadedTarget } from '../targets/get-target';
import { type CountedRun, runOfDrill, startTroubles, targetTrouble } from './drill-facts';
import type { LoadedDrill } from './load-drill';
import { drillTitle } from './schedule-drill';

/** As much of a drill as its card says. */
export type CardDrill = Pick<
  LoadedDrill,
  'id' | 'week' | 'title' | 'procedureKey' | 'state' | 'scheduledFor' | 'finishedAt' | 'reason' | 'targetMs'
> & { target: Pick<LoadedDrill['target'], 'name' | 'environment'>; incident: { runs: CountedRun[] } | null };

/** A drill as calendars and lists show it. */
export function toDrillCard(drill: CardDrill, content: RunbookContent, now: Date): DrillCard {
  const { timeZone } = content.drills;
  return {
    id: drill.id,
    week: drill.week,
    title: drill.state === 'scheduled' ? drillTitle(drill.procedureKey, content) : drill.title,
    procedureKey: drill.procedureKey,
    targetName: drill.target.name,
    environment: drill.target.environment as DrillCard['environment'],
    scheduledFor: drill.scheduledFor.toISOString(),
    day: dayOfMonth(drill.scheduledFor, timeZone),
    status: drillStatus({ state: drill.state as DrillState, scheduledFor: drill.scheduledFor }, now, timeZone),
    result: drillResult(runOfDrill(drill, content), drill.targetMs),
    finishedAt: drill.finishedAt?.toISOString() ?? null,
    reason: drill.reason,
    trouble: null,
  };
}

/** The same, with what keeps a drill from being started. */
export async function withTrouble(card: DrillCard, drill: LoadedDrill, content: RunbookContent): Promise<DrillCard> {
  if (drill.state !== 'scheduled') return card;
  const [trouble] = await startTroubles(db(), drill, toLoadedTarget(drill.target), content);
  return { ...card, trouble: trouble ?? null };
}

/** What a form for a drill can choose from: every procedure with its fault, and the targets of theirs that drills may run on. */
export async function drillChoices(content: RunbookContent, person: Me): Promise<DrillsView['choices']> {
  const rows = await db().target.findMany({
    where: { isActive: true, ...reachableTargets(person) },
    orderBy: { name: 'asc' },
  });
  return {
    procedures: content.procedures.map(({ key, title }) => ({
      key,
      title,
      fault: content.drills.exercises.find((exercise) => exercise.procedure === key)?.fault ?? null,
    })),
    targets: rows.filter((row) => targetTrouble(row) === null).map(({ key, name }) => ({ key, name })),
  };
}
