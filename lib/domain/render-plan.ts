import type { Effect, Plan, ProgressQuery, RenderedStep, StepAction } from '@/lib/contracts/plan';
import type { Check, Connect, Procedure, ProcedureStep } from '@/lib/contracts/runbook';
import type { Inventory } from '@/lib/contracts/target';
import { branchesTaken } from './branches';
import { displayCommand, renderInput } from './command-input';
import { renderArgv } from './command-policy';
import { holds } from './conditions';
import { AppError } from './errors';
import { displayScript, runsOnHosts } from './host-actions';
import { hostsNamed, placeWords } from './hosts';
import { LOCK_TIMEOUT_SECONDS, lockRetriesFor } from './lock-retries';
import { type JudgeScript, renderScript } from './render-script';
import { shortId } from './words';

export type PlanInput = Pick<Plan, 'runbook' | 'severity' | 'target' | 'parameters' | 'branch' | 'facts'> & {
  procedure: Procedure;
  inventory: Inventory;
  /** Facts that the preflight looked for in vain, with the reason as a sentence's end. */
  missingFacts: Record<string, string>;
  /** Tools of the inventory that the preflight did not find. */
  missingTools: readonly string[];
  /** SQL file and its parameters to the exact statement; identifiers quoted, values bound, judged by the policy. */
  renderSql: (file: string, parameters: Record<string, string>) => { text: string; values: string[] };
  /** Every reason why a script may not run. Without it a plan with a script is refused. */
  judgeScript?: JudgeScript;
};

/** What every cluster has, and nothing of anybody's is kept in. */
export const MAINTENANCE_DATABASE = 'postgres';

/**
 * Renders every step of the branch and of the alternatives it may need: nothing is left to decide between approval
 * and execution. Throws AppError('blocked') naming the step where the target's inventory lacks what a step needs.
 */
export function renderPlan(input: PlanInput): Plan {
  const values = { ...input.facts, ...input.parameters };
  const reachable = reachableBranches(input.procedure, input.branch);
  const isWayBack = input.procedure.branches.some((branch) => branch.key === input.branch && branch.isWayBack);
  const steps = input.procedure.steps
    .filter(({ branch }) => (branch === undefined ? !isWayBack : reachable.has(branch)))
    .filter(({ step }) => holds(step.when, values))
    .map(({ branch, step }) => renderStep(step, branch ?? 'main', values, input));
  const { runbook, severity, target, parameters, branch, facts, missingFacts, procedure } = input;
  return {
    runbook,
    procedure: { key: procedure.key, title: procedure.title },
    severity,
    target,
    parameters,
    branch,
    facts,
    ...(Object.keys(missingFacts).length > 0 && { missingFacts }),
    steps,
  };
}

/** The chosen branch, the way back, and every branch that a step on the way there offers, in whatever order they stand. */
export function reachableBranches(procedure: Procedure, branch: string): Set<string> {
  const wayBack = procedure.branches.filter((b) => b.isWayBack).map((b) => b.key);
  const reached = new Set([...branchesTaken(branch), ...wayBack]);
  for (let before = 0; before < reached.size; ) {
    before = reached.size;
    for (const { branch: of, step } of procedure.steps) {
      if (of === undefined || reached.has(of)) for (const alternative of step.alternatives) reached.add(alternative);
    }
  }
  return reached;
}

function renderStep(
  step: ProcedureStep,
  branch: string,
  values: Record<string, string>,
  input: PlanInput,
): RenderedStep {
  const skipped = plannedSkip(step, input);
  const isKnown = step.needsFact === undefined || Object.hasOwn(values, step.needsFact);
  const action: StepAction = isKnown
    ? renderAction(step, values, input)
    : { kind: 'manual', instruction: `Nothing: ${skipped}` };
  // In words a commit is its first seven characters; what runs and what is checked carries the whole id.
  const known = { ...input.missingFacts, ...values };
  const words = Object.fromEntries(Object.entries(known).map(([key, value]) => [key, shortId(value)]));
  return {
    key: step.key,
    branch,
    title: fill(step.title, words),
    verb: fill(step.verb, words),
    about: fill(step.about, words),
    effect: step.effect as Effect,
    ...(step.group && { group: step.group }),
    where: whereOf(action, input),
    action,
    display: displayOf(action),
    highlights: isKnown ? highlightsOf(step, values) : [],
    timeoutMs: Math.round(step.timeoutSeconds * 1000),
    estimateMs: Math.round(step.estimateSeconds * 1000) * turnsOf(action),
    worksWhen: fill(step.worksWhen, words),
    ...(step.onlyIf && { onlyIf: step.onlyIf.map((check) => fillCheck(check, values)) }),
    ...(step.precondition && { precondition: step.precondition.map((check) => fillCheck(check, values)) }),
    postcondition: step.postcondition.map((check) => fillCheck(check, values)),
    ...(step.alwaysRuns && { alwaysRuns: true as const }),
    undo: fill(step.undo, words),
    ...(step.usersNotice && { usersNotice: fill(step.usersNotice, words) }),
    alternatives: step.alternatives,
    ...(step.approval && { approval: step.approval }),
    plannedSkip: skipped,
  };
}

