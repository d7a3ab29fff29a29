import 'server-only';
import type { Plan, Preflight, StepOutcome } from '@/lib/contracts/plan';
import type { Procedure } from '@/lib/contracts/runbook';
import type { HostView, Me, RunView, StepView } from '@/lib/contracts/views';
import { runActions } from '@/lib/domain/allowed-actions';
import { isOnWay } from '@/lib/domain/branches';
import { holds } from '@/lib/domain/conditions';
import { drilledWords } from '@/lib/domain/drill-words';
import { runsOnHosts } from '@/lib/domain/host-actions';
import { type HostState, hostStateNow } from '@/lib/domain/host-states';
import { lockWords } from '@/lib/domain/lock-retries';
import { displayOfValue } from '@/lib/domain/maintenance-window';
import { type RunState, SETTLED_STEP_STATES, type StepState, UNSETTLED_STEP_STATES } from '@/lib/domain/run-states';
import { stepActions } from '@/lib/domain/step-actions';
import { estimateWords } from '@/lib/domain/words';
import { toApprovalSummary } from '../approvals/approval-summary';
import { db } from '../db';
import { getLastDrills } from '../drills/last-drills';
import { readNames } from '../people/read-people';
import { getRunbook } from '../runbooks/store-runbook';
import { type LoadedRun, lockWaitOf, planOf, preflightOf, runFacts, stepFacts, windowOf } from '../runs/load-run';
import { listSideSteps } from '../side-steps/list-side-steps';

/** A run as the room draws it: before its start the steps are the plan's, after it the store's. */
export async function toRunView(run: LoadedRun, me: Me): Promise<RunView> {
  const { content } = await getRunbook({ id: run.runbookVersionId });
  const procedure = content.procedures.find((p) => p.key === run.procedureKey) as Procedure;
  const plan = planOf(run);
  const preflight = preflightOf(run);
  const [approval] = run.approvals;
  // None of these waits for another one.
  const [steps, lastDrills, summary, scheduled, armed, sideSteps] = await Promise.all([
    plan ? stepViews(run, plan, me) : [],
    getLastDrills(me),
    approval ? toApprovalSummary({ ...approval, run, sideStep: null }, me) : null,
    scheduleOf(run),
    armedOf(run),
    listSideSteps(run, me),
  ]);
  return {
    id: run.id,
    procedureKey: run.procedureKey,
    title: procedure.title,
    phase: procedure.phase,
    level: procedure.level ?? null,
    estimate: estimateWords(procedure.estimateMinutes),
    drilled: drilledWords(lastDrills.get(run.procedureKey) ?? null, new Date()),
    state: run.state as RunState,
    mode: run.mode as RunView['mode'],
    branch: run.branch,
    isTurnedRound: isTurnedRound(run, procedure),
    parameters: parametersOf(run, procedure),
    planHash: run.planHash,
    isPlanning: run.preflightAskedAt !== null,
    planningSince: run.preflightAskedAt?.toISOString() ?? null,
    preflight: preflight && preflightView(preflight),
    approval: summary,
    denials: run.denials.filter(({ isOfThis }) => isOfThis),
    window: windowView(run),
    scheduled,
    armed,
    steps,
    sideSteps,
    currentIndex: currentIndex(run, steps),
    actions: runActions(runFacts(run), me),
    startedAt: run.startedAt?.toISOString() ?? null,
    finishedAt: run.finishedAt?.toISOString() ?? null,
  };
}

/** What the steps will do stands with each of them. */
function preflightView({ at, tookMs, findings }: Preflight): RunView['preflight'] {
  return { at, tookMs, findings, isBlocked: findings.some((f) => f.verdict === 'block') };
}

function parametersOf(run: LoadedRun, procedure: Procedure): RunView['parameters'] {
  const given = run.parameters as Record<string, string>;
  return procedure.parameters
    .filter((p) => holds(p.when, given))
    .map((p) => {
      const value = given[p.key] ?? '';
      return { key: p.key, title: p.title, value, display: displayOfValue(p, value, windowOf(run)) };
    });
}

function windowView(run: LoadedRun): RunView['window'] {
  const window = windowOf(run);
  if (!window) return null;
  const { opens, closes, words } = window;
  return {
    opens: opens.toISOString(),
    closes: closes.toISOString(),
    words,
    isOpen: run.isWindowOpen === true,
  };
}

async function scheduleOf({ scheduledFor, scheduledById }: LoadedRun): Promise<RunView['scheduled']> {
  if (!scheduledFor || !scheduledById) return null;
  const names = await readNames([scheduledById]);
  return { for: scheduledFor.toISOString(), by: names.get(scheduledById) ?? 'somebody' };
}

async function armedOf({ armedById, armedMode }: LoadedRun): Promise<RunView['armed']> {
  if (!armedById) return null;
  const names = await readNames([armedById]);
  return { by: names.get(armedById) ?? 'somebody', mode: armedMode === 'step' ? 'step' : 'to_decision' };
}

function isTurnedRound(run: LoadedRun, procedure: Procedure): boolean {
  const isBack = procedure.branches.some((branch) => branch.isWayBack && branch.key === run.branch);
  return isBack && planOf(run)?.branch !== run.branch;
}

/** The first step on the way taken that nobody and nothing has settled; the last one when all are. */
function currentIndex(run: LoadedRun, steps: StepView[]): number {
  const open = steps.findIndex(
    (s) => isOnWay(s.branch, run.branch) && s.state !== 'succeeded' && s.state !== 'skipped',
  );
  return open === -1 ? Math.max(0, steps.length - 1) : open;
}

