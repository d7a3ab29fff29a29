import 'server-only';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CheckResult } from '@/lib/contracts/plan';
import type { BenchmarkQuery, Criterion } from '@/lib/contracts/runbook';
import { checksOf, combineResults } from '@/lib/domain/criteria';
import { rollbackSpan } from '@/lib/domain/criteria-log';
import { judgeUptime, uptimeStart } from '@/lib/domain/criteria-uptime';
import { storeNow } from '../audit/append-event';
import { readEvents, toDomainEvents } from '../audit/read-events';
import { db } from '../db';
import { runCheck } from '../runs/run-check';
import { callEndpoint, makeNonce } from '../targets/call-endpoint';
import { findQueries } from './find-queries';
import { readCriticalLog } from './read-critical-log';
import { type LineContext, runLine } from './run-line';

export type CriterionContext = LineContext & {
  incident: { id: string; declaredAt: Date };
  /** How long to wait for enough probes after the outage; 0 asks once. */
  patienceMs: number;
};
type Measurable = Exclude<Criterion['measure'], 'person'>;
type Measure = (criterion: Criterion, context: CriterionContext) => Promise<CheckResult>;

const MEASURES: Record<Measurable, Measure> = {
  'endpoints-within-5s': endpointsWithin5s,
  'queries-answer': queriesAnswer,
  'uptime-above-99': uptimeAbove99,
  'log-without-critical': readCriticalLog,
  line: async (criterion, context) => {
    const key = criterion.measure === 'line' ? criterion.line : '';
    return runLine(criterion.title, checksOf('comprehensive', key, context.content) ?? [], context);
  },
};

/** Measures one success criterion on a target. Throws for one that only a person can tell. */
export function measureCriterion(criterion: Criterion, context: CriterionContext): Promise<CheckResult> {
  if (criterion.measure === 'person') throw new Error(`a person ticks ${criterion.key}`);
  return MEASURES[criterion.measure](criterion, context);
}

async function endpointsWithin5s({ title }: Criterion, { target, signal }: CriterionContext): Promise<CheckResult> {
  const begun = performance.now();
  const nonce = makeNonce();
  const answers = [];
  // In the inventory's order, one after the other: a file can come down only after it went up.
  for (const endpoint of target.inventory.endpoints)
    answers.push({ endpoint, answer: await callEndpoint(endpoint, { signal, nonce }) });
  const bad = answers.filter(({ answer }) => !answer.isOk || answer.latencyMs > 5000);
  const slowest = Math.round(Math.max(...answers.map(({ answer }) => answer.latencyMs)));
  const saw =
    bad.length === 0
      ? `all answer, the slowest in ${slowest} ms`
      : bad.map(({ endpoint, answer }) => `${endpoint.title}: ${answer.sentence}`).join('; ');
  return {
    title,
    did: `called ${answers.length} endpoints once`,
    expected: 'each answers as expected within 5 s',
    saw,
    isOk: bad.length === 0,
    tookMs: Math.round(performance.now() - begun),
  };
}

/** The runbook's own timed queries, each once, and what the immediate validation asks the database. */
async function queriesAnswer(
  { title }: Criterion,
  { target, content, signal }: CriterionContext,
): Promise<CheckResult> {
  const context = { target, sql: content.sql, tag: 'rollback-criteria', isOnce: true, signal };
  const sql = content.immediate.map(({ check }) => check).filter((check) => check.check === 'sql');
  const parts: CheckResult[] = [];
  for (const check of sql) parts.push(await runCheck(check, context));
  const { there, leftOut } = await findQueries(content.baseline.queries, target);
  for (const query of there) {
    const seen = await runCheck({ check: 'sql', ...query, expect: { rows: 0 } }, context);
    // How many rows come back is nobody's promise; that they come without an error is.
    parts.push({ ...seen, expected: 'no error', isOk: !seen.isBlind });
  }
  return combineResults(title, [...parts, ...leftOut.map(leftOutResult)]);
}

function leftOutResult({ title, function: name }: BenchmarkQuery): CheckResult {
  const saw = 'the database has none, so the query was left out';
  return { title, did: `looked for the function ${name}`, expected: 'no error', saw, isOk: true, tookMs: 0 };
}

const LOOK_AGAIN_MS = 1_000;

async function uptimeAbove99({ title }: Criterion, context: CriterionContext): Promise<CheckResult> {
  const begun = performance.now();
  let seen = await lookAtUptime(context);
  // Right after the outage there are few probes, or its last ones: a little later the answer is another one.
  while (!seen.isOk && performance.now() - begun < context.patienceMs && !context.signal?.aborted) {
    await sleep(LOOK_AGAIN_MS);
    seen = await lookAtUptime(context);
  }
  return { title, expected: 'above 99 % answered', ...seen, tookMs: Math.round(performance.now() - begun) };
}

async function lookAtUptime({ target, incident }: CriterionContext) {
  const events = toDomainEvents(await readEvents(incident.id));
  const recovered = events.findLast((event) => event.type === 'incident.recovered');
  const { at, words } = uptimeStart({
    now: (await storeNow(db())).getTime(),
    recoveredAt: recovered ? Date.parse(recovered.at) : null,
    changedAt: rollbackSpan(events)?.changedAt ?? null,
    declaredAt: incident.declaredAt.getTime(),
  });
  const where = { targetId: target.id, at: { gt: new Date(at) } };
  const [calls, answered] = await Promise.all([
    db().probeSample.count({ where }),
    db().probeSample.count({ where: { ...where, isOk: true } }),
  ]);
  const { isOk, saw } = judgeUptime(calls, answered);
  return { did: `counted the probes ${words}`, saw, isOk };
}
