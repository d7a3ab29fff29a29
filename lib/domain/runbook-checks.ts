import type { Check, Procedure, ProcedureStep, RunbookContent } from '@/lib/contracts/runbook';
import { conditionsOf } from './conditions';
import { checkDrillPlan } from './drill-plan-checks';
import { factsOf } from './runbook-looks';
import { checkLooks, checkPlaceholders, unknownPlaceholders } from './runbook-references';

/** What is wrong at a place in a file; the loader adds the file and the line. */
export type Complaint = { path: (string | number)[]; message: string };

type Branch = Procedure['branches'][number];
type Placed = { path: (string | number)[]; branch: string | undefined; step: ProcedureStep };

/** What a schema cannot say about a procedure: that its parts fit together, and that nothing changes unchecked. */
export function checkProcedure(procedure: Procedure): Complaint[] {
  const steps = procedure.steps.map(({ branch, step }, index): Placed => ({ path: ['steps', index], branch, step }));
  return [
    ...checkUnique(procedure),
    ...checkEstimates(procedure, steps),
    ...checkBranches(procedure, steps),
    ...checkConditions(procedure, steps),
    ...checkEffects(steps),
    ...checkMoments(steps),
    ...checkWindow(procedure),
    ...checkBeginnings(procedure, steps),
    ...checkEndings(procedure, steps),
    ...checkLooks(procedure),
    ...checkPlaceholders(procedure),
  ];
}

/** The same for the runbook's own file. */
export function checkRunbook(
  runbook: Omit<RunbookContent, 'procedures' | 'sql'>,
  procedureKeys: readonly string[],
): Complaint[] {
  const complaints = (['contacts', 'channels', 'immediate', 'comprehensive', 'criteria'] as const).flatMap((list) =>
    checkKeys([list], runbook[list]),
  );
  complaints.push(...checkKeys(['baseline', 'queries'], runbook.baseline.queries), ...checkLines(runbook));
  complaints.push(
    ...repeated(runbook.matrix.map((row) => row.severity)).map((index) => ({
      path: ['matrix', index, 'severity'],
      message: 'this severity has a row already',
    })),
  );
  for (const [index, row] of runbook.matrix.entries()) {
    if (row.respondMinutes && row.respondMinutes.from > row.respondMinutes.to)
      complaints.push({ path: ['matrix', index, 'respondMinutes', 'to'], message: 'it ends before it begins' });
  }
  for (const [index, contact] of runbook.contacts.entries()) {
    for (const [at, key] of (contact.when.procedures ?? []).entries()) {
      if (!procedureKeys.includes(key))
        complaints.push({
          path: ['contacts', index, 'when', 'procedures', at],
          message: `there is no procedure ${key}`,
        });
    }
  }
  complaints.push(...checkMissed(runbook));
  return [
    ...complaints,
    ...checkDrillPlan(runbook.drills),
    ...unknownPlaceholders(runbook.immediate, ['immediate'], []),
    ...unknownPlaceholders(runbook.comprehensive, ['comprehensive'], []),
    ...unknownPlaceholders(runbook.baseline.queries, ['baseline', 'queries'], []),
  ];
}

/** Whether everybody who is to hear of a missed update is a contact. */
function checkMissed({ messages, contacts }: Pick<RunbookContent, 'messages' | 'contacts'>): Complaint[] {
  const known = contacts.map((contact) => contact.key);
  return messages.missed.flatMap((level, index) =>
    level.flatMap((key, at) =>
      known.includes(key) ? [] : [{ path: ['messages', 'missed', index, at], message: `there is no contact ${key}` }],
    ),
  );
}

/** Every criterion that a line measures has its line. */
function checkLines({ criteria, comprehensive }: Pick<RunbookContent, 'criteria' | 'comprehensive'>): Complaint[] {
  return criteria.flatMap((criterion, index) =>
    criterion.measure !== 'line' || comprehensive.some((line) => line.key === criterion.line)
      ? []
      : [{ path: ['criteria', index, 'line'], message: `the comprehensive validation has no line ${criterion.line}` }],
  );
}

function checkUnique(procedure: Procedure): Complaint[] {
  return [
    ...checkKeys(['branches'], procedure.branches),
    ...checkKeys(['parameters'], procedure.parameters),
    ...repeated(procedure.steps.map(({ step }) => step.key)).map((index) => ({
      path: ['steps', index, 'step', 'key'],
      message: 'another step has this key',
    })),
  ];
}

