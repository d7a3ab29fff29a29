import type { Parameter } from '@/lib/contracts/runbook';
import { holds } from './conditions';
import { AppError } from './errors';

const FORMS = {
  commit: {
    form: /^[0-9a-f]{40}$/,
    sentence: 'Give the full commit id of 40 characters: a branch name or a short id can mean another commit later.',
  },
  revision: {
    form: /^[A-Za-z0-9_]{4,64}$/,
    sentence: 'Give one revision by its id: "head", "base" or a step such as "-1" can mean another one later.',
  },
  backup: {
    form: /^[A-Za-z0-9][A-Za-z0-9._-]{0,200}$/,
    sentence: "Give the backup's name as the list shows it, without a folder.",
  },
} as const;

/**
 * The parameters of a procedure as given: every one there, none extra, each of its type. Throws AppError with a
 * sentence a field. A commit is a full id, because a branch name such as "main" may be the very thing that broke.
 */
export function checkParameters(declared: readonly Parameter[], given: Record<string, string>): Record<string, string> {
  const refused: [string, string][] = [];
  const accepted: Record<string, string> = {};
  for (const parameter of declared) {
    // Not asked for, so whatever a form still holds for it is left aside.
    if (!holds(parameter.when, given)) continue;
    const value = Object.hasOwn(given, parameter.key) ? (given[parameter.key] as string).trim() : '';
    const problem = problemOf(parameter, value);
    if (problem) refused.push([parameter.key, problem]);
    else accepted[parameter.key] = value;
  }
  for (const key of Object.keys(given)) {
    if (!declared.some((parameter) => parameter.key === key))
      refused.push([key, `This procedure has no parameter "${key}".`]);
  }
  const [first] = refused;
  // From entries: an assignment to a key named __proto__ would be lost, and the refusal with it.
  if (first)
    throw new AppError('invalid_input', first[1], 'Nothing was planned; mend the marked field and try again.', {
      fields: Object.fromEntries(refused),
    });
  return accepted;
}

function problemOf(parameter: Parameter, value: string): string | null {
  if (value === '') return `Choose "${parameter.title}".`;
  if (parameter.type.kind !== 'choice') {
    const { form, sentence } = FORMS[parameter.type.kind];
    return form.test(value) ? null : sentence;
  }
  return parameter.type.choices.some((choice) => choice.value === value)
    ? null
    : `"${value}" is not one of the choices.`;
}
