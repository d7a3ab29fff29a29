import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { QueryFigures } from '@/lib/contracts/benchmark';
import { type RunbookContent, runbookContentSchema } from '@/lib/contracts/runbook';
import { readEvents } from '../audit/read-events';
import { db } from '../db';
import { hashOf } from '../runbooks/load-runbook';
import { loadSqlCatalogue } from '../runbooks/sql-catalogue';
import { setCurrentRunbook, storeRunbook } from '../runbooks/store-runbook';
import { storeTarget } from '../targets/register-target';
import { outcomesOf, refusalOf } from '../testing/refusal';
import { declare, registerTestTarget, startedRun, type TestTarget, targetFile } from '../testing/rollback';
import { testRunbook } from '../testing/runbook';
import { openTestConsole, type TestConsole } from '../testing/test-console';
import { until } from '../testing/until';
import { cancelBenchmark, keepBaseline, startBenchmark } from './ask-benchmark';
import { compareBenchmarks } from './compare-benchmarks';
import { findLostMeasurements } from './find-lost-measurements';
import { getBenchmark, getBenchmarksView } from './get-benchmarks-view';
import { runBenchmark } from './run-benchmark';
import { getValidation, startValidation, validateTarget } from './validate-target';

let at: TestConsole;
const worker = { id: '00000000-0000-4000-8000-000000000001', shutdown: new AbortController().signal };
const QUERIES = [
  { key: 'one', title: 'One', file: 'verify/select-1.sql' },
  { key: 'messages', title: 'Messages', file: 'verify/dialog-messages.sql', parameters: { dialog: '1' } },
  { key: 'gone', title: 'Gone', file: 'verify/assistants-stats.sql' },
];

beforeAll(async () => {
  at = await openTestConsole();
  await at.database.query(`create table dialog_messages (id int, dialog_id int, sender text, content text, "timestamp" timestamptz);
    insert into dialog_messages select n, n % 9, 'user', 'hello', now() from generate_series(1, 500) as n`);
  const { content } = testRunbook('benchmark', await loadSqlCatalogue('sql'));
  const whole = runbookContentSchema.parse({
    ...content,
    baseline: { ...content.baseline, queries: QUERIES },
  }) as RunbookContent;
  await storeRunbook(whole, hashOf(whole));
  await setCurrentRunbook(hashOf(whole));
});
afterAll(() => at.close());

const start = (target: TestTarget, over = {}) =>
  startBenchmark(at.people.engineer, { targetKey: target.key, duration: '5s', ...over });
/** A benchmark that does not take its five seconds: the time is the store's to say. */
async function startShort(target: TestTarget, over = {}) {
  const { benchmarkId } = await start(target, over);
  await db().benchmark.update({ where: { id: benchmarkId }, data: { durationMs: 300, warmUpMs: 30 } });
  return benchmarkId;
}
const rowOf = (id: string) => db().benchmark.findUniqueOrThrow({ where: { id } });

