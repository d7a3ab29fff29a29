import 'server-only';
import type { RenderedStep, StepForecast } from '@/lib/contracts/plan';
import type { Procedure, ProcedureStep } from '@/lib/contracts/runbook';
import type { Me } from '@/lib/contracts/views';
import { AppError } from '@/lib/domain/errors';
import { summariseRuns } from '@/lib/domain/similar-runs';
import type { SqlTree } from '@/lib/domain/sql-policy-tree';
import { whatHappens } from '@/lib/domain/what-happens';
import { sampleKey, samplesInReach } from '../runs/similar-runs';
import { loadSqlParser, parseSql } from './parse-sql';
import { type SqlRenderer, sqlRenderer } from './sql-catalogue';

/** What each step of a procedure will do, in its order, as far as it is known where no target is chosen. */
export async function forecastProcedure(
  person: Me,
  procedure: Procedure,
  sql: Record<string, string>,
): Promise<StepForecast[]> {
  await loadSqlParser();
  const [render, samples] = await Promise.all([sqlRenderer(sql), samplesInReach(person, procedure.key)]);
  return procedure.steps.map(({ branch = 'main', step }) =>
    whatHappens(asRendered(step), {
      tree: step.kind === 'sql' && step.effect !== 'read' ? treeOf(step, render) : null,
      seen: new Map(),
      similar: summariseRuns(samples.get(sampleKey({ key: step.key, branch })) ?? []),
    }),
  );
}

/** Which program a command is bound to is the target's, so nothing follows from it here. */
function asRendered({ effect, estimateSeconds, usersNotice }: ProcedureStep) {
  const words = { effect, estimateMs: estimateSeconds * 1000, ...(usersNotice && { usersNotice }) };
  return { ...words, action: { kind: 'manual', instruction: '' } } satisfies Partial<RenderedStep>;
}

/** Versions never change, so what a step of one says is read once a process; with the version it is forgotten. */
const trees = new WeakMap<ProcedureStep, SqlTree | null>();

function treeOf(step: Extract<ProcedureStep, { kind: 'sql' }>, render: SqlRenderer): SqlTree | null {
  const known = trees.get(step);
  if (known !== undefined) return known;
  const tree = readTree(step, render);
  trees.set(step, tree);
  return tree;
}

/** A statement that is only known once a preflight has kept it cannot be read here. */
function readTree(step: Extract<ProcedureStep, { kind: 'sql' }>, render: SqlRenderer): SqlTree | null {
  if (Object.values(step.parameters).some((value) => value.includes('{'))) return null;
  try {
    const parsed = parseSql(render(step.file, step.parameters).text);
    return parsed.verdict === 'parsed' ? parsed.tree : null;
  } catch (error) {
    if (error instanceof AppError) return null;
    throw error;
  }
}
