import 'server-only';
import { hostsNamed } from '@/lib/domain/hosts';
import type { ReachableTarget } from './get-target';
import { lookOnHost } from './run-on-host';

/** Which of these tools of the inventory do not answer their check, on a host or on one of a role's. */
export async function findMissingTools(
  target: ReachableTarget,
  keys: readonly string[],
  tag: string,
): Promise<string[]> {
  const missing = await Promise.all(keys.map(async (key) => ((await isThere(target, key, tag)) ? null : key)));
  return missing.filter((key) => key !== null);
}

async function isThere(target: ReachableTarget, key: string, tag: string): Promise<boolean> {
  const tool = target.inventory.tools[key];
  if (!tool) return false;
  const look = ({ key: host }: { key: string }) =>
    lookOnHost(target, { host, argv: tool.check }, { timeoutMs: 10_000, tag });
  const results = await Promise.all(hostsNamed(target.inventory.hosts, tool.host).map(look));
  return results.length > 0 && results.every(({ ending, exitCode }) => ending === 'exited' && exitCode === 0);
}