function checkKeys(path: (string | number)[], items: readonly { key: string }[]): Complaint[] {
  return repeated(items.map((item) => item.key)).map((index) => ({
    path: [...path, index, 'key'],
    message: 'this key is used twice in the list',
  }));
}

function repeated(values: readonly string[]): number[] {
  return values.flatMap((value, index) => (values.indexOf(value) < index ? [index] : []));
}

function checkEstimates(procedure: Procedure, steps: readonly Placed[]): Complaint[] {
  const { from, to } = procedure.estimateMinutes;
  const complaints: Complaint[] =
    from > to ? [{ path: ['estimateMinutes', 'to'], message: 'it ends before it begins' }] : [];
  for (const { path, step } of steps) {
    if (step.timeoutSeconds < step.estimateSeconds)
      complaints.push({
        path: [...path, 'step', 'timeoutSeconds'],
        message: `it is shorter than the estimate of ${step.estimateSeconds} s`,
      });
  }
  for (const [index, branch] of procedure.branches.entries()) {
    const seconds = stepsOf(branch, steps).reduce((sum, { step }) => sum + step.estimateSeconds, 0);
    if (seconds > to * 60)
      complaints.push({
        path: ['branches', index],
        message: `its steps take ${seconds} s by their estimates, longer than the procedure's ${to} min`,
      });
  }
  return complaints;
}

function checkBranches(procedure: Procedure, steps: readonly Placed[]): Complaint[] {
  const known = procedure.branches.map((branch) => branch.key);
  const complaints: Complaint[] = [];
  for (const { path, branch, step } of steps) {
    if (branch !== undefined && !known.includes(branch))
      complaints.push({ path: [...path, 'branch'], message: `there is no branch "${branch}"` });
    for (const [index, alternative] of step.alternatives.entries()) {
      const at = [...path, 'step', 'alternatives', index];
      if (!known.includes(alternative)) complaints.push({ path: at, message: `there is no branch "${alternative}"` });
      else if (alternative === branch)
        complaints.push({ path: at, message: 'the alternative is the branch that the step is in' });
    }
  }
  for (const [index, { when }] of procedure.followUps.entries()) {
    if (when?.branch && !known.includes(when.branch))
      complaints.push({ path: ['followUps', index, 'when', 'branch'], message: `there is no branch "${when.branch}"` });
  }
  return complaints;
}

function checkConditions(procedure: Procedure, steps: readonly Placed[]): Complaint[] {
  const conditions = [
    ...steps.flatMap(({ path, step }) =>
      conditionsOf(step.when).map((when) => ({ path: [...path, 'step', 'when'], when })),
    ),
    ...procedure.parameters.flatMap((parameter, index) =>
      conditionsOf(parameter.when).map((when) => ({ path: ['parameters', index, 'when'], when })),
    ),
    ...procedure.preflight.flatMap((look, index) =>
      conditionsOf(look.when).map((when) => ({ path: ['preflight', index, 'when'], when })),
    ),
    ...(procedure.parts ?? []).flatMap((part, index) =>
      conditionsOf(part.when).map((when) => ({ path: ['parts', index, 'when'], when })),
    ),
    ...procedure.followUps.map(({ when }, index) => ({ path: ['followUps', index, 'when'], when })),
  ];
  const complaints = conditions.flatMap(({ path, when }) =>
    when?.parameter === undefined
      ? []
      : checkCondition(procedure, path, when.parameter, when.equals, path[0] === 'steps'),
  );
  for (const [index, { type, default: preset }] of procedure.parameters.entries()) {
    const fits =
      preset === undefined || type.kind !== 'choice' || type.choices.some((choice) => choice.value === preset);
    if (!fits)
      complaints.push({ path: ['parameters', index, 'default'], message: `"${preset}" is none of the choices` });
  }
  return complaints;
}

function checkCondition(
  procedure: Procedure,
  path: (string | number)[],
  key: string,
  equals: string | undefined,
  isFactAllowed: boolean,
): Complaint[] {
  const parameter = procedure.parameters.find((candidate) => candidate.key === key);
  if (!parameter && isFactAllowed && factsOf(procedure.preflight).includes(key)) return [];
  if (!parameter) return [{ path: [...path, 'parameter'], message: `there is no parameter "${key}"` }];
  if (parameter.type.kind !== 'choice' || parameter.type.choices.some((choice) => choice.value === equals)) return [];
  return [{ path: [...path, 'equals'], message: `"${equals ?? ''}" is none of the choices of "${key}"` }];
}

