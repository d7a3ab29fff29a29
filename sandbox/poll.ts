import { setTimeout as sleep } from 'node:timers/promises';

/** Asks until the answer is truthy or the time is up; says whether it was. */
export async function poll(question: () => unknown, deadlineMs: number, everyMs = 50): Promise<boolean> {
  const end = performance.now() + deadlineMs;
  for (;;) {
    if (await question()) return true;
    if (performance.now() >= end) return false;
    await sleep(everyMs);
  }
}