describe('a benchmark', () => {
  it('times each query on the real database, counts errors, and says what there is to compare', async () => {
    const target = await registerTestTarget(at);
    const benchmarkId = await startShort(target);
    await runBenchmark({ benchmarkId }, worker);
    const view = await getBenchmark(at.people.manager, benchmarkId);
    expect(view).toMatchObject({ state: 'done', error: '' });
    const figures = Object.fromEntries(view?.queries.map(({ key, figures: of }) => [key, of]) ?? []);
    for (const key of ['one', 'messages']) {
      const { count, errors, p50Ms, p95Ms, p99Ms, perSecond } = figures[key] as QueryFigures;
      expect(errors).toBe(0);
      expect(count).toBeGreaterThan(1);
      expect(p50Ms).toBeGreaterThan(0);
      expect(p95Ms).toBeGreaterThanOrEqual(p50Ms);
      expect(p99Ms).toBeGreaterThanOrEqual(p95Ms);
      expect(perSecond).toBeGreaterThan(0);
    }
    expect(figures.gone).toMatchObject({ count: 0, firstError: expect.stringContaining('assistants') });
    expect(figures.gone?.errors).toBeGreaterThan(0);
    const { rows } = await at.database.query(
      "select count(*)::int as left from pg_stat_activity where application_name = 'rollback-benchmark'",
    );
    expect(rows[0].left, 'no connection is left behind').toBe(0);
  });

  it('is one at a time a target, of two presses at once, and never beside a rollback', async () => {
    const target = await registerTestTarget(at);
    expect(await outcomesOf([start(target), start(target)])).toEqual({ done: 1, conflict: 1 });
    const run = await startedRun(at);
    expect(await refusalOf(start(run.target))).toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('A rollback is under way'),
    });
  });

  it('is asked for by responders, for a time that can be meant, on its incident’s own target', async () => {
    const target = await registerTestTarget(at);
    const by = (me: typeof at.people.manager) => startBenchmark(me, { targetKey: target.key, duration: '10' });
    expect(await refusalOf(by(at.people.manager))).toMatchObject({ code: 'forbidden' });
    expect(await refusalOf(start(target, { duration: 'soon' }))).toMatchObject({ code: 'invalid_input' });
    const { code } = await declare(at);
    expect(await refusalOf(start(target, { incidentCode: code }))).toMatchObject({ code: 'not_found' });
    expect(await db().benchmark.count({ where: { target: { key: target.key } } })).toBe(0);
  });

  it('is stopped while it waits, and while it runs', async () => {
    const target = await registerTestTarget(at);
    const waiting = await start(target);
    await cancelBenchmark(at.people.engineer, waiting);
    await runBenchmark(waiting, worker);
    expect(await rowOf(waiting.benchmarkId)).toMatchObject({ state: 'cancelled', startedAt: null });

    const running = await start(target);
    await db().benchmark.update({ where: { id: running.benchmarkId }, data: { durationMs: 60_000 } });
    const measuring = runBenchmark(running, worker);
    await until('it runs', async () => (await rowOf(running.benchmarkId)).state === 'running');
    await cancelBenchmark(at.people.lead, running);
    await measuring;
    expect(await rowOf(running.benchmarkId)).toMatchObject({ state: 'cancelled', queries: {} });
    expect(await refusalOf(cancelBenchmark(at.people.lead, running))).toMatchObject({ code: 'conflict' });
  });

  it('fails in words where the database is away', async () => {
    const target = await registerTestTarget(at);
    const file = targetFile(at, target);
    await storeTarget({ ...file, databaseUrl: 'postgresql://nobody:s3cret-enough@127.0.0.1:1/none' }, null);
    const { benchmarkId } = await start(target);
    await runBenchmark({ benchmarkId }, worker);
    expect(await rowOf(benchmarkId)).toMatchObject({
      state: 'failed',
      error: expect.stringContaining('nothing listens at its address'),
    });
  });

  it('is given up when its worker dies, and another can be started then', async () => {
    const target = await registerTestTarget(at);
    const { benchmarkId } = await start(target);
    await db().benchmark.update({ where: { id: benchmarkId }, data: { state: 'running', claimedBy: worker.id } });
    await findLostMeasurements();
    expect(await rowOf(benchmarkId)).toMatchObject({ state: 'failed', error: expect.stringContaining('fell silent') });
    await start(target);
  });

  it('ends with its worker', async () => {
    const target = await registerTestTarget(at);
    const { benchmarkId } = await start(target);
    const stopping = new AbortController();
    const measuring = runBenchmark({ benchmarkId }, { ...worker, shutdown: stopping.signal });
    await until('it runs', async () => (await rowOf(benchmarkId)).state === 'running');
    stopping.abort();
    await measuring;
    expect(await rowOf(benchmarkId)).toMatchObject({ state: 'failed', error: expect.stringContaining('told to stop') });
  });
});

