import 'server-only';
import type { ReachableTarget } from './get-target';
import { lookOnHost } from './run-on-host';

/** Which of these tools of the inventory do not answer their check on their host. */
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
  const result = await lookOnHost(target, { host: tool.host, argv: tool.check }, { timeoutMs: 10_000, tag });
  return result.ending === 'exited' && result.exitCode === 0;
}
