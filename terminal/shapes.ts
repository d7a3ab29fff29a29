import { z } from 'zod';
import type { ApprovalSummary } from '@/lib/contracts/approval-view';
import { SIDE_STEP_KINDS, SIDE_STEP_STATES } from '@/lib/contracts/side-step';
import type { AllowedAction, CheckView, RoomView, RunView, StepView } from '@/lib/contracts/views';
import { HOST_STATES } from '@/lib/domain/host-states';

/**
 * What `--json` prints as `value`. These are promises to scripts: a field is added, never renamed or taken away.
 * docs/terminal.md describes them, and a test holds it against this file.
 */
const time = z.iso.datetime();
const severity = z.enum(['critical', 'high', 'medium', 'low']);

export const actionShape = z.strictObject({
  key: z.string(),
  label: z.string(),
  about: z.string(),
  /** The branch of an alternative. */
  argument: z.string().nullable(),
  needsReason: z.boolean(),
  /** What has to be given with --confirm. */
  confirm: z.string().nullable(),
  disabledBecause: z.string().nullable(),
});
export const approvalShape = z.strictObject({
  id: z.string(),
  state: z.enum(['requested', 'approved', 'denied', 'void', 'expired', 'used', 'withdrawn']),
  incident: z.string(),
  procedure: z.string(),
  target: z.string(),
  severity,
  requestedBy: z.string(),
  requestedAt: time,
  expiresAt: time,
  planHash: z.string(),
  approvers: z.array(z.string()),
  given: z.int(),
  wanted: z.int(),
  isBreakGlass: z.boolean(),
  decisions: z.array(
    z.strictObject({
      by: z.string(),
      onBehalfOf: z.string().nullable(),
      verdict: z.enum(['approved', 'denied']),
      reason: z.string(),
      at: time,
      overrides: z.array(z.strictObject({ key: z.string(), reason: z.string() })),
    }),
  ),
  canDecide: z.boolean(),
});
export const findingShape = z.strictObject({
  verdict: z.enum(['ok', 'warn', 'block']),
  sentence: z.string(),
  remedy: z.string().nullable(),
  details: z.array(z.string()),
});
export const forecastShape = z.strictObject({
  lock: z.string().nullable(),
  isBlocking: z.boolean(),
  time: z.string(),
  longestMs: z.number().optional(),
  touches: z.array(z.string()),
  usersNotice: z.string().nullable(),
});
export const stepShape = z.strictObject({
  key: z.string(),
  branch: z.string(),
  title: z.string(),
  effect: z.enum(['read', 'change', 'irreversible']),
  where: z.string(),
  display: z.string(),
  undo: z.string(),
  forecast: forecastShape.nullable(),
  state: z.string(),
  epoch: z.int(),
  startedAt: time.nullable(),
  finishedAt: time.nullable(),
  summary: z.string().nullable(),
  /** For a failed or lost step: what a look at its postcondition says. */
  probe: z.enum(['applied', 'not_applied', 'unclear']).nullable(),
  /** Who holds what it waits for or got no lock for. */
  blockers: z.array(
    z.strictObject({
      pid: z.int(),
      session: z.string(),
      user: z.string(),
      application: z.string(),
      state: z.string(),
      seconds: z.number().nullable(),
      query: z.string(),
    }),
  ),
  /** Of a step that runs on several; empty where it runs on one. */
  hosts: z.array(
    z.strictObject({
      host: z.string(),
      state: z.enum(HOST_STATES),
      epoch: z.int(),
      summary: z.string(),
      exitCode: z.int().nullable(),
      startedAt: time.nullable(),
      finishedAt: time.nullable(),
    }),
  ),
});
export const sideStepShape = z.strictObject({
  id: z.string(),
  kind: z.enum(SIDE_STEP_KINDS),
  state: z.enum(SIDE_STEP_STATES),
  title: z.string(),
  display: z.string(),
  reason: z.string(),
  requestedBy: z.string(),
  requestedAt: time,
  finishedAt: time.nullable(),
  approval: z.string().nullable(),
  summary: z.string().nullable(),
});
export const runShape = z.strictObject({
  id: z.string(),
  incident: z.string(),
  procedure: z.string(),
  title: z.string(),
  state: z.string(),
  branch: z.string(),
  parameters: z.record(z.string(), z.string()),
  planHash: z.string().nullable(),
  isPlanning: z.boolean(),
  isBlocked: z.boolean(),
  findings: z.array(findingShape),
  approval: approvalShape.nullable(),
  steps: z.array(stepShape),
  /** Acts beside the plan, each with an approval of its own. */
  sideSteps: z.array(sideStepShape),
  /** What this person may do now, with the run and its current step. */
  actions: z.array(actionShape),
});
export const incidentShape = z.strictObject({
  code: z.string(),
  title: z.string(),
  severity,
  state: z.enum(['open', 'closed']),
  isDrill: z.boolean(),
  target: z.string(),
  declaredAt: time,
  respondBy: time.nullable(),
  closedAt: time.nullable(),
  waitingFor: z.string(),
});
export const checkShape = z.strictObject({
  group: z.string(),
  key: z.string(),
  title: z.string(),
  state: z.enum(['pending', 'running', 'passed', 'failed', 'waived']),
  by: z.enum(['machine', 'person']),
  did: z.string().nullable(),
  expected: z.string().nullable(),
  saw: z.string().nullable(),
  note: z.string(),
});
export function toAction({ key, label, about, argument, needsReason, confirmText, disabledBecause }: AllowedAction) {
  return {
    key,
    label,
    about,
    argument: argument ?? null,
    needsReason,
    confirm: confirmText ?? null,
    disabledBecause: disabledBecause ?? null,
  } satisfies z.infer<typeof actionShape>;
}