describe('a comparison', () => {
  const slow = { count: 900, errors: 0, p50Ms: 900, p95Ms: 900, p99Ms: 900, perSecond: 1 };
  const quick = { ...slow, p50Ms: 0.000_1, p95Ms: 0.000_1, p99Ms: 0.000_1, perSecond: 1e9 };

  async function targetWithFigures(queries: Record<string, QueryFigures>) {
    const target = await registerTestTarget(at);
    const file = targetFile(at, target);
    const baseline = { ...file.inventory.baseline, queries };
    await storeTarget({ ...file, inventory: { ...file.inventory, baseline } }, null);
    return target;
  }

  it('is made with the figures of the target’s file, kept in the incident’s events, and by its end known', async () => {
    const target = await targetWithFigures({ one: slow, messages: slow });
    const { id, code } = await declare(at, { target });
    const benchmarkId = await startShort(target, { incidentCode: code });
    await runBenchmark({ benchmarkId }, worker);
    const end = (await readEvents(id)).find((event) => event.type === 'benchmark.finished');
    expect(end?.data).toMatchObject({
      state: 'done',
      comparison: { before: { words: 'the target’s figures from before' }, isRegression: true },
    });
    const view = await getBenchmarksView(at.people.manager, target.key);
    const { comparison, baseline, past } = view as NonNullable<typeof view>;
    expect(past).toMatchObject([{ id: benchmarkId, incidentCode: code }]);
    expect(baseline).toMatchObject({ benchmarkId: null });
    // Only the query whose table is gone got worse: it failed.
    expect(comparison?.queries.map((query) => query.regressions.length)).toEqual([0, 0, 1]);
    expect(comparison?.sentence).toMatch(/^Worse than the baseline: Gone failed \d+ times\./);
  });

  it('is made with the benchmark that an engineer kept, until it is taken back', async () => {
    const target = await targetWithFigures({ one: slow });
    const first = await startShort(target);
    await runBenchmark({ benchmarkId: first }, worker);
    await db().benchmark.update({ where: { id: first }, data: { queries: { one: quick } } });
    const keep = (by: typeof at.people.engineer, isKept = true) => keepBaseline(by, { benchmarkId: first, isKept });
    expect(await refusalOf(keep(at.people.administrator))).toMatchObject({ code: 'forbidden' });
    await keep(at.people.engineer);
    const second = await startShort(target);
    expect(await refusalOf(keepBaseline(at.people.engineer, { benchmarkId: second, isKept: true }))).toMatchObject({
      code: 'conflict',
    });
    await runBenchmark({ benchmarkId: second }, worker);
    const compared = () => compareBenchmarks(at.people.manager, { targetKey: target.key });
    expect((await compared()).before.words).toBe('the kept baseline');
    await keep(at.people.lead, false);
    expect((await compared()).before.words).toBe('the target’s figures from before');
  });

  it('is made between two files, and refuses one that is none, in words', async () => {
    const target = await registerTestTarget(at);
    const file = (p95Ms: number) => ({
      metrics: { measuredAt: '2025-08-20T10:00:00Z', endpoints: {}, queries: { one: { ...slow, p95Ms } } },
      words: 'metrics.json',
    });
    const compare = (before: unknown, current: unknown) =>
      compareBenchmarks(at.people.manager, { targetKey: target.key, before: before as null, current: current as null });
    expect(await compare(file(10), file(100))).toMatchObject({ isRegression: true });
    expect(await refusalOf(compare({ metrics: { queries: 1 }, words: 'x.json' }, null))).toMatchObject({
      code: 'invalid_input',
      message: expect.stringContaining('x.json'),
    });
    expect(await refusalOf(compare(null, null))).toMatchObject({ message: expect.stringContaining('no baseline') });
  });
});

describe('a validation outside of incidents', () => {
  it('is asked for, measured by the worker, and kept', async () => {
    const target = await registerTestTarget(at);
    const { validationId } = await startValidation(at.people.engineer, { targetKey: target.key, depth: 'full' });
    expect(await getValidation(at.people.engineer, validationId)).toMatchObject({ state: 'queued', isOk: null });
    await validateTarget({ validationId }, worker);
    const view = await getValidation(at.people.engineer, validationId);
    expect(view).toMatchObject({ state: 'done', depth: 'full', isOk: false, targetKey: target.key });
    expect(view.lines.map((line) => [line.group, line.title, line.result?.isOk])).toEqual([
      ['immediate', '1 lines by count', false],
      ['comprehensive', 'All of it', false],
    ]);
    const { rows } = await at.store.query(`select type from "Event" where data->>'target' = $1 order by seq`, [
      target.key,
    ]);
    expect(rows.map((row) => row.type)).toEqual(
      expect.arrayContaining(['target.validation_asked', 'target.validated']),
    );
  });

  it('is nothing that a manager may ask for', async () => {
    const target = await registerTestTarget(at);
    const asked = startValidation(at.people.manager, { targetKey: target.key, depth: 'quick' });
    expect(await refusalOf(asked)).toMatchObject({ code: 'forbidden' });
  });
});