function plannedSkip(step: ProcedureStep, input: PlanInput): string | null {
  if (step.needsFact !== undefined && !Object.hasOwn(input.facts, step.needsFact))
    return input.missingFacts[step.needsFact] ?? 'The preflight did not find what it needs.';
  if (!step.needs || !input.missingTools.includes(step.needs.tool)) return null;
  const tool = input.inventory.tools[step.needs.tool];
  if (step.needs.otherwise === 'skip')
    return `${tool?.title ?? step.needs.tool} is not on this target. ${tool?.install ?? ''}`.trim();
  return null;
}

function renderAction(step: ProcedureStep, values: Record<string, string>, input: PlanInput): StepAction {
  switch (step.kind) {
    case 'sql':
      return {
        kind: 'sql',
        file: step.file,
        ...input.renderSql(step.file, fillAll(step.parameters, values)),
        ...connectOf(step.connect, values),
        ...(step.lockTimeoutSeconds && { lockTimeoutMs: step.lockTimeoutSeconds * 1000 }),
        ...(step.effect !== 'read' && {
          lockRetries: lockRetriesFor((step.lockTimeoutSeconds ?? LOCK_TIMEOUT_SECONDS) * 1000, step.lockTries),
        }),
        ...timedBefore(step.timedBefore, values),
      };
    case 'command':
      return { ...renderCommand(step, values, input.inventory), ...progressOf(step, values, input) };
    case 'script':
      return renderScript(step, fillAll(step.parameters, values), input, (bound) =>
        placeOf(step, bound, input.inventory),
      );
    case 'http':
      return { kind: 'http', calls: step.endpoints.map((key) => endpointCall(key, step.key, input.inventory)) };
    case 'manual':
      return { kind: 'manual', instruction: fill(step.instruction, values) };
  }
}

/** Nothing where the preflight could not time it: a comparison is never made up. */
function timedBefore(fact: string | undefined, values: Record<string, string>): { timedBeforeMs?: number } {
  const ms = fact === undefined ? Number.NaN : Number(values[fact]);
  return Number.isFinite(ms) ? { timedBeforeMs: ms } : {};
}

function renderCommand(
  step: Extract<ProcedureStep, { kind: 'command' }>,
  values: Record<string, string>,
  inventory: Inventory,
): StepAction {
  const binding = Object.hasOwn(inventory.commands, step.command) ? inventory.commands[step.command] : undefined;
  if (!binding) {
    throw new AppError(
      'blocked',
      `The target's inventory has no command "${step.command}", which the step "${step.title}" runs. Nothing was planned.`,
      'An administrator adds it to the target, then plan again.',
    );
  }
  return {
    kind: 'command',
    binding: step.command,
    ...placeOf(step, binding.host, inventory),
    argv: renderArgv(binding.argv, fillAll(step.arguments, values)),
    cwd: binding.cwd,
    ...(step.input !== undefined && { input: renderInput(fill(step.input, values)) }),
  };
}

/** Which hosts, decided here: the hash that people approve is of their names, not of a role that may grow. */
function placeOf(
  { on, title }: Extract<ProcedureStep, { kind: 'command' | 'script' }>,
  bound: string,
  { hosts }: Inventory,
): Pick<Extract<StepAction, { kind: 'command' | 'script' }>, 'host' | 'fanOut'> {
  const name = on?.role ?? bound;
  const named = hostsNamed(hosts, name).map((host) => host.key);
  if (named.length === 0) {
    throw new AppError(
      'blocked',
      `The target's inventory has no host and no role "${name}", where the step "${title}" runs. Nothing was planned.`,
      'An administrator adds it to the target, then plan again.',
    );
  }
  if (named.length === 1) return { host: named[0] as string };
  return { host: name, fanOut: { order: on?.order ?? 'rolling', hosts: named } };
}

/** How often its time is taken: hosts that come one after the other each take it. */
function turnsOf(action: StepAction): number {
  return runsOnHosts(action) && action.fanOut?.order === 'rolling' ? action.fanOut.hosts.length : 1;
}

