import 'server-only';
import type { Host } from '@/lib/contracts/target';
import { assertTimeoutMs } from '@/lib/domain/command-policy';
import { AppError } from '@/lib/domain/errors';
import { type Command, type CommandOptions, type CommandResult, notStarted } from './command-result';
import { runLocally } from './spawner-client';
import { runOverSsh } from './ssh-command';

export type { Command, CommandEnding, CommandOptions, CommandResult } from './command-result';
export { stopSpawner } from './spawner-client';
export { closeSshConnections } from './ssh-pool';
export { reconcileSsh, type SshReconciliation } from './ssh-reconcile';

/**
 * Runs an argument list on a host, once, without a shell, in a process group of its own and within `timeoutMs`
 * (milliseconds). What a host can do to a command is a value: see `ending`. Throws AppError `invalid_input` only for a
 * caller's mistake: a time limit, tag or argument list that could not be meant.
 */
export async function executeCommand(host: Host, command: Command, options: CommandOptions): Promise<CommandResult> {
  assertTimeoutMs(options.timeoutMs);
  assertTag(options.tag);
  assertText(command);
  const startedAt = performance.now();
  if (options.signal?.aborted) return notStarted('It was cancelled before it started.', startedAt);
  return host.kind === 'local' ? runLocally(command, options) : runOverSsh(host, command, options);
}

/** Throws AppError `invalid_input` for a tag that could not name a folder. */
function assertTag(tag: string): void {
  if (/^[A-Za-z0-9][A-Za-z0-9._-]{0,120}$/.test(tag)) return;
  throw new AppError(
    'invalid_input',
    'The tag of a command was refused.',
    'Use letters, digits, dot, underscore, hyphen.',
  );
}

function assertText({ argv, cwd, env, input }: Command): void {
  const texts = [...argv, cwd ?? '', input ?? '', ...Object.entries(env ?? {}).flat()];
  if (argv[0] && !texts.some((text) => text.includes('\0'))) return;
  throw new AppError(
    'invalid_input',
    'A command that is empty or has a NUL character was refused.',
    'Mend the inventory.',
  );
}
