import 'server-only';
import path from 'node:path';
import pMap from 'p-map';
import type { Plan } from '@/lib/contracts/plan';
import type { Part, Procedure, Severity } from '@/lib/contracts/runbook';
import { branchesTaken, COMMON } from '@/lib/domain/branches';
import { holds } from '@/lib/domain/conditions';
import { AppError } from '@/lib/domain/errors';
import { nameInPart } from '@/lib/domain/expand-procedure';
import { block } from '@/lib/domain/preflight/finding';
import { generalLooks } from '@/lib/domain/preflight/general-looks';
import { fill } from '@/lib/domain/render-plan';
import { isLookKey } from '@/lib/domain/runbook-looks';
import { db } from '../db';
import { logger } from '../logger';
import { loadSqlCatalogue } from '../runbooks/sql-catalogue';
import type { StoredRunbook } from '../runbooks/store-runbook';
import type { ReachableTarget } from '../targets/get-target';
import { type LoadedRun, loadRun, planOf } from './load-run';
import type { LookArguments, LookContext, Looked } from './preflight/look';
import { LOOKS } from './preflight/looks';

/** Each look may open a connection of its own, on a database that may be short of them. */
const LOOKS_AT_A_TIME = 6;

/** Takes every look that the procedure asks for, all of them reading only: what was found, and what a plan is rendered from. */
export async function takePreflight(run: LoadedRun, runbook: StoredRunbook, target: ReachableTarget): Promise<Looked> {
  const procedure = procedureOf(run, runbook);
  const catalogue = await loadSqlCatalogue(path.join(process.cwd(), 'sql'));
  const parameters = run.parameters as Record<string, string>;
  const stamp = stampFor(procedure);
  const isResumed = run.resumesId !== null;
  const context: LookContext = {
    target,
    incidentId: run.incidentId,
    severity: run.incident.severity as Severity,
    procedure,
    branch: run.branch,
    parameters,
    catalogue,
    stamp: stamp.stamp ?? '',
    tag: `rollback-preflight-${run.id.slice(0, 8)}`,
    ...(isResumed && { isResumed: true as const }),
  };
  const resumed = await resumedBy(run);
  const own = procedure.preflight.filter((look) => holds(look.when, parameters));
  const wanted = [...own, ...generalLooks(context)];
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
    scripts: Object.assign({}, ...looks.map((l) => l.scripts ?? {})),
  };
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
  // Several parts run a command of this name, each another way: what one of them says is not true of all.
  const { scripts: _, ...ofPart } = looked;
  const own = (facts: Record<string, string> = {}) =>
    Object.fromEntries(Object.entries(facts).map(([name, fact]) => [nameInPart(part, name), fact]));
  return {
    ...ofPart,
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

/** The ended run that this one goes on from. */
export async function resumedBy(run: LoadedRun): Promise<LoadedRun | null> {
  return run.resumesId === null ? null : loadRun(db(), run.resumesId);
}

/** Throws AppError `not_found` where the run's version of the runbook has no such procedure. */
export function procedureOf(run: LoadedRun, runbook: StoredRunbook): Procedure {
  const procedure = runbook.content.procedures.find((p) => p.key === run.procedureKey);
  if (!procedure)
    throw new AppError('not_found', `The runbook has no procedure ${run.procedureKey} any more.`, 'Plan another one.');
  return procedure;
}
