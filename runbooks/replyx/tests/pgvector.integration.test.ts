import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { type Inventory, inventorySchema } from '@/lib/contracts/target';
import { workOff } from '@/lib/server/testing/rollback';
import {
  type ConsoleOnTarget,
  openConsoleOn,
  startedShipped,
  stepOutcomes,
  wentBack,
  workUpTo,
} from '@/lib/server/testing/shipped';
import { startVectorServer, type VectorServer } from './pgvector.fixture';

vi.setConfig({ testTimeout: 120_000 });

let server: VectorServer;
let at: ConsoleOnTarget;
const IVFFLAT = 'idx_knowledge_embeddings_ivfflat';
const HNSW = 'idx_knowledge_embeddings_hnsw';
const DEFINITIONS = {
  [HNSW]: `CREATE INDEX ${HNSW} ON public.knowledge_embeddings USING hnsw (embedding vector_cosine_ops)`,
  [IVFFLAT]: `CREATE INDEX ${IVFFLAT} ON public.knowledge_embeddings USING ivfflat (embedding vector_cosine_ops) WITH (lists='50')`,
};

beforeAll(async () => {
  server = await startVectorServer();
  const inventory = await inventoryOf(server);
  at = await openConsoleOn(() => ({
    key: 'pgvector',
    name: 'ReplyX with pgvector',
    environment: 'sandbox',
    databaseUrl: server.databaseUrl,
    inventory,
  }));
}, 120_000);
afterAll(async () => {
  await at?.close();
  await server?.close();
});

async function inventoryOf({ database }: VectorServer): Promise<Inventory> {
  const { rows } = await database.query(`
    SELECT system_identifier::text AS "systemIdentifier", current_database() AS database FROM pg_control_system()`);
  return inventorySchema.parse({
    hosts: [{ key: 'here', kind: 'local' }],
    endpoints: [],
    commands: { 'disk-free': { host: 'here', argv: ['df', '-Pk', '/'] } },
    tools: {},
    baseline: { errorRatePercent: 0, p95Ms: 10, measuredAt: '2026-01-01T00:00:00Z' },
    fingerprint: rows[0],
    vector: 'extension',
  });
}

async function definitions(): Promise<Record<string, string>> {
  const { rows } = await server.database.query<{ name: string; definition: string }>(`
    SELECT indexname AS name, indexdef AS definition FROM pg_indexes
    WHERE tablename = 'knowledge_embeddings' AND indexname LIKE 'idx%' ORDER BY 1`);
  return Object.fromEntries(rows.map((row) => [row.name, row.definition]));
}

it('has both kinds of index to begin with', async () => {
  expect(await definitions()).toEqual(DEFINITIONS);
});

it('drops ivfflat and hnsw concurrently, searches on without them, and creates both again as they were', async () => {
  const run = await startedShipped(at, { procedure: '2.1', branch: 'main' });
  const after = await workOff(run);
  expect(stepOutcomes(after)).toMatchObject({
    'drop-knowledge-embeddings-ivfflat': 'succeeded: the statement is done',
    'drop-knowledge-embeddings-hnsw': 'succeeded: the statement is done',
    'default-search-params': 'succeeded: 1 rows',
    search: expect.stringMatching(/^succeeded: 5 rows in [\d.]+ ms; [\d.]+ ms before the rollback$/),
  });
  expect(await definitions()).toEqual({});
  expect(JSON.stringify((await run.load()).preflight)).toMatch(/The extension vector [\d.]+ is installed/);

  const back = await workOff(await startedShipped(at, { procedure: '2.1', branch: 'way-back' }));
  expect(back.state).toBe('succeeded');
  expect(await definitions()).toEqual(DEFINITIONS);
});

it('turns round after the first drop, and leaves the other index alone', async () => {
  const run = await startedShipped(at, { procedure: '2.1', branch: 'main', mode: 'step' });
  await workUpTo(at, run, 'drop-knowledge-embeddings-hnsw');
  expect(await definitions()).toEqual({ [HNSW]: DEFINITIONS[HNSW] });
  const after = await wentBack(at, run);
  expect(after.state).toBe('aborted');
  expect(await definitions()).toEqual(DEFINITIONS);
  expect(stepOutcomes(after)['create-knowledge-embeddings-hnsw']).toContain('It was so already');
});
