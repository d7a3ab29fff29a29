import { setTimeout as sleep } from 'node:timers/promises';

const POLL_MS = 30;

/** The first truthy answer, asked for again and again; fails with `what` once the time is over. */
export async function until<T>(what: string, ask: () => T | Promise<T>, withinMs = 12_000): Promise<NonNullable<T>> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    const answer = await ask();
    if (answer) return answer;
    if (performance.now() > deadline) throw new Error(`not within ${withinMs} ms: ${what}`);
    await sleep(POLL_MS);
  }
}