function checkEffects(steps: readonly Placed[]): Complaint[] {
  const unchecked = steps.filter(({ step }) => step.effect !== 'read' && step.postcondition.length === 0);
  return unchecked.map(({ path }) => ({
    path: [...path, 'step', 'postcondition'],
    message: 'the step changes something, and nothing checks that it worked',
  }));
}

/** Whoever approves has to see when it runs, and the console has to know which window that is. */
function checkWindow({ needsWindow, parameters, preflight }: Procedure): Complaint[] {
  const isOffered = parameters.some(({ type }) => type.kind === 'choice' && type.choices.some((one) => one.isWindow));
  const isLookedAt = preflight.some(({ look }) => look === 'maintenance-window');
  if (Boolean(needsWindow) === isOffered && isOffered === isLookedAt) return [];
  return [
    {
      path: ['needsWindow'],
      message:
        'needsWindow, a parameter with a choice that isWindow, and the look "maintenance-window" go together or not at all',
    },
  ];
}

/** Some checks only say something after the step: what it answered, and a time that is later than before it. */
function checkMoments(steps: readonly Placed[]): Complaint[] {
  const needsStep = (check: Check) => check.check === 'answer' || (check.check === 'sql' && 'isLater' in check.expect);
  return steps.flatMap(({ path, step }) => {
    const early = (['onlyIf', 'precondition'] as const).flatMap((list) =>
      (step[list] ?? []).flatMap((check, index) => (needsStep(check) ? [{ list, index }] : [])),
    );
    const answers = step.postcondition.flatMap((check, index) =>
      check.check === 'answer' && step.kind !== 'sql' ? [{ list: 'postcondition', index }] : [],
    );
    return [...early, ...answers].map(({ list, index }) => ({
      path: [...path, 'step', list, index],
      message: 'this can only be checked after the step, and an answer only after a statement',
    }));
  });
}

/**
 * The button that starts a run asks for no target's name to be typed, so whatever step it may begin with can be taken
 * back. A step that a plan may leave out lets the one after it be the first.
 */
function checkBeginnings(procedure: Procedure, steps: readonly Placed[]): Complaint[] {
  const first = procedure.branches.flatMap((branch) => {
    const way = stepsOf(branch, steps);
    const certain = way.findIndex(({ step }) => isCertain(step));
    return certain === -1 ? way : way.slice(0, certain + 1);
  });
  return [...new Set(first)]
    .filter(({ step }) => step.effect === 'irreversible')
    .map(({ path }) => ({
      path: [...path, 'step', 'effect'],
      message: 'a run may begin here, with what cannot be taken back: put a step that reads before it',
    }));
}

/** Whether the step is part of every plan and of every run of it. */
function isCertain({ when, needs, needsFact, onlyIf }: ProcedureStep): boolean {
  return (
    conditionsOf(when).length === 0 && needs?.otherwise !== 'skip' && needsFact === undefined && onlyIf === undefined
  );
}

/** A rollback that nobody looked at afterwards is not over: each branch ends with a read that can fail. */
function checkEndings(procedure: Procedure, steps: readonly Placed[]): Complaint[] {
  return procedure.branches.flatMap((branch, index): Complaint[] => {
    const last = stepsOf(branch, steps).at(-1);
    if (!last) return [{ path: ['branches', index], message: 'no step belongs to the branch' }];
    const verifies =
      last.step.effect === 'read' &&
      conditionsOf(last.step.when).length === 0 &&
      (last.step.kind === 'http' || last.step.postcondition.length > 0);
    return verifies
      ? []
      : [
          {
            path: [...last.path, 'step'],
            message: `the branch "${branch.key}" ends here, without a verification: end with a read that has a postcondition, or with endpoints`,
          },
        ];
  });
}

/** The way back has no part of the common steps: it takes them back. */
function stepsOf({ key, isWayBack }: Branch, steps: readonly Placed[]): Placed[] {
  return steps.filter((placed) => (placed.branch === undefined && !isWayBack) || placed.branch === key);
}
