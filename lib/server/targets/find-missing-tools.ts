import 'server-only';
import { executeCommand } from './execute-command';
import type { LoadedTarget } from './get-target';

/** Which of these tools of the inventory do not answer their check on their host. */
export async function findMissingTools(target: LoadedTarget, keys: readonly string[], tag: string): Promise<string[]> {
  const missing = await Promise.all(keys.map(async (key) => ((await isThere(target, key, tag)) ? null : key)));
  return missing.filter((key) => key !== null);
}

async function isThere(target: LoadedTarget, key: string, tag: string): Promise<boolean> {
  const tool = target.inventory.tools[key];
  const host = target.inventory.hosts.find((h) => h.key === tool?.host);
  if (!tool || !host) return false;
  const result = await executeCommand(host, { argv: tool.check }, { timeoutMs: 10_000, tag });
  return result.ending === 'exited' && result.exitCode === 0;
}
