import 'server-only';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Plan, RenderedStep, StepForecast } from '@/lib/contracts/plan';
import { summariseRuns } from '@/lib/domain/similar-runs';
import type { SqlTree } from '@/lib/domain/sql-policy-tree';
import { type RelationSeen, relationKey, relationsTouched, type Seen, whatHappens } from '@/lib/domain/what-happens';
import { logger } from '../logger';
import { loadSqlParser, type ParsedSql, parseScript, parseSql } from '../runbooks/parse-sql';
import { sqlRenderer } from '../runbooks/sql-catalogue';
import { querySql } from '../targets/execute-sql';
import { type ReachableTarget, sqlTargetOf } from '../targets/get-target';
import { sampleKey, similarSamples } from './similar-runs';

const FILE = 'preflight/relation-facts.sql';
const TIMEOUT_MS = 10_000;

/** `teamId`: of the target; times are taken from targets that everybody sees who sees this one. */
type From = {
  target: ReachableTarget;
  teamId: string | null;
  tag: string;
  /** The SQL that commands say they will run, by the name of the command. */
  scripts: Record<string, string>;
};

/** What each step of a plan will do, in its order, from one question to the target and one to the store. */
export async function forecastSteps(plan: Plan, from: From): Promise<StepForecast[]> {
  await loadSqlParser();
  const trees = plan.steps.map((step) => treeOf(step, from.scripts));
  const [seen, samples] = await Promise.all([
    seeRelations(plan.steps, trees, from),
    similarSamples({ procedureKey: plan.procedure.key, target: { ...from.target, teamId: from.teamId } }),
  ]);
  return plan.steps.map((step, at) =>
    whatHappens(step, {
      tree: trees[at] ?? null,
      seen: isOnTarget(step) ? seen : new Map(),
      similar: summariseRuns(samples.get(sampleKey(step)) ?? []),
    }),
  );
}

function treeOf({ action }: RenderedStep, scripts: Record<string, string>): SqlTree | null {
  if (action.kind === 'sql') return read(parseSql(action.text));
  if (action.kind !== 'command' || !Object.hasOwn(scripts, action.binding)) return null;
  return read(parseScript(scripts[action.binding] as string));
}

const read = (parsed: ParsedSql) => (parsed.verdict === 'parsed' ? parsed.tree : null);

const isOnTarget = ({ action }: RenderedStep) =>
  action.kind !== 'sql' || action.connect === undefined || action.connect === 'target';

/** Sizes make the sentences better and decide nothing: where they cannot be had, the plan is shown without. */
async function seeRelations(
  steps: readonly RenderedStep[],
  trees: readonly (SqlTree | null)[],
  { target, tag }: From,
): Promise<Seen> {
  const touched = steps.flatMap((step, at) => {
    const tree = trees[at];
    return tree && step.effect !== 'read' && isOnTarget(step) ? relationsTouched(tree) : [];
  });
  const names = [...new Set(touched.map(relationKey))];
  if (names.length === 0) return new Map();
  try {
    const text = await readFile(path.join(process.cwd(), 'sql', FILE), 'utf8');
    const statement = (await sqlRenderer({ [FILE]: text }))(FILE, { relations: names });
    const rows = await querySql<RelationRow>(sqlTargetOf(target, 'target'), statement, {
      timeoutMs: TIMEOUT_MS,
      applicationName: tag,
    });
    return new Map(rows.filter(({ is_found }) => is_found).map((row) => [row.name, toSeen(row)]));
  } catch (error) {
    logger().warn({ err: error, targetId: target.id }, 'the sizes of what a plan touches could not be read');
    return new Map();
  }
}

type RelationRow = {
  name: string;
  is_found: boolean;
  kind: string;
  size_bytes: string;
  table_name: string | null;
  row_estimate: string | null;
};

const toSeen = ({ kind, table_name, size_bytes, row_estimate }: RelationRow): RelationSeen => ({
  kind: kind === 'I' ? 'i' : kind,
  table: table_name,
  bytes: Number(size_bytes),
  rows: row_estimate === null ? null : Number(row_estimate),
});
