import { afterAll, beforeAll, expect, it } from 'vitest';
import { db } from './db';
import { type Approved, approvedRun, registerTestTarget } from './testing/rollback';
import { startSession } from './testing/session';
import { openTestConsole, type TestConsole } from './testing/test-console';
import { until } from './testing/until';
import { startWebProcess, type WebProcess } from './testing/web-process';
import { endWorkers, startWorker } from './testing/worker-process';

let at: TestConsole;
let webs: [WebProcess, WebProcess];

beforeAll(async () => {
  at = await openTestConsole();
  // Leases as the product has them: nothing here is about a worker that is lost.
  Object.assign(process.env, { CONSOLE_WORKER_BEAT_MS: '2000', CONSOLE_WORKER_STALE_MS: '10000' });
  // One after the other: each has to be a process of its own, and two cores carry only so many starts.
  webs = [await startWebProcess(), await startWebProcess()];
  await startWorker();
  await startWorker();
}, 120_000);
afterAll(async () => {
  await endWorkers();
  await Promise.all(webs.map((web) => web.end()));
  await at.close();
});

const press = (web: WebProcess, run: Approved, by = at.people.engineer) =>
  web.start(by, { runId: run.runId, planHash: run.planHash, mode: 'to_decision' });
const eventsAfter = async (id: bigint) =>
  (await db().event.findMany({ where: { id: { gt: id } }, orderBy: { id: 'asc' }, select: { id: true } })).map(
    (e) => e.id,
  );
const lastId = async () => (await db().event.findFirstOrThrow({ orderBy: { id: 'desc' } })).id;
const isOver = async (run: Approved) => (await run.load()).state === 'succeeded';

it('what is done through one web is heard at the other, and whoever changes over misses nothing and hears nothing twice', async () => {
  const run = await approvedRun(at);
  const before = await lastId();
  const sessionId = await startSession(at.people.manager.id);
  const onB = await webs[1].watch(sessionId, before);
  expect(await press(webs[0], run)).toBe('done');
  await until('the start is heard at the other web', () => onB.ids.length > 0, 20_000);
  onB.leave();
  const onA = await webs[0].watch(sessionId, onB.ids.at(-1) as bigint);
  await until('the run is over', () => isOver(run), 45_000);
  const all = await eventsAfter(before);
  await until('the rest is heard', () => onA.ids.at(-1) === all.at(-1));
  onA.leave();
  expect([...onB.ids, ...onA.ids]).toEqual(all);
  expect(run.effects()).toBe(1);
}, 60_000);

it('fifty presses of Start over two webs start one run, whose work two workers do once', async () => {
  const run = await approvedRun(at);
  const presses = Array.from({ length: 50 }, (_, n) =>
    press(webs[n % 2] as WebProcess, run, n % 4 < 2 ? at.people.engineer : at.people.otherEngineer),
  );
  const outcomes = await Promise.all(presses);
  expect(outcomes.filter((outcome) => outcome === 'done')).toHaveLength(1);
  expect(outcomes.filter((outcome) => outcome === 'conflict')).toHaveLength(49);
  await until('the run is over', () => isOver(run), 45_000);
  expect(await db().event.count({ where: { runId: run.runId, type: 'run.started' } })).toBe(1);
  expect(run.effects()).toBe(1);
}, 60_000);

it('of two runs on one target that are started in one moment over two webs, one holds it and the other is refused', async () => {
  const target = await registerTestTarget(at);
  const runs = [
    await approvedRun(at, { target, procedure: '1.3' }),
    await approvedRun(at, { target, procedure: '1.3' }),
  ];
  const outcomes = await Promise.all(runs.map((run, n) => press(webs[n] as WebProcess, run)));
  expect(outcomes.toSorted()).toEqual(['conflict', 'done']);
  const loaded = await Promise.all(runs.map((run) => run.load()));
  expect(loaded.filter(({ startedAt }) => startedAt !== null)).toHaveLength(1);
});
