import { afterAll, beforeAll, expect, it } from 'vitest';
import { db } from '../db';
import { registerTestTarget } from '../testing/rollback';
import { openTestConsole, type TestConsole } from '../testing/test-console';
import { readRecentSeries } from './recent-health';

let at: TestConsole;
let targetId: string;
beforeAll(async () => {
  at = await openTestConsole();
  const { key } = await registerTestTarget(at);
  targetId = (await db().target.findUniqueOrThrow({ where: { key } })).id;
});
afterAll(() => at.close());

const NOW = Date.parse('2026-03-01T12:00:00Z');
const probe = (secondsAgo: number, latencyMs: number, isOk = true) =>
  db().probeSample.create({
    data: { targetId, endpoint: 'health', at: new Date(NOW - secondsAgo * 1_000), isOk, latencyMs },
  });
const points = async (now = NOW) => (await readRecentSeries([targetId], 15, new Date(now))).get(targetId)?.points ?? [];
const latencies = async (now = NOW) => (await points(now)).map(({ p95Ms }) => p95Ms);

it('the health on Now goes on with what is new, keeps what is past, and forgets what is older than its chart', async () => {
  await probe(800, 10);
  await probe(300, 20, false);
  await probe(70, 30);
  expect(await points()).toMatchObject([
    { p95Ms: 10, calls: 1, errorRatePercent: 0 },
    { p95Ms: 20, calls: 1, errorRatePercent: 100 },
    { p95Ms: 30, calls: 1, errorRatePercent: 0 },
  ]);
  // Two minutes later: one probe that was a little late, and the newest.
  await probe(62, 50);
  await probe(-110, 40);
  const later = await latencies(NOW + 120_000);
  expect(later[0]).toBe(20);
  expect(later.at(-1)).toBe(40);
  expect(later).toContain(50);
});

it('a stretch that is past is not read from its probes again', async () => {
  const before = await points(NOW + 120_000);
  await db().probeSample.deleteMany({ where: { targetId, at: { lt: new Date(NOW - 200_000) } } });
  expect(await points(NOW + 120_000)).toEqual(before);
});

it('a clock of the web that is ahead takes nothing for past that is still to come', async () => {
  await points(NOW + 600_000);
  await probe(-130, 70);
  expect(await latencies(NOW + 600_000)).toContain(70);
});
