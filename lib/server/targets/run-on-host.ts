import 'server-only';
import { randomBytes } from 'node:crypto';
import type { CommandBinding } from '@/lib/contracts/target';
import { type CommandOptions, type CommandResult, executeCommand } from './execute-command';
import type { ReachableTarget } from './get-target';

type OnHost = Pick<CommandBinding, 'host' | 'argv' | 'cwd' | 'env'>;

/** Runs a bound command on the host of the inventory that it names, with the target's own key where that host is remote. */
export async function runOnHost(
  target: ReachableTarget,
  { host: hostKey, argv, cwd, env }: OnHost,
  options: Omit<CommandOptions, 'credentials'>,
): Promise<CommandResult> {
  const host = target.inventory.hosts.find((h) => h.key === hostKey);
  if (!host) throw new Error(`the inventory has no host ${hostKey}`);
  return executeCommand(host, { argv, cwd, env }, { ...options, credentials: credentialsOf(target) });
}

/** A look, which may be taken any number of times: a remote host starts each tag once, so every look has its own. */
export function lookOnHost(
  target: ReachableTarget,
  command: OnHost,
  options: { timeoutMs: number; tag: string; signal?: AbortSignal },
): Promise<CommandResult> {
  return runOnHost(target, command, { ...options, tag: `${options.tag}-${randomBytes(4).toString('hex')}` });
}

export function credentialsOf(target: ReachableTarget): { privateKey: string } | undefined {
  return target.sshKey === null ? undefined : { privateKey: target.sshKey };
}
