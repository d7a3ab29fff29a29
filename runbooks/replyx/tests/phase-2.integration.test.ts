import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Preflight } from '@/lib/contracts/plan';
import { type Rollback, workOff } from '@/lib/server/testing/rollback';
import {
  openShippedConsole,
  plannedShipped,
  type ShippedConsole,
  startedShipped,
  stepOutcomes,
  wentBack,
  workUpTo,
} from '@/lib/server/testing/shipped';
import { runBinding } from '@/sandbox/testing/service';

vi.setConfig({ testTimeout: 120_000 });

let at: ShippedConsole;
beforeAll(async () => {
  at = await openShippedConsole();
}, 120_000);
afterAll(() => at.close());

const fault = (key: string, action: 'on' | 'off' | 'status') =>
  runBinding(at.target.inventory.faults.find((one) => one.key === key)?.[action]);

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
    await fault('slow-vector', 'on');
    const run = await startedShipped(at, { procedure: '2.1', branch: 'main' });
    const after = await workOff(run);
    expect(stepOutcomes(after)).toMatchObject({
      'default-search-params': 'succeeded: 1 rows',
      search: expect.stringMatching(/^succeeded: 5 rows in /),
    });
    expect(await definitions()).toEqual([]);
    expect(await fault('slow-vector', 'status')).toBe('off');

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
        expect.stringMatching(/^\d+ applications lose their connections with the restart\.$/),
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

  it('mends tight settings, also where no application gets a connection any more', async () => {
    await fault('tight-settings', 'on');
    const run = await startedShipped(at, now);
    expect((await findings(run)).map((finding) => finding.sentence)).toContain(
      'pg_stat_statements, auto_explain stop being loaded with the restart.',
    );
    const after = await workOff(run);
    expect(stepOutcomes(after)['endpoints-answer']).toMatch(/^succeeded/);
    expect(after.state).toBe('succeeded');
    expect(await fault('tight-settings', 'status')).toBe('off');
  });
});
