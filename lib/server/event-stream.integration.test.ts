import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventStream } from './event-stream';
import { openTestConsole, type TestConsole } from './testing/test-console';

let at: TestConsole;
beforeAll(async () => {
  at = await openTestConsole();
});
afterAll(() => at.close());

test('a browser that goes while its session is looked at ends its stream without an error', async () => {
  let isAsked: () => void = () => undefined;
  let answer: (isSignedIn: boolean) => void = () => undefined;
  const asked = new Promise<void>((resolve) => {
    isAsked = resolve;
  });
  const gone = new AbortController();
  const stream = eventStream(0n, gone.signal, () => {
    isAsked();
    return new Promise((resolve) => {
      answer = resolve;
    });
  });
  const reader = stream.getReader();
  await asked;
  gone.abort();
  // What nobody hears of, the test runner counts as an error of this file.
  answer(true);
  let last = await reader.read();
  while (!last.done) last = await reader.read();
  expect(last.done).toBe(true);
});
