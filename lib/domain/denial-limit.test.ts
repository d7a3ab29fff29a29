import { expect, it } from 'vitest';
import { DENIALS_KEPT, DENIALS_WINDOW_MS, DenialLimit } from './denial-limit';

it('keeps so many refused tries of one name in a stretch, and says afterwards how many it left out', () => {
  const limit = new DenialLimit();
  const first = Array.from({ length: DENIALS_KEPT + 70 }, (_, at) => limit.take('a', at));
  expect(first.filter(({ isKept }) => isKept)).toHaveLength(DENIALS_KEPT);
  expect(limit.take('b', 1)).toEqual({ isKept: true, unkept: 0 });
  expect(limit.take('a', DENIALS_WINDOW_MS)).toEqual({ isKept: true, unkept: 70 });
  expect(limit.take('a', DENIALS_WINDOW_MS + 1)).toEqual({ isKept: true, unkept: 0 });
});

it('remembers a bounded number of names', () => {
  const limit = new DenialLimit();
  for (let at = 0; at < 5_000; at += 1) limit.take(`name ${at}`, at);
  expect((limit as unknown as { stretches: Map<string, unknown> }).stretches.size).toBeLessThanOrEqual(1000);
});
