import 'server-only';
import type { Command, CommandOptions } from './command-result';
import { nameOf, type SshHost } from './ssh-connection';

// The far guard is only for a console that is gone; while it is there, its own deadline is the exact one.
const GUARD_SLACK_S = 10;

/** Why a command cannot be sent: values travel one a line. A parameter has no line break, so this is about the inventory. */
export function findUnfit({ argv, cwd = '', env = {} }: Command): string | undefined {
  const hasBreak = [...argv, cwd, ...Object.values(env)].some((text) => /[\r\n]/.test(text));
  if (hasBreak) return 'An argument with a line break cannot be sent to a remote host: put it into a file there.';
  const name = Object.keys(env).find((key) => !/^(?!_rc_)[A-Za-z_][A-Za-z0-9_]*$/.test(key));
  return name === undefined ? undefined : `The environment name ${JSON.stringify(name)} is not one that a shell takes.`;
}

/** What the far wrapper reads from its standard input, one value a line. */
export function orderOf({ argv, cwd, env, input = '' }: Command, { tag, timeoutMs }: CommandOptions): string {
  const limitSeconds = Math.ceil(timeoutMs / 1000) + GUARD_SLACK_S;
  const assignments = Object.entries(env ?? {}).map(([name, value]) => `${name}=${value}`);
  const values = [...assignments, ...argv];
  const lines = input === '' ? [] : input.replace(/\n$/, '').split('\n');
  const counts = [assignments.length, values.length, lines.length];
  return [tag, limitSeconds, cwd ?? '', ...counts, ...values, ...lines, 'end', ''].join('\n');
}

/** The wrapper's word for why it started nothing, as a sentence. */
export function explainRefusal(reason: string | undefined, { argv, cwd }: Command, host: SshHost): string {
  const sentences: Record<string, string> = {
    cwd: `The folder ${cwd} does not exist on ${host.address}, so ${argv[0]} was not started.`,
    program: `There is no program ${argv[0]} on the PATH of ${nameOf(host)}: install it, or name its full path in the inventory.`,
    tag: `On ${host.address} this very launch was made before, so it was not started again.`,
    void: `On ${host.address} somebody asked for this launch before it began, so it was not started.`,
    setsid: `${host.address} has no setsid, without which a command cannot be ended there: install util-linux.`,
    folder: `The home folder of ${nameOf(host)} cannot be written to, so nothing was started.`,
  };
  return sentences[reason ?? ''] ?? `${nameOf(host)} did not take the command, so nothing was started.`;
}
