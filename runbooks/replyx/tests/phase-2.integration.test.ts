import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { workOff } from '@/lib/server/testing/rollback';
import { openShippedConsole, type ShippedConsole, startedShipped, stepOutcomes } from '@/lib/server/testing/shipped';
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
