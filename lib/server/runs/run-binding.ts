import 'server-only';
import { renderArgv } from '@/lib/domain/command-policy';
import { agreedAnswer } from '@/lib/domain/host-answers';
import { hostsNamed } from '@/lib/domain/hosts';
import type { CommandResult } from '../targets/execute-command';
import type { ReachableTarget } from '../targets/get-target';
import { lookOnHost } from '../targets/run-on-host';

/** `tag` names the looker on the target's side. */
export type Looker = { target: ReachableTarget; tag: string; signal?: AbortSignal };
export type HostAnswer = { host: string; result: CommandResult };

export const LOOK_TIMEOUT_MS = 15_000;

/**
 * Runs one of the target's bindings for a look, without anything being shown live. Where the binding names a role, every
 * host of it is asked, and an answer in which they differ is none: `result.error` then says how.
 */
export async function runBinding(
  looker: Looker,
  key: string,
  args: Record<string, string>,
  timeoutMs = LOOK_TIMEOUT_MS,
): Promise<{ argv: string[]; result: CommandResult }> {
  const { argv, answers } = await askHosts(looker, key, args, timeoutMs);
  return { argv, result: agreedAnswer(answers) };
}

/** The same, with each host's own answer. */
export async function askHosts(
  { target, tag, signal }: Looker,
  key: string,
  args: Record<string, string>,
  timeoutMs = LOOK_TIMEOUT_MS,
): Promise<{ argv: string[]; answers: HostAnswer[] }> {
  const binding = target.inventory.commands[key];
  if (!binding) throw new Error(`the inventory has no command ${key}`);
  const argv = renderArgv(binding.argv, args);
  const hosts = hostsNamed(target.inventory.hosts, binding.host);
  if (hosts.length === 0) throw new Error(`the inventory has no host and no role ${binding.host}`);
  const answers = await Promise.all(
    hosts.map(async ({ key: host }) => ({
      host,
      result: await lookOnHost(target, { ...binding, host, argv }, { timeoutMs, tag, signal }),
    })),
  );
  return { argv, answers };
}
