import type { StepAction } from '@/lib/contracts/plan';
import type { ProcedureStep } from '@/lib/contracts/runbook';
import type { Inventory } from '@/lib/contracts/target';
import { assertParameterValue } from './command-policy';
import { AppError } from './errors';
import { type DeclaredScript, type ScriptRefusal, scriptRefusalWords } from './script-policy';

export type JudgeScript = (text: string, declared: DeclaredScript) => ScriptRefusal[];
type ScriptStep = Extract<ProcedureStep, { kind: 'script' }>;
type ScriptAction = Extract<StepAction, { kind: 'script' }>;

/**
 * A script as it will run: its text, which nothing is put into, and the values that it gets. Throws AppError `blocked` where
 * the target has no such place, the place lacks a variable, or the policy refuses the text, and `invalid_input` for a value.
 */
export function renderScript(
  { key, title, place, text, parameters: declared, variables, folders }: ScriptStep,
  env: Record<string, string>,
  { inventory, judgeScript }: { inventory: Inventory; judgeScript?: JudgeScript },
  hostsOf: (bound: string) => Pick<ScriptAction, 'host' | 'fanOut'>,
): ScriptAction {
  const bound = Object.hasOwn(inventory.places ?? {}, place) ? inventory.places?.[place] : undefined;
  if (!bound)
    throw blocked(
      `The target has no place "${place}", where the script of the step "${title}" runs`,
      'An administrator adds it to the target, then plan again.',
    );
  const lacking = variables.filter((name) => !Object.hasOwn(bound.env ?? {}, name));
  if (lacking.length > 0)
    throw blocked(
      `The place "${place}" does not give ${lacking.join(', ')}, which the script of the step "${title}" needs`,
      'An administrator adds it to the environment of the place, then plan again.',
    );
  for (const name of Object.keys(declared)) assertParameterValue(name, env[name]);
  const action: ScriptAction = { kind: 'script', place, ...hostsOf(bound.host), text, env, variables, folders };
  assertScript(action, key, judgeScript);
  return bound.cwd === undefined ? action : { ...action, cwd: bound.cwd };
}

/** Throws AppError `blocked` with the first reason why a rendered script may not run. */
export function assertScript(
  { text, env, variables, folders }: Pick<ScriptAction, 'text' | 'env' | 'variables' | 'folders'>,
  key: string,
  judgeScript: JudgeScript | undefined,
): void {
  const declared = { parameters: Object.keys(env), variables, folders };
  const [first, ...more] = judgeScript?.(text, declared) ?? [NOT_READ];
  if (!first) return;
  const others = more.length === 0 ? '' : ` It has ${more.length} more like it.`;
  const { remedy, ...refusal } = first;
  const words = scriptRefusalWords({ ...refusal, remedy: '' }).trim();
  throw blocked(`The script of the step "${key}" was refused, ${words}${others}`, remedy);
}

const NOT_READ: ScriptRefusal = {
  line: 1,
  what: 'the whole text',
  why: 'nothing here can read scripts',
  remedy: 'Tell an administrator.',
};

function blocked(what: string, remedy: string): AppError {
  return new AppError('blocked', `${what.replace(/\.$/, '')}. Nothing was run.`, remedy);
}
