import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { untilFetched } from './until-fetched';

const failing = (times: number) => {
  let tries = 0;
  const load = async () => {
    tries += 1;
    if (tries <= times) throw new Error('Failed to load chunk');
    return 'the dialog';
  };
  return { load, tries: () => tries };
};

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('window', {});
  vi.stubGlobal('navigator', { onLine: true });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

it('a part that could not be fetched without a network comes with the network, however long that takes', async () => {
  vi.stubGlobal('fetch', () => Promise.reject(new TypeError('Failed to fetch')));
  const { load, tries } = failing(60);
  const part = untilFetched(load);
  await vi.advanceTimersByTimeAsync(61_000);
  expect(await part).toBe('the dialog');
  expect(tries()).toBe(61);
});

it('a part that the console does not have any more is not asked for without end', async () => {
  vi.stubGlobal('fetch', async () => new Response(null));
  const { load, tries } = failing(Number.POSITIVE_INFINITY);
  const part = untilFetched(load).catch((error: Error) => error.message);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(await part).toBe('Failed to load chunk');
  expect(tries()).toBe(8);
});
