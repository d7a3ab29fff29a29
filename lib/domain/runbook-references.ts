import type { Procedure } from '@/lib/contracts/runbook';
import { isSecretName } from './argument-secrets';
import type { Complaint } from './runbook-checks';
import { factsOf, isLookKey, LOOKS } from './runbook-looks';

/** Whether every look that a procedure asks for is there and gets its arguments. */
export function checkLooks(procedure: Procedure): Complaint[] {
  return procedure.preflight.flatMap(({ look, arguments: given }, index): Complaint[] => {
    if (!isLookKey(look))
      return [
        {
          path: ['preflight', index, 'look'],
          message: `there is no look "${look}"; there are: ${Object.keys(LOOKS).join(', ')}`,
        },
      ];
    const wanted: readonly string[] = LOOKS[look].arguments;
    const missing = wanted.filter((name) => !Object.hasOwn(given, name));
    const extra = Object.keys(given).filter((name) => !wanted.includes(name));
    return [
      ...missing.map((name) => ({
        path: ['preflight', index, 'arguments'],
        message: `the look "${look}" needs "${name}"`,
      })),
      ...extra.map((name) => ({
        path: ['preflight', index, 'arguments', name],
        message: `the look "${look}" has no such argument`,
      })),
    ];
  });
}

/** Whether each `{name}` is a parameter, or a fact that one of the procedure's looks puts into the plan. */
export function checkPlaceholders(procedure: Procedure): Complaint[] {
  const parameters = procedure.parameters.map((parameter) => parameter.key);
  const known = [...parameters, 'stamp', ...factsOf(procedure.preflight)];
  return [
    ...checkSecrets(procedure),
    ...checkInputs(procedure, parameters),
    // One that is made of others may name their parameters, which only whoever has them all can check (part-checks.ts).
    ...(procedure.parts ? [] : unknownPlaceholders(procedure.preflight, ['preflight'], [...parameters, 'stamp'])),
    ...unknownPlaceholders(procedure.steps.map(withoutScript), ['steps'], known),
    ...unknownPlaceholders(procedure.followUps, ['followUps'], known),
    ...checkFacts(procedure),
  ];
}

/** Braces in a script are the shell's, and nothing is replaced in it. */
function withoutScript({ branch, step }: Procedure['steps'][number]): unknown {
  return { branch, step: step.kind === 'script' ? { ...step, text: '' } : step };
}

/** A parameter is kept with the run, shown to everybody who looks, and put into the report. */
function checkSecrets({ parameters }: Procedure): Complaint[] {
  return parameters.flatMap(({ key }, index) =>
    isSecretName(key)
      ? [
          {
            path: ['parameters', index, 'key'],
            message: 'a secret is no parameter: the target keeps it, in its environment or a file',
          },
        ]
      : [],
  );
}

/** What a command reads may be a program, so it is the runbook's own text or comes from a look, never from a person. */
function checkInputs(procedure: Procedure, parameters: readonly string[]): Complaint[] {
  return procedure.steps.flatMap(({ step }, index) => {
    const input = step.kind === 'command' ? (step.input ?? '') : '';
    return parameters
      .filter((key) => input.includes(`{${key}}`))
      .map((key) => ({ path: ['steps', index, 'step', 'input'], message: `the parameter {${key}} may not be in it` }));
  });
}

/** Facts that a step names without braces: what it cannot do without, and what its time is compared with. */
function checkFacts({ steps, preflight }: Procedure): Complaint[] {
  const facts = factsOf(preflight);
  return steps.flatMap(({ step }, index): Complaint[] => {
    const named = { needsFact: step.needsFact, timedBefore: step.kind === 'sql' ? step.timedBefore : undefined };
    return Object.entries(named).flatMap(([key, fact]) =>
      fact === undefined || facts.includes(fact)
        ? []
        : [{ path: ['steps', index, 'step', key], message: `no look of the procedure finds "${fact}"` }],
    );
  });
}

/** Every `{name}` below a value that is not known, with its place. */
export function unknownPlaceholders(value: unknown, path: (string | number)[], known: readonly string[]): Complaint[] {
  if (typeof value === 'string') {
    const unknown = [...value.matchAll(/\{([^{}]*)\}/g)]
      .map((match) => match[1] as string)
      .filter((name) => !known.includes(name));
    return unknown.map((name) => ({ path, message: `{${name}} is neither a parameter nor a fact of the preflight` }));
  }
  if (Array.isArray(value)) return value.flatMap((item, index) => unknownPlaceholders(item, [...path, index], known));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => unknownPlaceholders(item, [...path, key], known));
}
