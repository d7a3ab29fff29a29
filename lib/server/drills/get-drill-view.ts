import 'server-only';
import type { DrillStepView, DrillView } from '@/lib/contracts/drill-view';
import type { RunbookContent, Severity } from '@/lib/contracts/runbook';
import type { Me } from '@/lib/contracts/views';
import { drillActions } from '@/lib/domain/drill-actions';
import { dayText, timeText } from '@/lib/domain/drill-calendar';
import { mayDo } from '@/lib/domain/permissions';
import type { StepState } from '@/lib/domain/run-states';
import { buildTimeline } from '@/lib/domain/timeline';
import { estimateWords } from '@/lib/domain/words';
import { storeNow } from '../audit/append-event';
import { toDomainEvents } from '../audit/read-events';
import { authoriseToRead } from '../auth/authorise-for';
import { db } from '../db';
import { getCurrentRunbook } from '../runbooks/store-runbook';
import { loadRun, planOf } from '../runs/load-run';
import { findResetTrouble } from '../targets/get-reset';
import { toLoadedTarget } from '../targets/get-target';
import { drillChoices, toDrillCard, withTrouble } from './drill-card';
import { factsOfDrill, runOfDrill } from './drill-facts';
import { drillInclude, type LoadedDrill } from './load-drill';

/** A drill with its checklist, its times against the estimates and what may be done with it; null without such a drill. */
export async function getDrillView(me: Me, id: string): Promise<DrillView | null> {
  const person = await authoriseToRead(me, { drill: id });
  if (!person) return null;
  const drill = await db().drill.findUnique({ where: { id }, include: drillInclude });
  if (!drill) return null;
  const { content } = await getCurrentRunbook();
  const [now, { facts, lines, next, faultTrouble }] = await Promise.all([
    storeNow(db()),
    factsOfDrill(db(), drill, content),
  ]);
  const { timeZone } = content.drills;
  return {
    at: now.toISOString(),
    timeZone,
    drill: await drillPart(drill, content, now),
    targetKey: drill.target.key,
    fault: drill.fault,
    incident: await incidentPart(drill),
    preparing: preparingPart(drill),
    faultTrouble: faultTrouble?.error ?? null,
    resetTrouble: facts.canReset ? await findResetTrouble(db(), drill.target) : null,
    checklist: lines,
    ...(await runPart(drill, content)),
    next: next && { id: next.id, title: next.title, scheduledFor: next.scheduledFor.toISOString() },
    before: await findBefore(drill, content),
    timeline: await timelineOf(drill.id),
    actions: drillActions(facts, person.role),
    canTick: drill.state === 'running' && mayDo(person.role, 'drill.tick'),
    form: {
      week: drill.week,
      day: dayText(drill.scheduledFor, timeZone),
      time: timeText(drill.scheduledFor, timeZone),
      procedureKey: drill.procedureKey,
      targetKey: drill.target.key,
    },
    choices: await drillChoices(content, person),
  };
}

async function drillPart(drill: LoadedDrill, content: RunbookContent, now: Date): Promise<DrillView['drill']> {
  const ids = [drill.startedById, drill.endedById].filter((one) => one !== null);
  const people = await db().person.findMany({ where: { id: { in: ids } }, select: { id: true, name: true } });
  const nameOf = (id: string | null) => people.find((one) => one.id === id)?.name ?? null;
  const procedure = content.procedures.find((p) => p.key === drill.procedureKey);
  const fault = toLoadedTarget(drill.target).inventory.faults.find((f) => f.key === drill.fault);
  return {
    ...(await withTrouble(toDrillCard(drill, content, now), drill, content)),
    faultTitle: drill.fault ? (fault?.title ?? drill.fault) : null,
    startedAt: drill.startedAt?.toISOString() ?? null,
    startedBy: nameOf(drill.startedById),
    endedBy: nameOf(drill.endedById),
    targetMs: drill.targetMs ?? (procedure ? procedure.estimateMinutes.to * 60_000 : null),
    estimate: procedure ? estimateWords(procedure.estimateMinutes) : null,
    lessons: drill.lessons,
  };
}

async function incidentPart({ incident }: LoadedDrill): Promise<DrillView['incident']> {
  if (!incident) return null;
  const recovered = await db().event.findFirst({
    where: { incidentId: incident.id, type: 'incident.recovered' },
    select: { at: true },
  });
  return {
    code: incident.code,
    state: incident.state as 'open' | 'closed',
    severity: incident.severity as Severity,
    restoredAfterMs: recovered ? recovered.at.getTime() - incident.declaredAt.getTime() : null,
  };
}

function preparingPart(drill: LoadedDrill): DrillView['preparing'] {
  if (drill.state !== 'running' || drill.incidentId) return null;
  const since = (drill.faultSeenAt ?? drill.faultAskedAt ?? drill.startedAt ?? drill.createdAt).toISOString();
  if (drill.faultSeenAt)
    return { sentence: 'The fault is on. The probes measure it before the incident is declared.', since };
  return { sentence: drill.fault ? 'The worker switches the fault on.' : 'The incident is being declared.', since };
}

/** The steps of the run that counts, or of the newest one while none has succeeded. */
async function runPart(drill: LoadedDrill, content: RunbookContent): Promise<Pick<DrillView, 'steps' | 'total'>> {
  const started = (drill.incident?.runs ?? []).filter((run) => run.startedAt !== null);
  const counted = runOfDrill(drill, content) ?? started.at(-1);
  if (!counted) return { steps: [], total: null };
  const run = await loadRun(db(), counted.id);
  const plan = planOf(run);
  const steps = run.steps.flatMap((step): DrillStepView[] => {
    const planned = plan?.steps[step.ordinal];
    if (!planned || step.state === 'skipped' || step.state === 'cancelled') return [];
    const tookMs = step.startedAt && step.finishedAt ? step.finishedAt.getTime() - step.startedAt.getTime() : null;
    return [{ title: planned.title, state: step.state as StepState, estimateMs: planned.estimateMs, tookMs }];
  });
  if (!run.startedAt || !run.finishedAt) return { steps, total: null };
  const tookMs = run.finishedAt.getTime() - run.startedAt.getTime();
  const workedMs = steps.reduce((sum, step) => sum + (step.tookMs ?? 0), 0);
  return { steps, total: { tookMs, waitedMs: Math.max(0, tookMs - workedMs) } };
}

async function findBefore(drill: LoadedDrill, content: RunbookContent): Promise<DrillView['before']> {
  const rows = await db().drill.findMany({
    where: {
      procedureKey: drill.procedureKey,
      state: 'done',
      target: { teamId: drill.target.teamId },
      id: { not: drill.id },
      finishedAt: { lt: drill.finishedAt ?? new Date() },
    },
    orderBy: { finishedAt: 'desc' },
    take: 1,
    include: drillInclude,
  });
  const run = rows[0] && runOfDrill(rows[0], content);
  if (!rows[0] || !run?.startedAt || !run.finishedAt) return null;
  return { id: rows[0].id, tookMs: run.finishedAt.getTime() - run.startedAt.getTime() };
}

async function timelineOf(drillId: string): Promise<DrillView['timeline']> {
  const rows = await db().event.findMany({
    where: { type: { startsWith: 'drill.' }, data: { path: ['drillId'], equals: drillId } },
    orderBy: { id: 'asc' },
  });
  return buildTimeline(toDomainEvents(rows));
}
