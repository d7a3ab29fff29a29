import 'server-only';
import path from 'node:path';
import pMap from 'p-map';
import type { Finding, Plan, Preflight, StepOutcome } from '@/lib/contracts/plan';
import type { Part, Procedure, Severity } from '@/lib/contracts/runbook';
import { branchesTaken, COMMON } from '@/lib/domain/branches';
import { holds } from '@/lib/domain/conditions';
import { AppError } from '@/lib/domain/errors';
import { nameInPart } from '@/lib/domain/expand-procedure';
import { passOverDone } from '@/lib/domain/pass-over-done';
import { fill, renderPlan } from '@/lib/domain/render-plan';
import type { StepState } from '@/lib/domain/run-states';
import { isLookKey } from '@/lib/domain/runbook-looks';
import { appendEvent } from '../audit/append-event';
import { hashOf } from '../audit/event-chain';
import { db } from '../db';
import type { Prisma } from '../generated/prisma/client';
import { logger } from '../logger';
import { loadSqlCatalogue, sqlRenderer } from '../runbooks/sql-catalogue';
import { getRunbook, type StoredRunbook } from '../runbooks/store-runbook';
import { openTarget, type ReachableTarget } from '../targets/get-target';
import { inventoryHash } from '../targets/inventory-hash';
import { type LoadedRun, loadRun, lockRun, planOf } from './load-run';
import { lookAtHosts } from './preflight/host-looks';
import { block, type LookArguments, type LookContext, type Looked } from './preflight/look';
import { LOOKS } from './preflight/looks';
import { assertNoneSince } from './run-since';

/** Each look may open a connection of its own, on a database that may be short of them. */
const LOOKS_AT_A_TIME = 6;

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
  const ofHosts = plan ? await lookAtHosts(plan, { target, tag: `rollback-preflight-${run.id.slice(0, 8)}` }) : [];
  const findings = [...ofLooks, ...ofHosts];
  await storePlan(run, plan, { at: new Date().toISOString(), tookMs: Date.now() - begun, findings });
}

async function takePreflight(run: LoadedRun, runbook: StoredRunbook, target: ReachableTarget): Promise<Looked> {
  const procedure = procedureOf(run, runbook);
  const catalogue = await loadSqlCatalogue(path.join(process.cwd(), 'sql'));
  const parameters = run.parameters as Record<string, string>;
  const stamp = stampFor(procedure);
  const isResumed = run.resumesId !== null;
  const context: LookContext = {
    target,
    incidentId: run.incidentId,
    procedure,
    branch: run.branch,
    parameters,
    catalogue,
    stamp: stamp.stamp ?? '',
    tag: `rollback-preflight-${run.id.slice(0, 8)}`,
    ...(isResumed && { isResumed: true as const }),
  };
  const resumed = await resumedBy(run);
  const wanted = procedure.preflight.filter((look) => holds(look.when, parameters));
  const looks = await pMap(
    wanted,
    async (look) => {
      const looked = await takeLook(look, contextOf(look, context, runbook));
      return resumed && isAboutOther(look.arguments, parameters, resumed) ? asPresent(looked) : looked;
    },
    { concurrency: LOOKS_AT_A_TIME },
  );
  const kept = resumed ? factsOfResumed(resumed) : await planOfLastRun(run, procedure);
  const facts: Record<string, string> = Object.assign(
    stamp,
    ...looks.map((l) => l.facts ?? {}),
    without(
      kept?.facts,
      looks.flatMap((l) => l.ofItsRun ?? []),
    ),
    ...looks.map((l) => l.presentFacts ?? {}),
  );
  return {
    findings: looks.flatMap((l) => l.findings),
    facts,
    missingFacts: Object.assign({}, ...looks.map((l) => l.missingFacts ?? {}), kept?.missingFacts),
    missingTools: looks.flatMap((l) => l.missingTools ?? []),
  };
}

/** The ended run that this one goes on from. */
async function resumedBy(run: LoadedRun): Promise<LoadedRun | null> {
  return run.resumesId === null ? null : loadRun(db(), run.resumesId);
}

/**
 * What the ended run began with, where it or one that it went on from changed anything: what is seen now is what they have
 * left, and a way back leads to what was there before them.
 */
function factsOfResumed(resumed: LoadedRun): Plan | null {
  const plan = planOf(resumed);
  const isPassedOver = plan?.steps.some((step) => step.isPassedOver) ?? false;
  const isChanged = isPassedOver || resumed.steps.some((s) => s.epoch > 0 && plan?.steps[s.ordinal]?.effect !== 'read');
  return isChanged ? plan : null;
}

/** A look at what has been chosen otherwise now says what holds; the ended run's facts are about its own choice. */
function isAboutOther(args: LookArguments, parameters: Record<string, string>, resumed: LoadedRun): boolean {
  const then = resumed.parameters as Record<string, string>;
  return JSON.stringify(fillArguments(args, parameters)) !== JSON.stringify(fillArguments(args, then));
}

const asPresent = (looked: Looked): Looked => ({
  ...looked,
  presentFacts: { ...looked.facts, ...looked.presentFacts },
});

const without = (facts: Record<string, string> = {}, names: readonly string[]) =>
  Object.fromEntries(Object.entries(facts).filter(([name]) => !names.includes(name)));

/**
 * A way back that is planned alone leads to where the last run of the procedure on this target began: what is seen now
 * is what that run has left.
 */
