import 'server-only';
import type { StepForecast } from '@/lib/contracts/plan';
import type { NamedProcedure, ProcedurePageView, ProcedureStepView, StepTimes } from '@/lib/contracts/procedure-view';
import type { Procedure, ProcedureStep } from '@/lib/contracts/runbook';
import type { Me, ProcedureOption } from '@/lib/contracts/views';
import type { RunState } from '@/lib/domain/run-states';
import { authorise } from '../auth/authorise';
import { reachableTargets } from '../auth/reach';
import { db } from '../db';
import { forecastProcedure } from './forecast-procedure';
import { toProcedureOptions } from './procedure-option';
import { getCurrentRunbook } from './store-runbook';

export async function listProcedures(me: Me): Promise<ProcedureOption[]> {
  const person = await authorise(me, 'console.read');
  const { content } = await getCurrentRunbook();
  return toProcedureOptions(content.procedures.map(outside), null, person);
}

/** All of the runbook in force by key and title, to be found by them. */
export async function listProcedureNames(me: Me): Promise<NamedProcedure[]> {
  await authorise(me, 'console.read');
  const { content } = await getCurrentRunbook();
  return content.procedures.map(({ key, title }) => ({ key, title }));
}

/** A procedure as a page: its steps unrendered (no target is chosen), its versions, and those of its runs that this person reaches. */
export async function getProcedurePage(me: Me, key: string): Promise<ProcedurePageView | null> {
  const person = await authorise(me, 'console.read');
  const runbook = await getCurrentRunbook();
  const procedure = runbook.content.procedures.find((p) => p.key === key);
  if (!procedure) return null;
  const [versions, runs, forecasts] = await Promise.all([
    db().runbookVersion.findMany({
      where: { key: runbook.key },
      orderBy: { createdAt: 'desc' },
      select: { hash: true, label: true, createdAt: true },
    }),
    db().run.findMany({
      where: { procedureKey: key, startedAt: { not: null }, target: reachableTargets(person) },
      orderBy: { startedAt: 'desc' },
      take: 20,
      include: {
        incident: { select: { code: true, isDrill: true } },
        steps: {
          where: { state: 'succeeded', startedAt: { not: null }, finishedAt: { not: null } },
          select: { key: true, branch: true, startedAt: true, finishedAt: true },
        },
      },
      omit: { plan: true, preflight: true },
    }),
    forecastProcedure(person, procedure, runbook.content.sql),
  ]);
  const [option] = await toProcedureOptions([outside(procedure)], null, person);
  return {
    option: option as ProcedureOption,
    steps: procedure.steps.map((placed, at) => toStepView(placed, runbook.content.sql, forecasts[at])),
    hash: runbook.hash,
    label: runbook.label,
    versions: versions.map((v) => ({ ...v, createdAt: v.createdAt.toISOString() })),
    stepTimes: procedure.steps.map((placed) => stepTimesOf(placed, runs)),
    runs: runs.map((r) => ({
      id: r.id,
      code: r.incident.code,
      isDrill: r.incident.isDrill,
      state: r.state as RunState,
      startedAt: (r.startedAt as Date).toISOString(),
      tookMs: r.finishedAt ? r.finishedAt.getTime() - (r.startedAt as Date).getTime() : null,
    })),
  };
}

type PastRun = {
  id: string;
  incident: { isDrill: boolean };
  steps: { key: string; branch: string; startedAt: Date | null; finishedAt: Date | null }[];
};

/** A step is the same one as in an earlier run where it has its key and its branch. */
function stepTimesOf({ branch = 'main', step }: Procedure['steps'][number], runs: readonly PastRun[]): StepTimes {
  const times = runs.flatMap(({ id, incident, steps }) => {
    const done = steps.find((one) => one.key === step.key && one.branch === (branch ?? 'main'));
    if (!done?.startedAt || !done.finishedAt) return [];
    return [{ runId: id, tookMs: done.finishedAt.getTime() - done.startedAt.getTime(), isDrill: incident.isDrill }];
  });
  return { key: `${branch} ${step.key}`, title: step.title, estimateMs: step.estimateSeconds * 1000, times };
}

/** No signal speaks for it: somebody reads the runbook. */
const outside = (procedure: Procedure) => ({ procedure, because: '' });

/** A step as people read it: unrendered, since no target is chosen. */
export function toStepView(
  { branch, step }: Procedure['steps'][number],
  sql: Record<string, string>,
  forecast: StepForecast | null = null,
): ProcedureStepView {
  return {
    title: step.title,
    about: step.about,
    effect: step.effect,
    branch: branch ?? 'main',
    group: step.group,
    display: displayOf(step, sql),
    worksWhen: step.worksWhen,
    undo: step.undo,
    forecast,
    estimateMs: step.estimateSeconds * 1000,
    timeoutMs: step.timeoutSeconds * 1000,
    kind: step.kind,
  };
}

function displayOf(step: ProcedureStep, sql: Record<string, string>): string {
  switch (step.kind) {
    case 'sql':
      return [
        sql[step.file]
          ?.split('\n')
          .filter((line) => !line.startsWith('--'))
          .join('\n')
          .trim(),
        ...Object.entries(step.parameters).map(([k, v]) => `-- ${k}: ${v}`),
      ].join('\n');
    case 'command':
      return [step.command, ...Object.values(step.arguments)].join(' ');
    case 'script':
      return [...Object.entries(step.parameters).map(([k, v]) => `# ${k}: ${v}`), step.text.trim()].join('\n');
    case 'http':
      return step.endpoints.join(', ');
    case 'manual':
      return step.instruction;
  }
}
