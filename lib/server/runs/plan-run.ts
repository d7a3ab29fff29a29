import 'server-only';
import type { Finding, Plan, Preflight, StepOutcome } from '@/lib/contracts/plan';
import type { Severity } from '@/lib/contracts/runbook';
import { AppError } from '@/lib/domain/errors';
import { exactListsOf } from '@/lib/domain/exact-lists';
import { foretoldOf } from '@/lib/domain/foretold';
import { blocksOf } from '@/lib/domain/overrides';
import { passOverDone } from '@/lib/domain/pass-over-done';
import { block } from '@/lib/domain/preflight/finding';
import { renderPlan } from '@/lib/domain/render-plan';
import type { StepState } from '@/lib/domain/run-states';
import { appendEvent } from '../audit/append-event';
import { hashOf } from '../audit/event-chain';
import { db } from '../db';
import type { Prisma } from '../generated/prisma/client';
import { logger } from '../logger';
import { scriptJudgeFor } from '../runbooks/parse-shell';
import { sqlRenderer } from '../runbooks/sql-catalogue';
import { getRunbook, type StoredRunbook } from '../runbooks/store-runbook';
import { openTarget, type ReachableTarget } from '../targets/get-target';
import { inventoryHash } from '../targets/inventory-hash';
import { createMasker } from '../targets/masking';
import { secretsOf } from '../targets/run-on-host';
import { forecastSteps } from './forecast-steps';
import { type LoadedRun, loadRun, lockRun, planOf } from './load-run';
import { lookAtHosts } from './preflight/host-looks';
import type { Looked } from './preflight/look';
import { assertNoneSince } from './run-since';
import { procedureOf, resumedBy, takePreflight } from './take-preflight';

/** Preflights that this worker is taking: one that reads a big backup outlasts the silence after which it is asked for again. */
const looking = new Set<string>();

/** Takes the preflight of a draft and renders its plan from what it saw. Reads the target, changes nothing on it. */
export async function planRun({ runId }: { runId: string }): Promise<void> {
  const run = await loadRun(db(), runId);
  if (run.state !== 'draft' || run.preflightAskedAt === null) return;
  const asked = `${runId} ${run.preflightAskedAt.getTime()}`;
  if (looking.has(asked)) return;
  looking.add(asked);
  const begun = Date.now();
  try {
    await lookAndStore(run, begun);
  } catch (error) {
    logger().error({ err: error, runId }, 'a preflight broke');
    const why =
      error instanceof AppError ? `${error.message}` : 'The console failed while it looked; its log says more.';
    await storePlan(run, null, {
      at: new Date().toISOString(),
      tookMs: Date.now() - begun,
      findings: [
        block(
          'preflight',
          why,
          error instanceof AppError ? error.remedy : 'Look again; if it stays, tell an administrator.',
        ),
      ],
    });
  } finally {
    looking.delete(asked);
  }
}

async function lookAndStore(run: LoadedRun, begun: number): Promise<void> {
  const [runbook, target] = await Promise.all([getRunbook({ id: run.runbookVersionId }), openTarget(run.targetId)]);
  const looked = await takePreflight(run, runbook, target);
  const { plan, findings: ofLooks } = await tryRender(run, runbook, target, looked);
  const at = { target, tag: `rollback-preflight-${run.id.slice(0, 8)}` };
  const [ofHosts, forecasts] = plan
    ? await Promise.all([
        lookAtHosts(plan, at),
        forecastSteps(plan, { ...at, teamId: run.target.teamId, scripts: looked.scripts ?? {} }),
      ])
    : [[], undefined];
  const findings = [...ofLooks, ...ofHosts];
  const blocks = blocksOf(findings);
  const exactLists = exactListsOf(findings);
  const bound = plan && {
    ...plan,
    ...(blocks.length > 0 && { blocks }),
    ...(exactLists.length > 0 && { exactLists }),
  };
  const seen = { at: new Date().toISOString(), tookMs: Date.now() - begun, findings };
  await storePlan(run, bound, { ...seen, ...(forecasts && { forecasts }) });
}

