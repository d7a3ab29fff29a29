import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { WEEKDAYS } from '@/lib/contracts/drill-plan';
import type { Preflight, StepOutcome } from '@/lib/contracts/plan';
import { scheduleRun, startScheduledRuns } from '@/lib/server/runs/schedule-run';
import { storeTarget } from '@/lib/server/targets/register-target';
import { probed, probedMended } from '@/lib/server/testing/probed';
import { type Rollback, workOff } from '@/lib/server/testing/rollback';
import {
  approveShipped,
  openShippedConsole,
  plannedShipped,
  type ShippedConsole,
  startedShipped,
  stepOutcomes,
  wentBack,
  workUpTo,
} from '@/lib/server/testing/shipped';
import { switchFault } from '@/lib/server/testing/shipped-target';

vi.setConfig({ testTimeout: 120_000 });

// Here the store's clock is this process's, so that the test can open a maintenance window.
vi.mock('@/lib/server/audit/append-event', async (original) => ({
  ...(await original<typeof import('@/lib/server/audit/append-event')>()),
  storeNow: async () => new Date(),
}));

const HOUR_MS = 3_600_000;

let at: ShippedConsole;
beforeAll(async () => {
  at = await openShippedConsole();
}, 120_000);
afterAll(() => at?.close());

describe('vector indexes (2.1)', () => {
  const IVFFLAT = 'idx_knowledge_embeddings_ivfflat';
  const HNSW = 'idx_knowledge_embeddings_hnsw';
  const definitions = () =>
    at.query<{ name: string; definition: string }>(
      `SELECT indexname AS name, indexdef AS definition FROM pg_indexes WHERE indexname = ANY ($1) ORDER BY 1`,
      [[IVFFLAT, HNSW]],
    );

  it('mends a slow vector index on the array that stands in for pgvector, and creates again what is harmless', async () => {
    const before = await definitions();
    expect(before.map((row) => row.name)).toEqual([HNSW, IVFFLAT]);
    await switchFault(at, 'slow-vector', 'on');
    expect(await probed(at, 2)).toMatchObject({ users: 'slow', errorRatePercent: 0 });
    const run = await startedShipped(at, { procedure: '2.1', branch: 'main' });
    const after = await workOff(run);
    expect(stepOutcomes(after)).toMatchObject({
      'default-search-params': 'succeeded: 1 rows',
      search: expect.stringMatching(/^succeeded: 5 rows in /),
    });
    expect(await definitions()).toEqual([]);
    await probedMended(at);

    const back = await workOff(await startedShipped(at, { procedure: '2.1', branch: 'way-back' }));
    expect(back.state).toBe('succeeded');
    expect(stepOutcomes(back)['create-knowledge-embeddings-hnsw']).toMatch(/^skipped: by hand, since .*embedding_rank/);
    expect(await definitions()).toEqual(before.filter((row) => row.name === IVFFLAT));
  });
});

