import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { LookInput } from '@/lib/contracts/look';
import { type Looks, openLooks } from './looks';

const room = { incidentCode: 'DB-1', at: '' };
let looks: Looks;
let said: Omit<LookInput, 'tabId'>[];

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('BroadcastChannel', undefined);
  said = [];
  looks = openLooks(async ({ tabId: _, ...look }) => said.push(look));
});
afterEach(() => {
  looks.close();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

it('a page says what it looks at once it is connected, and anew with each connection', () => {
  looks.lookAt(room);
  vi.runAllTimers();
  expect(said).toEqual([]);
  looks.onStream('one');
  looks.onStream('one');
  looks.onStream('two');
  expect(said).toEqual([
    { streamId: 'one', ...room },
    { streamId: 'two', ...room },
  ]);
});

it('whoever leafs through steps is heard of where they stop', () => {
  looks.onStream('one');
  for (const at of ['step:a', 'step:b', 'step:c']) looks.lookAt({ ...room, at });
  vi.runAllTimers();
  expect(said).toEqual([{ streamId: 'one', ...room, at: 'step:c' }]);
});

it('a page that is left is taken back, and one that is entered from a room is not left in between', () => {
  looks.onStream('one');
  looks.lookAt(room);
  vi.runAllTimers();
  looks.lookAt(null);
  looks.lookAt({ ...room, at: 'plan' });
  vi.runAllTimers();
  looks.lookAt(null);
  vi.runAllTimers();
  expect(said.map(({ incidentCode, at }) => [incidentCode, at])).toEqual([
    ['DB-1', ''],
    ['DB-1', 'plan'],
    [null, ''],
  ]);
});

it('pages that look at no incident say nothing', () => {
  looks.onStream('one');
  looks.lookAt(null);
  vi.runAllTimers();
  expect(said).toEqual([]);
});

it('a tab that was put away for a while does not look any more, and looks again as soon as it is seen', () => {
  looks.close();
  const page = Object.assign(new EventTarget(), { visibilityState: 'visible' });
  vi.stubGlobal('document', page);
  looks = openLooks(async ({ tabId: _, ...look }) => said.push(look));
  const turn = (to: string, ms: number) => {
    page.visibilityState = to;
    page.dispatchEvent(new Event('visibilitychange'));
    vi.advanceTimersByTime(ms);
  };
  looks.onStream('one');
  looks.lookAt(room);
  turn('visible', 1_000);
  turn('hidden', 20_000);
  turn('visible', 1_000);
  expect(said).toHaveLength(1);
  turn('hidden', 40_000);
  looks.lookAt({ ...room, at: 'step:a' });
  vi.advanceTimersByTime(1_000);
  expect(said.map(({ incidentCode }) => incidentCode)).toEqual(['DB-1', null]);
  turn('visible', 1_000);
  expect(said[2]).toEqual({ streamId: 'one', ...room, at: 'step:a' });
});

it('what could not be said is said again while the connection lasts, and not without end', async () => {
  looks.close();
  let refused = 0;
  let mostRefused = 2;
  looks = openLooks(async ({ tabId: _, ...look }) => {
    if (refused++ < mostRefused) throw new Error('503');
    said.push(look);
  });
  looks.onStream('one');
  looks.lookAt(room);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(said).toEqual([{ streamId: 'one', ...room }]);
  refused = 0;
  mostRefused = 100;
  looks.lookAt({ ...room, at: 'plan' });
  await vi.advanceTimersByTimeAsync(60_000);
  expect(refused).toBe(5);
});
