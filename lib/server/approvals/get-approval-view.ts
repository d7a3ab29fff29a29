import 'server-only';
import type { ApprovalView } from '@/lib/contracts/approval-view';
import type { ExactList } from '@/lib/contracts/exact-list';
import type { Plan, RenderedStep, StepForecast } from '@/lib/contracts/plan';
import type { Procedure } from '@/lib/contracts/runbook';
import type { AllowedAction, Me } from '@/lib/contracts/views';
import { action } from '@/lib/domain/action';
import { capacityOf, whyNotDecide } from '@/lib/domain/approval';
import { COMMON, isOnWay } from '@/lib/domain/branches';
import { displayOfValue, windowOfPlan } from '@/lib/domain/maintenance-window';
import { overrideWords } from '@/lib/domain/overrides';
import { mayWithdrawAs, WITHDRAW_WORDS } from '@/lib/domain/withdrawal';
import { durationWords } from '@/lib/domain/words';
import { storeNow } from '../audit/append-event';
import { authoriseToRead } from '../auth/authorise-for';
import { db } from '../db';
import type { Prisma } from '../generated/prisma/client';
import { getRunbook } from '../runbooks/store-runbook';
import { choiceOf } from '../runs/load-run';
import { planOfSide } from '../side-steps/side-step';
import { toLoadedTarget } from '../targets/get-target';
import { toTargetView } from '../targets/target-view';
import { approvalFacts, toApprovalSummary } from './approval-summary';
import { planAsAsked } from './asked-plan';
import { listDenials, listDenialsBeside } from './denials';
import { lentFor, standsForOf } from './stands-for';

const withRun = {
  run: { include: { incident: true, target: true, approvals: true } },
  sideStep: true,
  askedPlan: true,
  decisions: { include: { person: true } },
} satisfies Prisma.ApprovalInclude;
type ApprovalRow = Prisma.ApprovalGetPayload<{ include: typeof withRun }>;

/** The page of somebody who was not there: who asks, why, what runs, what was found, what undoing takes. */
export async function getApprovalView(me: Me, id: string): Promise<ApprovalView | null> {
  const person = await authoriseToRead(me, { approval: id });
  if (!person) return null;
  const row = await db().approval.findUnique({ where: { id }, include: withRun });
  if (!row) return null;
  const { run } = row;
  if (row.sideStep) return sideApprovalView(row, person);
  const { plan, preflight, parameters } = planAsAsked(row);
  const [summary, target, runbook] = await Promise.all([
    toApprovalSummary(row, person),
    toTargetView(toLoadedTarget(run.target)),
    getRunbook({ id: run.runbookVersionId }),
  ]);
  const procedure = runbook.content.procedures.find((p) => p.key === (plan?.procedure.key ?? run.procedureKey));
  const { because, ...mine } = await standingFor(row, person);
  const window = plan && windowOfPlan(plan.facts);
  return {
    at: (await storeNow(db())).toISOString(),
    me: person,
    summary: { ...summary, procedureTitle: plan?.procedure.title ?? summary.procedureTitle },
    target,
    decidingSentence: (run.incident.assessment as { decidingSentence: string }).decidingSentence,
    detectedAt: run.incident.detectedAt.toISOString(),
    note: row.note,
    denials: await listDenials(db(), deniedAbout(row), row.requestedAt),
    windowWords: window?.words ?? null,
    aboutWords: null,
    atOnceWords: await armedWords(run),
    activeBranch: plan?.branch ?? 'main',
    ...planParts(plan, procedure?.branches ?? [], preflight?.forecasts),
    preflight: preflight && { at: preflight.at, findings: preflight.findings },
    blocks: blocksToOverride(plan, preflight),
    exactLists: (plan?.exactLists ?? []).map((list) => ({
      ...list,
      items: list.items ?? itemsBefore(list, preflight),
    })),
    parameters: (procedure?.parameters ?? []).map((p) => ({
      title: p.title,
      display: displayOfValue(p, parameters[p.key] ?? '', window),
    })),
    notes: procedure?.notes ?? [],
    cannotDecideBecause: because,
    ...mine,
    actions: because ? [] : DECISIONS,
  };
}

const deniedAbout = ({ planHash, choice, run }: ApprovalRow) => ({
  incidentId: run.incidentId,
  planHash,
  choice: choice ?? choiceOf(run),
});
const besideAbout = ({ runId, sideStep }: ApprovalRow) => ({ runId, subject: sideStep?.subject ?? '' });

/** Whoever approves has to know that their yes is also the start. */
async function armedWords({ armedById, state }: ApprovalRow['run']): Promise<string | null> {
  if (!armedById || state !== 'awaiting_approval') return null;
  const person = await db().person.findUnique({ where: { id: armedById }, select: { name: true } });
  return `${person?.name ?? 'Somebody'} has armed it: it starts as soon as you approve, if everything still allows it.`;
}