async function tryRender(
  run: LoadedRun,
  runbook: StoredRunbook,
  target: ReachableTarget,
  looked: Looked,
): Promise<{ plan: Plan | null; findings: Finding[] }> {
  try {
    const procedure = procedureOf(run, runbook);
    assertNoSecret(run, target);
    const plan = renderPlan({
      runbook: { key: runbook.key, label: runbook.label, hash: runbook.hash },
      procedure,
      severity: run.incident.severity as Severity,
      target: {
        key: target.key,
        environment: target.environment,
        fingerprint: target.inventory.fingerprint,
        inventoryHash: inventoryHash(target.inventory),
      },
      parameters: run.parameters as Record<string, string>,
      branch: run.branch,
      facts: looked.facts ?? {},
      missingFacts: looked.missingFacts ?? {},
      inventory: target.inventory,
      missingTools: looked.missingTools ?? [],
      renderSql: await sqlRenderer(runbook.content.sql),
      judgeScript: await scriptJudgeFor(procedure.steps),
    });
    return { plan: await withoutDone(run, plan), findings: looked.findings };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { plan: null, findings: [...looked.findings, block('plan', error.message, error.remedy)] };
  }
}

/** Only here are the target's secrets known: one that was typed into a form must not be what people read and approve. */
function assertNoSecret(run: LoadedRun, target: ReachableTarget): void {
  const mask = createMasker(secretsOf(target));
  const found = Object.entries(run.parameters as Record<string, string>).find(([, value]) => mask(value) !== value);
  if (!found) return;
  throw new AppError(
    'blocked',
    `The parameter ${found[0]} holds a secret of the target. Nothing was planned.`,
    'Plan again with another value, and change that secret: the form has shown it and the store has kept it.',
  );
}

/**
 * Leaves out of a plan that goes on from an ended run what that one has done. Throws AppError `conflict` where another run
 * may have undone it since: it may have come after the press, or before a plan that is made once more.
 */
async function withoutDone(run: LoadedRun, plan: Plan): Promise<Plan> {
  const resumed = await resumedBy(run);
  const before = resumed && planOf(resumed);
  if (!resumed || !before) return plan;
  await assertNoneSince(db(), resumed, 'Discard this plan, then plan the procedure anew: that leaves nothing out.');
  const earlier = resumed.steps.map(({ ordinal, state, outcome }) => ({
    rendered: before.steps[ordinal] as Plan['steps'][number],
    state: state as StepState,
    outcome: outcome as StepOutcome | null,
  }));
  return { ...plan, steps: passOverDone(plan.steps, plan.branch, earlier) };
}

/** Stores the plan where the draft is still the one that was looked at: a change meanwhile has its own preflight. */
async function storePlan(seen: LoadedRun, plan: Plan | null, preflight: Preflight): Promise<void> {
  await db().$transaction(async (tx) => {
    const run = await lockRun(tx, seen.id);
    if (run.state !== 'draft' || run.preflightAskedAt?.getTime() !== seen.preflightAskedAt?.getTime()) return;
    const planHash = plan && hashOf(plan);
    const json = (value: unknown) => value as Prisma.InputJsonValue;
    await tx.run.update({
      where: { id: run.id },
      data: {
        plan: plan ? json(plan) : undefined,
        planHash,
        preflight: json(preflight),
        preflightAt: new Date(preflight.at),
        preflightAskedAt: null,
      },
    });
    const changes = plan?.steps.filter((s) => s.effect !== 'read' && s.plannedSkip === null).length ?? 0;
    const isBlocked = preflight.findings.some((f) => f.verdict === 'block');
    const base = { incidentId: run.incidentId, runId: run.id, actor: null };
    const foretold = foretoldOf(plan?.steps ?? [], preflight.forecasts ?? []);
    const told = { findings: preflight.findings, ...(foretold.length > 0 && { foretold }) };
    if (plan && planHash)
      await appendEvent(tx, {
        type: 'run.planned',
        ...base,
        data: { ...told, planHash, changes, reads: plan.steps.length - changes, isBlocked },
      });
    else
      await appendEvent(tx, {
        type: 'run.plan_failed',
        ...base,
        data: { because: preflight.findings.at(-1)?.sentence ?? 'no reason was given' },
      });
  });
}