async function stepViews(run: LoadedRun, plan: Plan, me: Me): Promise<StepView[]> {
  const [sizes, hosts] = await Promise.all([outputSizes(run), hostsOf(run, plan)]);
  const views = plan.steps.map((rendered, ordinal) => draftStep(run, rendered, ordinal));
  const current = currentIndex(
    run,
    views.map((view, i) => ({ ...view, state: (run.steps[i]?.state ?? 'pending') as StepState })),
  );
  return Promise.all(
    views.map(async (view, ordinal) => {
      const step = run.steps.find((s) => s.ordinal === ordinal);
      if (!step) return view;
      const actions = ordinal === current ? stepActions(await stepFacts(run, step), runFacts(run), me) : [];
      const output = sizes.get(step.id) ?? view.output;
      const progress = step.state === 'running' ? await lastNote(step.id, step.epoch) : null;
      const { id, epoch, startedAt, finishedAt, outcome } = step;
      return {
        ...view,
        id,
        epoch,
        state: step.state as StepState,
        // What is done is told by what became of it.
        forecast: SETTLED_STEP_STATES.includes(step.state as StepState) ? null : view.forecast,
        startedAt: startedAt?.toISOString() ?? null,
        finishedAt: finishedAt?.toISOString() ?? null,
        outcome: outcome as StepOutcome | null,
        progress,
        lockWait: isStuck(step.state as StepState) ? lockWaitOf(step) : null,
        output,
        actions,
        hosts: view.hosts.map((host) => hosts.get(`${id} ${host.host}`) ?? host),
      };
    }),
  );
}

const isStuck = (state: StepState) => state === 'running' || UNSETTLED_STEP_STATES.includes(state);

function draftStep(run: LoadedRun, step: Plan['steps'][number], ordinal: number): StepView {
  const outcome: StepOutcome | null = step.plannedSkip ? { summary: step.plannedSkip, tookMs: 0, checks: [] } : null;
  return {
    id: `${run.id}:${ordinal}`,
    ordinal,
    key: step.key,
    branch: step.branch,
    title: step.title,
    verb: step.verb,
    about: step.about,
    kind: step.action.kind,
    effect: step.effect,
    group: step.group,
    where: step.where,
    display: step.display,
    highlights: step.highlights,
    timeoutMs: step.timeoutMs,
    lockWords: lockWordsOf(step),
    estimateMs: step.estimateMs,
    worksWhen: step.worksWhen,
    undo: step.undo,
    forecast: preflightOf(run)?.forecasts?.[ordinal] ?? null,
    state: 'pending',
    epoch: 0,
    startedAt: null,
    finishedAt: null,
    outcome,
    progress: null,
    lockWait: null,
    output: { lines: 0, bytes: 0, lastSeq: 0 },
    actions: [],
    hosts: runsOnHosts(step.action) ? (step.action.fanOut?.hosts ?? []).map(untouchedHost) : [],
  };
}

const lockWordsOf = ({ action, effect }: Plan['steps'][number]) =>
  action.kind === 'sql' && effect !== 'read' ? lockWords(action.lockTimeoutMs, action.lockRetries) : null;

function untouchedHost(host: string): HostView {
  return { host, state: 'untouched', epoch: 0, summary: '', exitCode: null, startedAt: null, finishedAt: null };
}

/** Of every step of the run, by the step's id and the host. */
async function hostsOf(run: LoadedRun, plan: Plan): Promise<Map<string, HostView>> {
  if (!plan.steps.some(({ action }) => runsOnHosts(action) && action.fanOut)) return new Map();
  const states = new Map(run.steps.map(({ id, state }) => [id, state as StepState]));
  const rows = await db().stepHost.findMany({ where: { stepId: { in: [...states.keys()] } } });
  return new Map(
    rows.map(({ stepId, host, state, epoch, summary, exitCode, startedAt, finishedAt }) => [
      `${stepId} ${host}`,
      {
        host,
        state: hostStateNow(state as HostState, states.get(stepId) as StepState),
        epoch,
        summary,
        exitCode,
        startedAt: startedAt?.toISOString() ?? null,
        finishedAt: finishedAt?.toISOString() ?? null,
      },
    ]),
  );
}

/** Of the newest attempt of each step: its last chunk has counted along. */
async function outputSizes(run: LoadedRun): Promise<Map<string, StepView['output']>> {
  const rows = await db().$queryRaw<{ stepId: string; lines: number; bytes: number; lastSeq: number }[]>`
    /* planned once */ SELECT s."id" AS "stepId", o."lines", o."bytes", o."seq" AS "lastSeq" FROM "Step" s
    CROSS JOIN LATERAL (
      SELECT "lines", "bytes", "seq" FROM "Output" WHERE "stepId" = s."id" AND "epoch" = s."epoch" ORDER BY "seq" DESC LIMIT 1
    ) o WHERE s."runId" = ${run.id}::uuid`;
  return new Map(rows.map(({ stepId, lines, bytes, lastSeq }) => [stepId, { lines, bytes, lastSeq }]));
}

async function lastNote(stepId: string, epoch: number): Promise<string | null> {
  const note = await db().output.findFirst({
    where: { stepId, epoch, stream: 'note' },
    orderBy: { seq: 'desc' },
    select: { text: true },
  });
  return note?.text.trim().split('\n').at(-1) ?? null;
}
