import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { judgePooler } from '@/lib/domain/preflight/pooler';
import { createTestStore, type TestStore } from '@/scripts/test/store';
import { sqlRenderer } from '../runbooks/sql-catalogue';
import type { SqlStatement } from './execute-sql';
import { querySql } from './execute-sql';
import { startPooler, type TestPooler } from './pooler.fixture';
import { probePooler } from './probe-pooler';

const FILE = 'preflight/backend.sql';
let store: TestStore;
let statement: SqlStatement;
let fingerprint: { systemIdentifier: string; database: string };
const poolers: TestPooler[] = [];

beforeAll(async () => {
  store = await createTestStore();
  statement = (await sqlRenderer({ [FILE]: await readFile(`sql/${FILE}`, 'utf8') }))(FILE, {});
  const text =
    'select (pg_control_system()).system_identifier::text as "systemIdentifier", current_database() as database';
  const options = { timeoutMs: 5000, applicationName: 'test' };
  [fingerprint] = (await querySql({ databaseUrl: store.url }, { text, values: [] }, options)) as [typeof fingerprint];
});
afterAll(async () => {
  await Promise.all(poolers.map((one) => one.close()));
  await store?.drop();
});

async function judged(mode?: 'transaction' | 'session') {
  const pooler = mode && (await startPooler(store.url, mode));
  if (pooler) poolers.push(pooler);
  return judgePooler(
    await probePooler({ databaseUrl: pooler?.url ?? store.url, fingerprint }, statement, 'rollback-test'),
  );
}

it('a pooler that gives each transaction another backend is found by what it does, though every limit reads back well', async () => {
  expect(await judged('transaction')).toMatchObject({ key: 'pooler', verdict: 'block' });
});

it('a pooler that leaves a backend to a session is named, and holds nobody up', async () => {
  expect(await judged('session')).toMatchObject({ key: 'pooler', verdict: 'warn' });
});

it('a direct connection is one', async () => {
  expect(await judged()).toMatchObject({ key: 'pooler', verdict: 'ok' });
});
