import 'server-only';
import { randomBytes } from 'node:crypto';
import type { CommandBinding } from '@/lib/contracts/target';
import { type CommandOptions, type CommandResult, executeCommand } from './execute-command';
import type { ReachableTarget } from './get-target';
import { createMasker, createStreamMasker } from './masking';

type OnHost = Pick<CommandBinding, 'host' | 'argv' | 'cwd' | 'env'> & { input?: string };

/**
 * Runs a bound command on the host of the inventory that it names, with the target's own key where that host is remote.
 * The target's secrets are masked in all that comes back: tools print their connection string where they fail.
 */
export async function runOnHost(
  target: ReachableTarget,
  { host: hostKey, argv, cwd, env, input }: OnHost,
  options: Omit<CommandOptions, 'credentials'>,
): Promise<CommandResult> {
  const host = target.inventory.hosts.find((h) => h.key === hostKey);
  if (!host) throw new Error(`the inventory has no host ${hostKey}`);
  const secrets = secretsOf(target);
  const streams = { stdout: createStreamMasker(secrets), stderr: createStreamMasker(secrets) };
  const onOutput: CommandOptions['onOutput'] = (stream, text) => options.onOutput?.(stream, streams[stream].push(text));
  const onGap = (bytes: number) => {
    for (const stream of ['stdout', 'stderr'] as const) options.onOutput?.(stream, streams[stream].cut());
    options.onGap?.(bytes);
  };
  const credentials = credentialsOf(target);
  const result = await executeCommand(host, { argv, cwd, env, input }, { ...options, onOutput, onGap, credentials });
  for (const stream of ['stdout', 'stderr'] as const) await options.onOutput?.(stream, streams[stream].flush());
  return maskResult(result, createMasker(secrets));
}

/** Summaries, checks and findings quote what a command printed, so it is masked for them as well as for the screen. */
function maskResult(result: CommandResult, mask: (text: string) => string): CommandResult {
  const { stdout, stderr, error, note } = result;
  const masked = { stdout: mask(stdout), stderr: mask(stderr) };
  return { ...result, ...masked, error: error && mask(error), note: note && mask(note) };
}

/** A look, which may be taken any number of times: a remote host starts each tag once, so every look has its own. */
export function lookOnHost(
  target: ReachableTarget,
  command: OnHost,
  options: { timeoutMs: number; tag: string; signal?: AbortSignal },
): Promise<CommandResult> {
  return runOnHost(target, command, { ...options, tag: `${options.tag}-${randomBytes(4).toString('hex')}` });
}

/** What must not be read in anything that is stored about a target. */
export function secretsOf(target: Pick<ReachableTarget, 'databaseUrl' | 'readUrl' | 'sshKey'>): string[] {
  return [target.databaseUrl, target.readUrl ?? '', target.sshKey ?? ''];
}

export function credentialsOf(target: ReachableTarget): { privateKey: string } | undefined {
  return target.sshKey === null ? undefined : { privateKey: target.sshKey };
}