export function toApproval(a: ApprovalSummary): z.infer<typeof approvalShape> {
  const { id, state, severity, requestedBy, requestedAt, expiresAt, planHash, approvers, decisions, canDecide } = a;
  return {
    id,
    state,
    incident: a.incidentCode,
    procedure: a.procedureTitle,
    target: a.targetName,
    severity,
    requestedBy,
    requestedAt,
    expiresAt,
    planHash,
    approvers,
    given: a.given,
    wanted: a.wanted,
    isBreakGlass: a.isBreakGlass,
    decisions,
    canDecide,
  };
}

function toStep(step: StepView): z.infer<typeof stepShape> {
  const { key, branch, title, effect, where, display, undo, forecast } = step;
  const { state, epoch, startedAt, finishedAt, outcome } = step;
  const blockers = (step.lockWait?.blockers ?? []).map(
    ({ pid, backendStart, user, application, state: doing, seconds, query }) => ({
      pid,
      session: `${pid}:${backendStart}`,
      user,
      application,
      state: doing,
      seconds,
      query,
    }),
  );
  const rest = {
    summary: outcome?.summary ?? null,
    probe: outcome?.probe?.verdict ?? null,
    blockers,
    hosts: step.hosts,
  };
  return { key, branch, title, effect, where, display, undo, forecast, state, epoch, startedAt, finishedAt, ...rest };
}

export function toRun(run: RunView, incident: string): z.infer<typeof runShape> {
  const { id, title, state, branch, planHash, isPlanning, preflight, approval, steps } = run;
  return {
    id,
    incident,
    procedure: run.procedureKey,
    title,
    state,
    branch,
    parameters: Object.fromEntries(run.parameters.map(({ key, value }) => [key, value])),
    planHash,
    isPlanning,
    isBlocked: preflight?.isBlocked ?? false,
    findings: (preflight?.findings ?? []).map(({ verdict, sentence, remedy, details }) => ({
      verdict,
      sentence,
      remedy: remedy ?? null,
      details: details ?? [],
    })),
    approval: approval && toApproval(approval),
    steps: steps.map(toStep),
    sideSteps: run.sideSteps.map(
      ({ id: sideId, kind, state: is, title: what, display, reason, requestedBy, requestedAt, ...side }) => ({
        id: sideId,
        kind,
        state: is,
        title: what,
        display,
        reason,
        requestedBy,
        requestedAt,
        finishedAt: side.finishedAt,
        approval: side.approvalId,
        summary: side.outcome?.summary ?? null,
      }),
    ),
    actions: actionsOf(run).map(toAction),
  };
}

/** What this person may do now: with the run as a whole, then with the step that it stands at. */
export function actionsOf(run: RunView): AllowedAction[] {
  return [...run.actions, ...(run.steps[run.currentIndex]?.actions ?? [])];
}

export function toIncident({ incident, target, waiting }: RoomView): z.infer<typeof incidentShape> {
  const { code, title, severity, state, isDrill, declaredAt, respondBy, closedAt } = incident;
  const waitingFor = waiting?.sentence ?? 'Closed';
  return { code, title, severity, state, isDrill, target: target.key, declaredAt, respondBy, closedAt, waitingFor };
}

type Checked = Pick<CheckView, 'group' | 'key' | 'title' | 'state' | 'by' | 'result' | 'note'>;
export function toCheck({ group, key, title, state, by, result, note }: Checked): z.infer<typeof checkShape> {
  const { did = null, expected = null, saw = null } = result ?? {};
  return { group, key, title, state, by, did, expected, saw, note };
}
