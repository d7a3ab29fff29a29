import type { StepAction } from '@/lib/contracts/plan';
import type { Inventory } from '@/lib/contracts/target';
import { displayArgv } from './command-policy';

/** What a step does on hosts of the target rather than on its database or by a call. */
export type HostAction = Extract<StepAction, { kind: 'command' | 'script' }>;

export const runsOnHosts = (action: StepAction): action is HostAction =>
  action.kind === 'command' || action.kind === 'script';

const STRICT = ['bash', '-euo', 'pipefail'];

/**
 * The text comes through the standard input, because lines cannot be sent to a remote host as arguments. It is read to its
 * end before anything of it runs, and what runs then has nothing to read: a program in it would else eat the rest of it.
 */
const FROM_INPUT = 'text=$(cat); exec bash -euo pipefail -c "$text" "$0" </dev/null';
// bash whose input is a socket takes itself for a remote login and reads ~/.bashrc, which could be anything.
const SCRIPT_ARGV = ['bash', '--norc', '-euo', 'pipefail', '-c', FROM_INPUT, 'rollback-script'];

/** The process that a host action is: its argument list, folder, environment and what it reads. */
export function processOf(
  action: HostAction,
  { commands, places = {} }: Pick<Inventory, 'commands' | 'places'>,
): { argv: string[]; cwd?: string; env?: Record<string, string>; input?: string } {
  if (action.kind === 'command') {
    const { argv, cwd, input } = action;
    return { argv, cwd, env: commands[action.binding]?.env, input };
  }
  const { text, cwd, env } = action;
  return { argv: SCRIPT_ARGV, cwd, env: { ...places[action.place]?.env, ...env }, input: text };
}

/** Which program a sentence about a host action names. */
export const programWords = (action: HostAction): string[] =>
  action.kind === 'command' ? action.argv : ['the script'];

/** A script as people read and approve it: what it gets, then its text, as a shell would take both. Nothing runs it. */
export function displayScript({ env, text, variables }: Extract<StepAction, { kind: 'script' }>): string {
  let end = 'END';
  while (text.split('\n').includes(end)) end += '_';
  const given = Object.entries(env).map(([name, value]) => `${name}=${displayArgv([value])}`);
  const fromPlace = variables.length === 0 ? [] : [`# from the target: ${variables.join(', ')}`];
  return [
    ...fromPlace,
    ...given.map((line) => `${line} \\`),
    `${STRICT.join(' ')} <<'${end}'`,
    text.trimEnd(),
    end,
  ].join('\n');
}
