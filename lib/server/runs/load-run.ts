import 'server-only';
import type { Denial } from '@/lib/contracts/denial';
import type { Plan, Preflight, RenderedStep, StepOutcome } from '@/lib/contracts/plan';
import type { Procedure, Severity } from '@/lib/contracts/runbook';
import type { LockWait } from '@/lib/contracts/side-step';
import type { Me } from '@/lib/contracts/views';
import type { RunFacts } from '@/lib/domain/allowed-actions';
import { branchesTaken } from '@/lib/domain/branches';
import { notFound } from '@/lib/domain/errors';
import { runsOnHosts } from '@/lib/domain/host-actions';
import { type HostState, hostStateNow } from '@/lib/domain/host-states';
import { isWindowOpen, type PlannedWindow, windowOfPlan } from '@/lib/domain/maintenance-window';
import { HEARD_STATES, TEAM_KINDS, whyUntold } from '@/lib/domain/message-states';
import { mayAskInSpite } from '@/lib/domain/overrides';
import { REPLANNED_STATES, type RunState, SETTLED_STEP_STATES, type StepState } from '@/lib/domain/run-states';
import { skipSubject } from '@/lib/domain/side-steps';
import type { OtherWay, StepFacts } from '@/lib/domain/step-actions';
import { mayWithdrawAs } from '@/lib/domain/withdrawal';
import { durationWords } from '@/lib/domain/words';
import { listDenials, listDenialsBeside } from '../approvals/denials';
import { givenIn } from '../approvals/given-decisions';
import { needsBesideIn } from '../approvals/needs-of-run';
import { storeNow, type Transaction } from '../audit/append-event';
import { hashOf } from '../audit/event-chain';
import { db } from '../db';
import type { Prisma } from '../generated/prisma/client';
import { getRunbook } from '../runbooks/store-runbook';
import { type ReadRun, readRun } from './read-run';

/** The messages of `tellsTeam` (lib/domain/message-states.ts), as a query. */
export const TOLD_TO_TEAM = {
  audience: 'internal',
  state: { in: [...HEARD_STATES] },
  kind: { in: [...TEAM_KINDS] },
} satisfies Prisma.MessageWhereInput;

export type LoadedRun = ReadRun & {
  untoldBecause: string | null;
  /** Of the maintenance window that its plan was made for, by the store's clock; null where there is none. */
  isWindowOpen: boolean | null;
  /** The way back was taken: what it had done is being or has been taken back. */
  isTurnedRound: boolean;
  /** Of a plan that has not begun, where its preflight found an index left INVALID: what can be asked for about that. */
  besidePlan: RunFacts['side'];
  /** What an act beside its plan takes. */
  besideNeeds: RunFacts['besideNeeds'];
  /** Of a plan that has not begun: every no that a plan got in its incident. */
  denials: Denial[];
};
export type LoadedStep = LoadedRun['steps'][number];

/** A run with what every decision about it needs. Inside a transaction, lock it first. */
export async function loadRun(tx: Transaction, runId: string): Promise<LoadedRun> {
  const { audience, state, kind } = TOLD_TO_TEAM;
  const run = await readRun(tx, runId, { audience, states: state.in, kinds: kind.in });
  if (!run) throw notFound('run');
  const { content } = await getRunbook({ id: run.runbookVersionId }, tx);
  const wayBack = content.procedures.find((p) => p.key === run.procedureKey)?.branches.find((b) => b.isWayBack);
  const isTurnedRound = wayBack !== undefined && run.branch === wayBack.key && planOf(run)?.branch !== wayBack.key;
  const besidePlan = await besidePlanOf(tx, run);
  const window = windowOf(run);
  const isOpen = window && isWindowOpen(window, await storeNow(tx));
  const untoldBecause = whyUntold(content.contacts, run.incident.messages);
  const besideNeeds = needsBesideIn(content, run.incident.severity);
  const denials = await denialsOf(tx, run);
  return { ...run, isTurnedRound, besidePlan, besideNeeds, denials, isWindowOpen: isOpen, untoldBecause };
}

async function denialsOf(tx: Transaction, run: ReadRun): Promise<Denial[]> {
  if (!REPLANNED_STATES.includes(run.state as RunState)) return [];
  return listDenials(tx, { incidentId: run.incidentId, planHash: run.planHash, choice: choiceOf(run) });
}

async function besidePlanOf(
  tx: Transaction,
  run: Pick<LoadedRun, 'id' | 'state' | 'preflight'>,
): Promise<RunFacts['side']> {
  const indexes = (preflightOf(run)?.findings ?? []).flatMap((finding) => finding.leftIndexes ?? []);
  if (indexes.length === 0 || !REPLANNED_STATES.includes(run.state as RunState)) return undefined;
  return { indexes, open: await openSubjects(tx, run.id) };
}