function progressOf(
  { progress }: Extract<ProcedureStep, { kind: 'command' }>,
  values: Record<string, string>,
  { renderSql }: PlanInput,
): { progress?: ProgressQuery } {
  if (!progress) return {};
  const { file, parameters, connect } = progress;
  return { progress: { ...renderSql(file, fillAll(parameters, values)), ...connectOf(connect, values) } };
}

function connectOf(connect: Connect | undefined, values: Record<string, string>): { connect?: Connect } {
  if (connect === undefined) return {};
  return { connect: typeof connect === 'string' ? connect : { database: fill(connect.database, values) } };
}

function endpointCall(key: string, stepKey: string, inventory: Inventory) {
  const endpoint = inventory.endpoints.find((candidate) => candidate.key === key);
  if (!endpoint) {
    throw new AppError(
      'blocked',
      `The target's inventory has no endpoint "${key}", which the step "${stepKey}" calls.`,
      'An administrator adds it to the target, then plan again.',
    );
  }
  return { endpoint: key, method: endpoint.method, url: endpoint.url };
}

function whereOf(action: StepAction, input: PlanInput): string {
  if (action.kind === 'sql' && action.connect === 'maintenance') return `database ${MAINTENANCE_DATABASE}`;
  if (action.kind === 'sql' && typeof action.connect === 'object') return `database ${action.connect.database}`;
  if (action.kind === 'sql') return `database ${input.target.fingerprint.database}`;
  if (runsOnHosts(action)) return action.fanOut ? placeWords(action.fanOut.hosts, action.fanOut.order) : action.host;
  if (action.kind === 'http')
    return action.calls
      .map((call) => new URL(call.url).host)
      .filter(isFirst)
      .join(', ');
  return 'you';
}

/** What people read and copy. Bound values follow the statement, so that the text is the whole truth. */
export function displayOf(action: StepAction): string {
  if (action.kind === 'command') return displayCommand(action.argv, action.input);
  if (action.kind === 'script') return displayScript(action);
  if (action.kind === 'http') return action.calls.map((call) => `${call.method} ${call.url}`).join('\n');
  if (action.kind === 'manual') return action.instruction;
  // A value's further lines stay in the comment: none of them may read as a statement of its own.
  const bound = action.values.map((value, index) => `-- $${index + 1} = ${value.replace(/\r\n|\r|\n/g, '\n--   ')}`);
  return [action.text.trim(), ...bound].join('\n');
}

function highlightsOf(step: ProcedureStep, values: Record<string, string>): string[] {
  const given = 'parameters' in step ? step.parameters : step.kind === 'command' ? step.arguments : {};
  return Object.values(fillAll(given, values)).filter(isFirst);
}

/** Replaces `{name}` once, from own keys only: a value that holds another placeholder stays as it is. */
export function fill(text: string, values: Record<string, string>): string {
  return text.replace(/\{([a-z][a-z0-9_]*)\}/g, (whole, name: string) =>
    Object.hasOwn(values, name) ? (values[name] as string) : whole,
  );
}

function fillAll(parameters: Record<string, string>, values: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(parameters).map(([key, text]) => [key, fill(text, values)]));
}

function fillCheck(check: Check, values: Record<string, string>): Check {
  const title = fill(
    check.title,
    Object.fromEntries(Object.entries(values).map(([key, value]) => [key, shortId(value)])),
  );
  if (check.check === 'sql')
    return {
      ...check,
      ...connectOf(check.connect, values),
      title,
      parameters: fillAll(check.parameters, values),
      expect: fillExpect(check.expect, values),
    };
  if (check.check === 'command')
    return { ...check, title, arguments: fillAll(check.arguments, values), expect: fillExpect(check.expect, values) };
  if (check.check === 'exact-processes') return { ...check, title, expect: fillExpect(check.expect, values) };
  if (check.check === 'compare') {
    const counted = { ...check.counted, parameters: fillAll(check.counted.parameters, values) };
    const against = { ...check.against, arguments: fillAll(check.against.arguments, values) };
    return { ...check, title, counted, against };
  }
  return { ...check, title };
}

function fillExpect<T extends object>(expect: T, values: Record<string, string>): T {
  return Object.fromEntries(
    Object.entries(expect).map(([key, value]) => [key, typeof value === 'string' ? fill(value, values) : value]),
  ) as T;
}

function isFirst<T>(value: T, index: number, all: readonly T[]): boolean {
  return all.indexOf(value) === index;
}
