import 'server-only';
import type { CheckResult } from '@/lib/contracts/plan';
import type { Criterion, RunbookContent } from '@/lib/contracts/runbook';
import { appendEvent } from '../audit/append-event';
import { db } from '../db';
import { getCurrentRunbook } from '../runbooks/store-runbook';
import { runCheck } from '../runs/run-check';
import { callEndpoint } from '../targets/call-endpoint';
import { openTarget, type ReachableTarget } from '../targets/get-target';

type Measured = { key: string; title: string; measure: () => Promise<CheckResult> };

/** Measures an incident's immediate checks and what a machine can measure of its success criteria. */
export async function measureChecks({
  incidentId,
  group,
}: {
  incidentId: string;
  group: 'immediate' | 'criteria';
}): Promise<void> {
  const incident = await db().incident.findUniqueOrThrow({ where: { id: incidentId } });
  if (incident.state !== 'open') return;
  const [{ content }, target] = await Promise.all([getCurrentRunbook(), openTarget(incident.targetId)]);
  const wanted = group === 'immediate' ? immediateOf(content, target) : criteriaOf(content, target);
  for (const check of wanted) await measureOne(incidentId, group, check);
}

async function measureOne(incidentId: string, group: string, { key, title, measure }: Measured): Promise<void> {
  await db().incidentCheck.updateMany({
    where: { incidentId, group, key, state: { not: 'waived' } },
    data: { state: 'running' },
  });
  const result = await measure().catch(
    (error: unknown): CheckResult => ({
      title,
      did: 'nothing could be done',
      expected: '',
      saw: error instanceof Error ? error.message : String(error),
      isOk: false,
      tookMs: 0,
    }),
  );
  const state = result.isOk ? 'passed' : 'failed';
  await db().$transaction(async (tx) => {
    const { did, expected, saw, tookMs } = result;
    const changed = await tx.incidentCheck.updateMany({
      where: { incidentId, group, key, state: { not: 'waived' } },
      data: { state, did, expected, saw, tookMs, at: new Date() },
    });
    if (changed.count > 0)
      await appendEvent(tx, { type: 'check.measured', incidentId, actor: null, data: { group, title, state, result } });
  });
}

function immediateOf(content: RunbookContent, target: ReachableTarget): Measured[] {
  return content.immediate.map(({ key, check }) => ({
    key,
    title: check.title,
    measure: () => runCheck(check, { target, sql: content.sql, tag: 'rollback-validate', isOnce: true }),
  }));
}

function criteriaOf(content: RunbookContent, target: ReachableTarget): Measured[] {
  const measures: Record<Criterion['measure'], ((title: string) => Promise<CheckResult>) | null> = {
    'endpoints-within-5s': (title) => endpointsWithin5s(title, target),
    'queries-answer': (title) => queriesAnswer(title, content, target),
    'uptime-above-99': (title) => uptimeAbove99(title, target),
    person: null,
  };
  return content.criteria.flatMap(({ key, title, measure }) => {
    const run = measures[measure];
    return run ? [{ key, title, measure: () => run(title) }] : [];
  });
}

async function endpointsWithin5s(title: string, target: ReachableTarget): Promise<CheckResult> {
  const begun = performance.now();
  const answers = [];
  // In the inventory's order, one after the other: a file can come down only after it went up.
  for (const endpoint of target.inventory.endpoints) answers.push({ endpoint, answer: await callEndpoint(endpoint) });
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

async function queriesAnswer(title: string, content: RunbookContent, target: ReachableTarget): Promise<CheckResult> {
  const sql = content.immediate.map(({ check }) => check).find((check) => check.check === 'sql');
  if (!sql) throw new Error('the runbook has no query to measure this with');
  const [query, ...calls] = await Promise.all([
    runCheck(sql, { target, sql: content.sql, tag: 'rollback-criteria', isOnce: true }),
    ...target.inventory.endpoints.filter((e) => e.isProbed).map((endpoint) => callEndpoint(endpoint)),
  ]);
  const failing = calls.filter((answer) => !answer.isOk).length;
  const isOk = query.isOk && failing === 0;
  return {
    ...query,
    title,
    did: `${query.did}, and every probed endpoint, whose answers come from queries`,
    expected: 'no error',
    saw: isOk ? 'no error' : `${query.isOk ? '' : `${query.saw}; `}${failing} endpoints with errors`,
    isOk,
  };
}

/** Uptime over the last minutes, by the prober: a success of one call is not uptime, and an hour is too long to wait for. */
const UPTIME_WINDOW_MS = 60_000;
async function uptimeAbove99(title: string, target: ReachableTarget): Promise<CheckResult> {
  const since = new Date(Date.now() - UPTIME_WINDOW_MS);
  const [calls, good] = await Promise.all([
    db().probeSample.count({ where: { targetId: target.id, at: { gt: since } } }),
    db().probeSample.count({ where: { targetId: target.id, at: { gt: since }, isOk: true } }),
  ]);
  const percent = calls === 0 ? 0 : (100 * good) / calls;
  return {
    title,
    did: `counted the probes of the last ${UPTIME_WINDOW_MS / 1000} s`,
    expected: 'above 99 % answered',
    saw: `${percent.toFixed(1)} % of ${calls}`,
    isOk: calls > 0 && percent > 99,
    tookMs: 0,
  };
}