async function planOfLastRun(run: LoadedRun, procedure: Procedure): Promise<Plan | null> {
  if (!procedure.branches.some((branch) => branch.key === run.branch && branch.isWayBack)) return null;
  const last = await db().run.findFirst({
    where: { targetId: run.targetId, procedureKey: procedure.key, startedAt: { not: null } },
    orderBy: { startedAt: 'desc' },
    select: { plan: true },
  });
  return last && planOf(last);
}

/** YYYYMMDD_HHMMSS in UTC: what files and databases are named with that a plan makes, where it makes any. */
function stampFor(procedure: Procedure): Record<string, string> {
  if (!JSON.stringify(procedure).includes('{stamp}')) return {};
  return { stamp: new Date().toISOString().slice(0, 19).replace(/[-:]/g, '').replace('T', '_') };
}

/** A part's look is taken as the part wrote it, and what it keeps gets the part's name. */
function contextOf({ part }: { part?: string | undefined }, context: LookContext, runbook: StoredRunbook): LookContext {
  const procedure = runbook.content.procedures.find((p) => p.key === part);
  if (part === undefined || !procedure) return context;
  const prefix = nameInPart(part, '');
  const own = Object.entries(context.parameters).flatMap(([key, value]) =>
    key.startsWith(prefix) ? [[key.slice(prefix.length), value] as const] : [],
  );
  const given = givenTo(
    context.procedure.parts?.find((one) => one.procedure === part),
    context.parameters,
  );
  const taken = branchesTaken(context.branch).find((branch) => branch.startsWith(`${part}/`));
  const branch = taken?.slice(part.length + 1) ?? procedure.branches.find((b) => b.isWayBack)?.key ?? COMMON;
  const isPart = { phase: procedure.phase, given };
  return { ...context, procedure, branch, parameters: Object.fromEntries(own), part: isPart };
}

/** What hangs on a parameter that was not asked for is not known. */
function givenTo(part: Part | undefined, parameters: Record<string, string>): Record<string, string> {
  const filled = Object.entries(part?.given ?? {}).map(([name, value]) => [name, fill(value, parameters)] as const);
  return Object.fromEntries(filled.filter(([, value]) => !value.includes('{')));
}

/** A look that fails says so and blocks: what was not seen is not known to be safe. */
async function takeLook(
  { look, arguments: args, part }: Procedure['preflight'][number],
  context: LookContext,
): Promise<Looked> {
  const looked = await tryLook(look, args, context);
  if (part === undefined) return looked;
  const own = (facts: Record<string, string> = {}) =>
    Object.fromEntries(Object.entries(facts).map(([name, fact]) => [nameInPart(part, name), fact]));
  return {
    ...looked,
    facts: own(looked.facts),
    presentFacts: own(looked.presentFacts),
    missingFacts: own(looked.missingFacts),
    ofItsRun: looked.ofItsRun?.map((name) => nameInPart(part, name)),
    findings: looked.findings.map((f) => ({
      ...f,
      key: `${part}-${f.key}`,
      sentence: `${part}: ${f.sentence}`,
      ...(f.verdict === 'block' && { remedy: `${f.remedy} Or leave phase ${context.part?.phase} out of the plan.` }),
    })),
  };
}

async function tryLook(look: string, args: LookArguments, context: LookContext): Promise<Looked> {
  try {
    if (!isLookKey(look))
      throw new AppError(
        'blocked',
        `The runbook asks for a look "${look}" that this console does not have.`,
        'Correct the runbook.',
      );
    return await LOOKS[look](context, fillArguments(args, { stamp: context.stamp, ...context.parameters }));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    if (!(error instanceof AppError)) logger().warn({ err: error, look }, 'a look failed');
    return {
      findings: [
        block(
          look,
          `The look "${look.replaceAll('-', ' ')}" could not be taken: ${why}`,
          error instanceof AppError ? error.remedy : 'See that the target answers, then look again.',
        ),
      ],
    };
  }
}

function fillArguments(args: LookArguments, values: Record<string, string>): LookArguments {
  return Object.fromEntries(
    Object.entries(args).map(([key, value]) => [key, Array.isArray(value) ? value : fill(value, values)]),
  );
}

async function tryRender(
  run: LoadedRun,
  runbook: StoredRunbook,
  target: ReachableTarget,
  looked: Looked,
): Promise<{ plan: Plan | null; findings: Finding[] }> {
  try {
    const plan = renderPlan({
      runbook: { key: runbook.key, label: runbook.label, hash: runbook.hash },
      procedure: procedureOf(run, runbook),
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
    });
    return { plan: await withoutDone(run, plan), findings: looked.findings };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { plan: null, findings: [...looked.findings, block('plan', error.message, error.remedy)] };
  }
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

function procedureOf(run: LoadedRun, runbook: StoredRunbook): Procedure {
  const procedure = runbook.content.procedures.find((p) => p.key === run.procedureKey);
  if (!procedure)
    throw new AppError('not_found', `The runbook has no procedure ${run.procedureKey} any more.`, 'Plan another one.');
  return procedure;
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
    if (plan && planHash)
      await appendEvent(tx, {
        type: 'run.planned',
        ...base,
        data: { planHash, changes, reads: plan.steps.length - changes, findings: preflight.findings, isBlocked },
      });
    else
      await appendEvent(tx, {
        type: 'run.plan_failed',
        ...base,
        data: { because: preflight.findings.at(-1)?.sentence ?? 'no reason was given' },
      });
  });
}
