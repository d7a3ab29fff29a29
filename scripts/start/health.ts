import { setTimeout as sleep } from 'node:timers/promises';

/** Waits until the web answers that it is well; false when it does not in time. */
export async function waitForHealth(address: string, timeoutMs: number): Promise<boolean> {
  const deadline = Date.now() + timeoutMs;
  while (Date.now() < deadline) {
    const isWell = await fetch(`${address}/api/health`, { signal: AbortSignal.timeout(2_000) })
      .then((answer) => answer.ok)
      .catch(() => false);
    if (isWell) return true;
    await sleep(50);
  }
  return false;
}