/** What is asked for or under way beside a run's plan. */
async function openSubjects(tx: Transaction, runId: string): Promise<string[]> {
  const open = await tx.sideStep.findMany({
    where: { runId, state: { in: ['requested', 'ready', 'running'] } },
    select: { subject: true },
  });
  return open.map(({ subject }) => subject);
}

/** Holds the run's row to the transaction's end: whoever else wants to move this run waits and then sees the outcome. */
export async function lockRun(tx: Transaction, runId: string): Promise<LoadedRun> {
  const found = await tx.$queryRaw<{ id: string }[]>`SELECT "id" FROM "Run" WHERE "id" = ${runId}::uuid FOR UPDATE`;
  if (found.length === 0) throw notFound('run');
  return loadRun(tx, runId);
}

/**
 * Whoever makes or remakes an incident's plan comes one after the other. Not the incident's row: an event is appended
 * by whoever holds the chain's lock, and updates that row, so holding it while waiting for the chain would be a deadlock.
 */
export async function lockPlanning(tx: Transaction, incidentCode: string): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${incidentCode}, 1))`;
}

/** The same, from one of its steps. */
export async function lockRunOfStep(tx: Transaction, stepId: string): Promise<{ run: LoadedRun; step: LoadedStep }> {
  const row = await tx.step.findUnique({ where: { id: stepId }, select: { runId: true } });
  if (!row) throw notFound('step');
  const run = await lockRun(tx, row.runId);
  return { run, step: run.steps.find((s) => s.id === stepId) as LoadedStep };
}

export const planOf = (run: Pick<LoadedRun, 'plan'>): Plan | null => run.plan as unknown as Plan | null;
export const preflightOf = (run: Pick<LoadedRun, 'preflight'>): Preflight | null =>
  run.preflight as unknown as Preflight | null;

/** What was chosen, whatever a look at the target makes of it. */
export const choiceOf = ({
  procedureKey,
  branch,
  parameters,
}: Pick<LoadedRun, 'procedureKey' | 'branch' | 'parameters'>) => hashOf({ procedureKey, branch, parameters });

/** The maintenance window that the run's plan was made for. */
export function windowOf(run: Pick<LoadedRun, 'plan'>): PlannedWindow | null {
  const plan = planOf(run);
  return plan && windowOfPlan(plan.facts);
}

/** What lib/domain/allowed-actions.ts decides from. */
export function runFacts(run: LoadedRun): RunFacts {
  const window = windowOf(run);
  return {
    state: run.state as RunState,
    severity: run.incident.severity as Severity,
    besideNeeds: run.besideNeeds,
    isPlanned: run.planHash !== null,
    isPlanning: run.preflightAskedAt !== null,
    isBlocked: preflightOf(run)?.findings.some((f) => f.verdict === 'block') ?? false,
    isOverridable: mayAskInSpite(preflightOf(run)?.findings ?? []) && planOf(run)?.blocks !== undefined,
    isDenied: run.denials.some(({ isOfThis }) => isOfThis),
    preparedById: run.preparedById,
    requestedById: run.approvals.find((a) => a.state === 'approved' || a.state === 'used')?.requestedById ?? null,
    driverId: run.driverId,
    startedById: run.startedById,
    deciderIds: run.approvals
      .filter((a) => a.state === 'approved' || a.state === 'used')
      .flatMap((a) => a.decisions.flatMap((d) => (d.onBehalfOfId ? [d.personId, d.onBehalfOfId] : [d.personId]))),
    withdrawers: withdrawersOf(run),
    targetName: run.target.name,
    isIncidentOpen: run.incident.state === 'open',
    untoldBecause: run.untoldBecause,
    window: window && { words: window.words, isOpen: run.isWindowOpen === true },
    isScheduled: run.scheduledFor !== null,
    ...(run.besidePlan && { side: run.besidePlan }),
    isArmed: run.armedById !== null,
    isResumable: run.startedAt !== null && run.plan !== null && !run.isTurnedRound,
    hasParameters: Object.keys((run.parameters ?? {}) as object).length > 0,
  };
}

function withdrawersOf({ approvals }: LoadedRun): RunFacts['withdrawers'] {
  const open = approvals.find(({ state }) => state === 'requested' || state === 'approved');
  if (!open) return {};
  const facts = { ...open, state: open.state as 'requested', decisions: givenIn(open.decisions) };
  const people = open.decisions.flatMap(({ personId, onBehalfOfId }) => [personId, onBehalfOfId]);
  return Object.fromEntries(
    [open.requestedById, ...people].flatMap((id) => {
      const as = id === null ? null : mayWithdrawAs(facts, id);
      return as ? [[id, as]] : [];
    }),
  );
}

/** What lib/domain/allowed-actions.ts decides from, with the branches that this step offers and the run has not taken. */
export async function stepFacts(run: LoadedRun, step: LoadedStep, tx?: Transaction): Promise<StepFacts> {
  const rendered = planOf(run)?.steps[step.ordinal];
  const { content } = await getRunbook({ id: run.runbookVersionId }, tx);
  const procedure = content.procedures.find((p) => p.key === run.procedureKey);
  const offered = (rendered?.alternatives ?? []).filter((key) => !branchesTaken(run.branch).includes(key));
  const outcome = step.outcome as StepOutcome | null;
  return {
    state: step.state as StepState,
    effect: rendered?.effect ?? 'change',
    isManual: rendered?.action.kind === 'manual',
    verb: rendered?.verb ?? step.key,
    alternatives: (procedure?.branches ?? []).filter((b) => offered.includes(b.key)).map((b) => withSize(run, b)),
    wayBack: wayBackOf(run, procedure),
    isCancelAsked: step.cancelAskedAt !== null,
    isProbed: outcome?.probe !== undefined,
    verdict: outcome?.probe?.verdict,
    isStillRunning: outcome?.probe?.isRunning === true && rendered?.action.kind === 'sql',
    ...(await besideStep(run, step, tx)),
    ...(await hostFacts(rendered, step, tx)),
  };
}

/** Asked for only where a step runs on several hosts: every press of a button comes through here. */
async function hostFacts(
  rendered: RenderedStep | undefined,
  step: LoadedStep,
  tx: Transaction = db(),
): Promise<Pick<StepFacts, 'hosts'>> {
  if (!rendered || !runsOnHosts(rendered.action) || !rendered.action.fanOut) return {};
  const rows = await tx.stepHost.findMany({ where: { stepId: step.id }, orderBy: { ordinal: 'asc' } });
  return {
    hosts: rows.map(({ host, state }) => ({ host, state: hostStateNow(state as HostState, step.state as StepState) })),
  };
}

/** Who is in the way of this attempt and what it left, as last seen, and which requests about that are open. */
async function besideStep(run: LoadedRun, step: LoadedStep, tx?: Transaction): Promise<Pick<StepFacts, 'side'>> {
  const sessions = lockWaitOf(step)?.blockers ?? [];
  const probe = (step.outcome as StepOutcome | null)?.probe;
  const [indexes, commands] = [probe?.leftIndexes ?? [], probe?.running ?? []];
  if (SETTLED_STEP_STATES.includes(step.state as StepState)) return {};
  const subjects = await openSubjects(tx ?? db(), run.id);
  const skip = skipSubject(step.id, step.epoch);
  const [denied] = await listDenialsBeside(tx ?? db(), { runId: run.id, subject: skip });
  const isSkipAsked = subjects.includes(skip);
  return {
    side: { sessions, indexes, commands, open: subjects, isSkipAsked, ...(denied && { skipDeniedBy: denied.by }) },
  };
}

/** What its newest attempt waits for or got no lock for; null where it is none of that. */
export function lockWaitOf(step: Pick<LoadedStep, 'lockWait' | 'epoch'>): LockWait | null {
  const wait = step.lockWait as LockWait | null;
  return wait?.epoch === step.epoch ? wait : null;
}

/** The branch that takes back what the run did, while the run is not on it. */
function wayBackOf(run: LoadedRun, procedure: Procedure | undefined): StepFacts['wayBack'] {
  const branch = procedure?.branches.find((b) => b.isWayBack);
  const isPlanned = planOf(run)?.steps.some((step) => step.branch === branch?.key) ?? false;
  return branch && isPlanned && !branchesTaken(run.branch).includes(branch.key) ? withSize(run, branch) : null;
}

/** A branch with how many steps of the plan it is, and about how long they take. */
function withSize(run: LoadedRun, { key, title, about }: Procedure['branches'][number]): OtherWay {
  const steps = planOf(run)?.steps.filter((step) => step.branch === key && step.plannedSkip === null) ?? [];
  const takes = `${steps.length === 1 ? 'One step' : `${steps.length} steps`}, about ${durationWords(sumOf(steps))}`;
  return { key, title, about, ...(steps.length > 0 && { takes }) };
}
const sumOf = (steps: readonly RenderedStep[]) => steps.reduce((sum, { estimateMs }) => sum + estimateMs, 0);

export type Actor = Me;