describe('pgvector configuration (2.2)', () => {
  const SETTINGS = ['shared_preload_libraries', 'max_connections', 'work_mem'];
  type Seen = { name: string; value: string; source: string };
  const settings = async () => {
    const text = `SELECT name, current_setting(name) AS value, source FROM pg_settings WHERE name = ANY ($1) ORDER BY name`;
    const rows = await at.query<Seen>(text, [SETTINGS]);
    return Object.fromEntries(rows.map((row) => [row.name, row.value]));
  };
  const serverStart = async () =>
    (await at.query<{ at: string }>('SELECT pg_postmaster_start_time()::text AS at'))[0]?.at;
  const findings = async (run: Rollback) => ((await run.load()).preflight as unknown as Preflight).findings;
  /** Name, value, source and context of each setting, as the step's own table showed them. */
  const tableOf = async (run: Rollback, key: string) => {
    const { table } = (await run.step(key)).outcome as unknown as StepOutcome;
    const place = (name: string) => table?.columns.indexOf(name) ?? -1;
    const wanted = ['name', 'value', 'source', 'context'].map(place);
    return table?.rows.map((row) => wanted.map((index) => row[index])).sort();
  };
  const now = { procedure: '2.2', branch: 'main', parameters: { when: 'now' } };

  it('resets, restarts and sees that each reset took; planned alone, its way back sets all again', async () => {
    const [before, started] = [await settings(), await serverStart()];
    expect(before).toEqual({
      max_connections: '80',
      work_mem: '16MB',
      shared_preload_libraries: 'pg_stat_statements',
    });
    const run = await startedShipped(at, now);
    expect((await findings(run)).map((finding) => finding.sentence)).toEqual(
      expect.arrayContaining([
        'max_connections: 80 now (source configuration file, context postmaster), 60 after the reset and a restart.',
        'work_mem: 16 MB now (source configuration file, context user), 4 MB after the reset and a reload.',
        expect.stringMatching(
          /^shared_preload_libraries: pg_stat_statements now .*, nothing after the reset and a restart\.$/,
        ),
        'pg_stat_statements stops being loaded with the restart.',
        expect.stringMatching(/^Applications that lose their connections with the restart: \d+\.$/),
      ]),
    );
    const after = await workOff(run);
    expect(stepOutcomes(after)['endpoints-answer']).toMatch(/^succeeded/);
    expect(after.state).toBe('succeeded');
    expect(await settings()).toEqual({ max_connections: '60', work_mem: '4MB', shared_preload_libraries: '' });
    expect(await serverStart()).not.toBe(started);

    const again = (await findings(await plannedShipped(at, now))).find((finding) => finding.key === 'settings-set');
    expect(again).toMatchObject({ verdict: 'block' });

    const back = await workOff(await startedShipped(at, { ...now, branch: 'way-back' }));
    expect(stepOutcomes(back)).toMatchObject({ 'restart-again': 'succeeded: exit code 0' });
    expect(back.state).toBe('succeeded');
    expect(await settings()).toEqual(before);
  });

  it('turns round before the restart without one', async () => {
    const [before, started] = [await settings(), await serverStart()];
    const run = await startedShipped(at, { ...now, mode: 'step' });
    await workUpTo(at, run, 'restart-postgres');
    const after = await wentBack(at, run);
    expect(after.state).toBe('aborted');
    expect(stepOutcomes(after)).toMatchObject({
      'set-shared-preload-libraries': 'succeeded: the statement is done',
      'set-max-connections': 'succeeded: the statement is done',
      'set-work-mem': 'succeeded: the statement is done',
      'restart-again': expect.stringContaining('Not needed, nothing was run'),
    });
    expect(await settings()).toEqual(before);
    expect(await serverStart()).toBe(started);
  });

  it('starts a server that did not come up after the restart with the kept values, by the one press of the way back', async () => {
    const before = await settings();
    const file = join(at.service.dir, 'pg', 'postgresql.conf');
    const whole = readFileSync(file, 'utf8');
    // What ALTER SYSTEM has covered until now, and what no look can tell from a library that is there.
    appendFileSync(file, "shared_preload_libraries = 'no_such_library'\n");
    const run = await startedShipped(at, now);
    const stuck = await workOff(run);
    expect(stepOutcomes(stuck)['restart-postgres']).toMatch(/^failed/);
    await expect(settings()).rejects.toThrow('ECONNREFUSED');

    const after = await wentBack(at, run);
    writeFileSync(file, whole);
    expect(stepOutcomes(after)).toMatchObject({
      'start-with-kept-settings': 'succeeded: exit code 0',
      'set-max-connections': 'succeeded: It was so already: nothing was run.',
      'restart-again': expect.stringContaining('Not needed, nothing was run'),
      'endpoints-again': expect.stringMatching(/^succeeded/),
    });
    expect(after.state).toBe('aborted');
    expect(await settings()).toEqual(before);
  });

  it('scheduled for the window, starts by itself when that opens, and mends tight settings', async () => {
    await switchFault(at, 'tight-settings', 'on');
    expect(await probed(at, 2)).toMatchObject({ users: 'failing' });
    const opens = new Date(Math.ceil(Date.now() / HOUR_MS + 1) * HOUR_MS);
    const clock = (date: Date) => date.toISOString().slice(11, 16);
    const to = clock(new Date(opens.getTime() + HOUR_MS));
    const maintenanceWindow = { days: [...WEEKDAYS], from: clock(opens), to, timeZone: 'UTC' };
    await storeTarget({ ...at.target, inventory: { ...at.target.inventory, maintenanceWindow } }, null);
    const run = await plannedShipped(at, { ...now, parameters: { when: 'window' } });
    expect((await findings(run)).map((finding) => finding.sentence)).toContain(
      'pg_stat_statements, auto_explain stop being loaded with the restart.',
    );
    await approveShipped(at, run);
    await scheduleRun(at.people.engineer, { runId: run.runId, planHash: run.planHash });
    await startScheduledRuns();
    expect((await run.load()).state).toBe('approved');

    vi.useFakeTimers({ toFake: ['Date'], now: opens });
    await startScheduledRuns();
    const after = await workOff(run);
    vi.useRealTimers();
    expect(stepOutcomes(after)['endpoints-answer']).toMatch(/^succeeded/);
    expect(after.state).toBe('succeeded');
    expect(await tableOf(run, 'show-settings')).toEqual([
      ['max_connections', '14', 'configuration file', 'postmaster'],
      ['shared_preload_libraries', 'pg_stat_statements,auto_explain', 'configuration file', 'postmaster'],
      ['work_mem', '64', 'configuration file', 'user'],
    ]);
    expect(await tableOf(run, 'settings-took')).toEqual([
      ['max_connections', '60', 'configuration file', 'postmaster'],
      ['shared_preload_libraries', '', 'default', 'postmaster'],
      ['work_mem', '4096', 'default', 'user'],
    ]);
    await probedMended(at);
  });
});
