import 'server-only';
import { renderArgv } from '@/lib/domain/command-policy';
import type { CommandResult } from '../targets/execute-command';
import type { ReachableTarget } from '../targets/get-target';
import { lookOnHost } from '../targets/run-on-host';

/** `tag` names the looker on the target's side. */
export type Looker = { target: ReachableTarget; tag: string; signal?: AbortSignal };

export const LOOK_TIMEOUT_MS = 15_000;

/** Runs one of the target's bindings for a look, without anything being shown live. */
export async function runBinding(
  { target, tag, signal }: Looker,
  key: string,
  args: Record<string, string>,
  timeoutMs = LOOK_TIMEOUT_MS,
): Promise<{ argv: string[]; result: CommandResult }> {
  const binding = target.inventory.commands[key];
  if (!binding) throw new Error(`the inventory has no command ${key}`);
  const argv = renderArgv(binding.argv, args);
  const result = await lookOnHost(target, { ...binding, argv }, { timeoutMs, tag, signal });
  return { argv, result };
}
