import type { ProcedurePageView, ProcedureStepView } from '@/lib/contracts/procedure-view';
import 'server-only';
import type { Procedure, ProcedureStep } from '@/lib/contracts/runbook';
import type { Me, ProcedureOption } from '@/lib/contracts/views';
import type { RunState } from '@/lib/domain/run-states';
import { authorise } from '../auth/authorise';
import { reachableTargets } from '../auth/reach';
import { db } from '../db';
import { toProcedureOptions } from './procedure-option';
import { getCurrentRunbook } from './store-runbook';

export async function listProcedures(me: Me): Promise<ProcedureOption[]> {
  const person = await authorise(me, 'console.read');
  const { content } = await getCurrentRunbook();
  return toProcedureOptions(content.procedures.map(outside), null, person);
}

/** A procedure as a page: its steps unrendered (no target is chosen), its versions, and those of its runs that this person reaches. */
export async function getProcedurePage(me: Me, key: string): Promise<ProcedurePageView | null> {
  const person = await authorise(me, 'console.read');
  const runbook = await getCurrentRunbook();
  const procedure = runbook.content.procedures.find((p) => p.key === key);
  if (!procedure) return null;
  const [versions, runs] = await Promise.all([
    db().runbookVersion.findMany({
      where: { key: runbook.key },
      orderBy: { createdAt: 'desc' },
      select: { hash: true, label: true, createdAt: true },
    }),
    db().run.findMany({
      where: { procedureKey: key, startedAt: { not: null }, target: reachableTargets(person) },
      orderBy: { startedAt: 'desc' },
      take: 20,
      include: { incident: { select: { code: true, isDrill: true } } },
    }),
  ]);
  const [option] = await toProcedureOptions([outside(procedure)], null, person);
  return {
    option: option as ProcedureOption,
    steps: procedure.steps.map((placed) => toStepView(placed, runbook.content.sql)),
    hash: runbook.hash,
    label: runbook.label,
    versions: versions.map((v) => ({ ...v, createdAt: v.createdAt.toISOString() })),
    runs: runs.map((r) => ({
      code: r.incident.code,
      isDrill: r.incident.isDrill,
      state: r.state as RunState,
      startedAt: (r.startedAt as Date).toISOString(),
      tookMs: r.finishedAt ? r.finishedAt.getTime() - (r.startedAt as Date).getTime() : null,
    })),
  };
}

/** No signal speaks for it: somebody reads the runbook. */
const outside = (procedure: Procedure) => ({ procedure, because: '' });

/** A step as people read it: unrendered, since no target is chosen. */
export function toStepView(
  { branch, step }: Procedure['steps'][number],
  sql: Record<string, string>,
): ProcedureStepView {
  return {
    title: step.title,
    about: step.about,
    effect: step.effect,
    branch: branch ?? 'main',
    display: displayOf(step, sql),
    worksWhen: step.worksWhen,
    undo: step.undo,
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
