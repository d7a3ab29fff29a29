import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Inventory, inventorySchema } from '@/lib/contracts/target';
import { continueRun } from '@/lib/server/runs/drive-run';
import { workOff } from '@/lib/server/testing/rollback';
import {
  type ConsoleOnTarget,
  openConsoleOn,
  startedShipped,
  stepOutcomes,
  wentBack,
  workUpTo,
} from '@/lib/server/testing/shipped';
import { removeDir, temporaryDir } from '@/sandbox/testing/service';
import { findTools } from '@/sandbox/tools';
import { type AlembicCheckout, makeAlembicCheckout } from './alembic-checkout.fixture';
import { startVectorServer, type VectorServer } from './pgvector.fixture';

vi.setConfig({ testTimeout: 120_000 });

// PGlite is one backend behind all of its connections: what the look for a pooler finds there is true, and forbids every
// change. It stands in for a server that gives each connection a backend of its own; the look itself is tested elsewhere.
vi.mock('@/lib/server/targets/probe-pooler', () => {
  const backend = (pid: number) => ({ pid, backend_start: '1', lock_timeout: '1873ms' });
  return { probePooler: async () => ({ before: backend(1), during: backend(1), other: backend(2), announcedPid: 1 }) };
});

const { alembic } = await findTools();
const folder = temporaryDir();
let server: VectorServer;
let checkout: AlembicCheckout | undefined;
let at: ConsoleOnTarget;
const IVFFLAT = 'idx_knowledge_embeddings_ivfflat';
const HNSW = 'idx_knowledge_embeddings_hnsw';
const DEFINITIONS = {
  [HNSW]: `CREATE INDEX ${HNSW} ON public.knowledge_embeddings USING hnsw (embedding vector_cosine_ops)`,
  [IVFFLAT]: `CREATE INDEX ${IVFFLAT} ON public.knowledge_embeddings USING ivfflat (embedding vector_cosine_ops) WITH (lists='50')`,
};

beforeAll(async () => {
  server = await startVectorServer();
  checkout = alembic ? makeAlembicCheckout(join(folder, 'backend'), alembic, server.databaseUrl) : undefined;
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
  removeDir(folder);
});

async function inventoryOf({ database }: VectorServer): Promise<Inventory> {
  const { rows } = await database.query(`
    SELECT system_identifier::text AS "systemIdentifier", current_database() AS database FROM pg_control_system()`);
  return inventorySchema.parse({
    hosts: [{ key: 'here', kind: 'local' }],
    endpoints: [],
    commands: { 'disk-free': { host: 'here', argv: ['df', '-Pk', '/'] }, ...checkout?.commands },
    tools: { ...checkout?.tools },
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

describe.skipIf(!alembic)('1.3 on a database with the real extension (needs Alembic)', () => {
  const NEWER = '803b93aca2d2';
  const extension = async () =>
    (await server.database.query<{ name: string }>("SELECT extname AS name FROM pg_extension WHERE extname = 'vector'"))
      .rows;
  const revision = async () => (await server.database.query('SELECT version_num AS v FROM alembic_version')).rows;

  beforeAll(async () => {
    // The tables are there; from here on the migration itself makes the rest.
    await checkout?.run('stamp', '202508230001');
    await checkout?.run('upgrade', NEWER);
  }, 60_000);

  it('takes every index of the migration back, both kinds among embeddings too, and sees that the extension stays', async () => {
    expect(await definitions()).toMatchObject(DEFINITIONS);
    const run = await startedShipped(at, { procedure: '1.3', branch: 'main' });
    const after = await workOff(run);
    expect(after.state, JSON.stringify(stepOutcomes(after))).toBe('succeeded');
    const stays = after.steps.find((step) => step.key === 'vector-stays');
    expect(stays?.outcome).toMatchObject({
      checks: [{ isOk: true, expected: expect.stringMatching(/^vector \d/), saw: expect.stringMatching(/^vector \d/) }],
    });
    expect([await revision(), await definitions()]).toEqual([[{ v: '202508230001' }], {}]);
    expect(await extension()).toEqual([{ name: 'vector' }]);

    const back = await workOff(await startedShipped(at, { procedure: '1.3', branch: 'way-back' }));
    expect(back.state, JSON.stringify(stepOutcomes(back))).toBe('succeeded');
    expect(await revision()).toEqual([{ v: NEWER }]);
    expect(await definitions()).toMatchObject(DEFINITIONS);
  });

  // The last one: with the extension go the embeddings.
  it('fails where the extension went with the downgrade', async () => {
    const run = await startedShipped(at, { procedure: '1.3', branch: 'main', mode: 'step' });
    await workUpTo(at, run, 'vector-stays');
    await at.query('DROP EXTENSION vector CASCADE');
    await continueRun(at.people.engineer, { runId: run.runId, mode: 'to_decision' });
    const failed = stepOutcomes(await workOff(run));
    expect(failed['vector-stays']).toMatch(
      /^failed: It ran, but it did not work: .*Expected vector [\d.]+, saw none\.$/,
    );
    expect(failed['read-dialog-messages']).toBe('pending: ');
  });
});