/** The same page for one act beside the plan: what it is, whom it is for, and what undoing it would take. */
async function sideApprovalView(row: ApprovalRow, person: Me): Promise<ApprovalView> {
  const { run } = row;
  const side = planOfSide(row.sideStep as NonNullable<ApprovalRow['sideStep']>);
  const { because, ...mine } = await standingFor(row, person);
  const { title, effect, where, display, undo, about } = side;
  return {
    at: (await storeNow(db())).toISOString(),
    me: person,
    summary: await toApprovalSummary(row, person),
    target: await toTargetView(toLoadedTarget(run.target)),
    decidingSentence: (run.incident.assessment as { decidingSentence: string }).decidingSentence,
    detectedAt: run.incident.detectedAt.toISOString(),
    note: row.note,
    denials: await listDenialsBeside(db(), besideAbout(row), row.requestedAt),
    windowWords: null,
    aboutWords: about,
    atOnceWords: 'It is done as soon as you approve, once, after another look that it is still what you read here.',
    steps: [{ title, effect, where, display, highlights: [], branch: COMMON, plannedSkip: null, undo, forecast: null }],
    branches: [],
    activeBranch: COMMON,
    stepCount: 1,
    estimateWords: 'a few seconds',
    preflight: null,
    blocks: [],
    exactLists: [],
    undoWords: [undo],
    isUndoable: effect !== 'irreversible',
    wayBack: null,
    parameters: [],
    notes: [],
    cannotDecideBecause: because,
    ...mine,
    actions: because ? [] : DECISIONS,
  };
}

const DECISIONS: AllowedAction[] = [
  {
    key: 'approve',
    label: 'Approve this plan',
    about: 'Exactly these steps may run, once.',
    isPrimary: true,
    isDanger: false,
    needsReason: false,
  },
  {
    key: 'deny',
    label: 'Deny',
    about: 'Ends the request; the driver sees your reason.',
    isPrimary: false,
    isDanger: true,
    needsReason: true,
  },
];

function blocksToOverride(plan: Plan | null, preflight: ApprovalView['preflight']): ApprovalView['blocks'] {
  return (plan?.blocks ?? []).map((block) => ({
    ...block,
    remedy: preflight?.findings.find((f) => f.key === block.key && f.sentence === block.sentence)?.remedy ?? '',
    means: overrideWords(block.key),
  }));
}

/** Of a plan that holds its lists by their numbers only. */
const itemsBefore = ({ key, sentence }: ExactList, preflight: ApprovalView['preflight']): string[] =>
  preflight?.findings.find((f) => f.key === key && f.sentence === sentence)?.details ?? [];

type Mine = Pick<ApprovalView, 'decidesFor' | 'withdraw'> & { because: string | null };

/** What this person may do, by the clock that a decision is judged by and with whomever they stand for now. */
async function standingFor(row: ApprovalRow, me: Me): Promise<Mine> {
  const now = await storeNow(db());
  const lent = lentFor(await standsForOf(db(), now, me.id), me.id, row.run.target.teamId);
  const facts = approvalFacts(row);
  const decider = { ...me, standsFor: lent };
  const isOther = row.sideStep === null && row.run.planHash !== row.planHash;
  const because = whyNotDecide(facts, decider, now) ?? (isOther ? 'The plan was changed after this was asked.' : null);
  const forId = because === null ? capacityOf(facts, decider)?.onBehalfOfId : null;
  const owner = lent.find(({ id }) => id === forId);
  const as = mayWithdrawAs(facts, me.id);
  return {
    because,
    decidesFor: owner ? { name: owner.name, until: owner.until.toISOString() } : null,
    withdraw: as && action('withdraw', WITHDRAW_WORDS[as].label, WITHDRAW_WORDS[as].about, { needsReason: true }),
  };
}

function planParts(
  plan: Plan | null,
  branches: Procedure['branches'],
  forecasts: StepForecast[] = [],
): Pick<ApprovalView, 'steps' | 'branches' | 'stepCount' | 'estimateWords' | 'undoWords' | 'isUndoable' | 'wayBack'> {
  const steps = plan?.steps ?? [];
  const mainSteps = steps.filter((s) => isOnWay(s.branch, plan?.branch ?? COMMON) && s.plannedSkip === null);
  const changes = steps.filter((s) => s.effect !== 'read' && s.plannedSkip === null);
  return {
    steps: steps.map(({ title, effect, group, where, display, highlights, branch, plannedSkip, undo }, at) => ({
      title,
      effect,
      group,
      where,
      display,
      highlights,
      branch,
      plannedSkip,
      undo,
      forecast: forecasts[at] ?? null,
    })),
    branches: branches
      .filter((b) => !isOnWay(b.key, plan?.branch ?? COMMON) && steps.some((s) => s.branch === b.key))
      .map(({ key, title, about }) => ({ key, title, about })),
    stepCount: mainSteps.length,
    estimateWords: `about ${durationWords(mainSteps.reduce((sum, s) => sum + s.estimateMs, 0))}`,
    undoWords: [...new Set(changes.filter((s) => mainSteps.includes(s)).map((s) => s.undo))],
    isUndoable: changes.every((s) => s.effect !== 'irreversible'),
    wayBack: wayBackOf(steps, branches, plan?.branch),
  };
}

/** How long turning round would take at most: each of its steps looks first, and changes nothing that already holds. */
function wayBackOf(
  steps: readonly RenderedStep[],
  branches: Procedure['branches'],
  taken: string | undefined,
): ApprovalView['wayBack'] {
  const branch = branches.find((b) => b.isWayBack && b.key !== taken);
  const own = steps.filter((s) => s.branch === branch?.key && s.plannedSkip === null);
  if (!branch || own.length === 0) return null;
  return {
    title: branch.title,
    stepCount: own.length,
    estimateWords: durationWords(own.reduce((sum, s) => sum + s.estimateMs, 0)),
  };
}
