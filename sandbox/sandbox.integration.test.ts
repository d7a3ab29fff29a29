import { statSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clientBinding } from './bindings/postgres';
import { withClient } from './connection';
import { listIndexes } from './database';
import { sandboxPaths } from './paths';
import { p95, probe, probeRounds } from './probe';
import {
  endService,
  isEmptySoon,
  removeDir,
  runBinding,
  type Service,
  startService,
  temporaryDir,
} from './testing/service';
import { findTools } from './tools';

const EMERGENCY_PATH = [
  'idx_knowledge_embeddings_ivfflat',
  'idx_messages_dialog_timestamp',
  'idx_assistants_user_active_created',
  'idx_dialogs_assistant_started',
  'idx_embeddings_assistant_importance',
  'idx_users_email_active',
  'idx_documents_user_upload_date',
  'idx_user_knowledge_assistant_importance',
];

const { alembic, psql } = await findTools();

let service: Service;
let stable: string;

const command = (key: string, parameters?: Record<string, string>) =>
  runBinding(service.target.inventory.commands[key], parameters);

const fault = (key: string, action: 'on' | 'off' | 'status') =>
  runBinding(service.target.inventory.faults.find((one) => one.key === key)?.[action]);

const asConsole = <T>(work: Parameters<typeof withClient<T>>[1]) => withClient(service.target.databaseUrl, work);

async function measure(rounds: number) {
  const results = await probeRounds(service.target.inventory.endpoints, rounds);
  const failed = results.filter((result) => !result.isOk).length;
  return {
    calls: results.length,
    failedPercent: (100 * failed) / results.length,
    p95Ms: p95(results.map((r) => r.durationMs)),
  };
}

beforeAll(async () => {
  service = await startService(temporaryDir());
  stable = await command('git-head');
}, 60_000);

afterAll(() => removeDir(service.dir));

describe('a freshly prepared sandbox', () => {
  it('answers on every endpoint', async () => {
    for (const endpoint of service.target.inventory.endpoints) {
      expect(await probe(endpoint)).toMatchObject({ key: endpoint.key, isOk: true });
    }
  });

  it('keeps its target file, which holds a password, to its owner', () => {
    expect(statSync(`${service.dir}/target.json`).mode & 0o777).toBe(0o600);
    expect(JSON.stringify(service.target.inventory)).not.toContain(new URL(service.target.databaseUrl).password);
  });

  it('has the indexes of the optimisation and the identity it states', async () => {
    await asConsole(async (client) => {
      const names = [...(await listIndexes(client)).keys()];
      expect(names.length).toBeGreaterThanOrEqual(35);
      expect(names).toEqual(expect.arrayContaining([...EMERGENCY_PATH, 'idx_knowledge_embeddings_hnsw']));
      const { rows } = await client.query('SELECT system_identifier::text AS id FROM pg_control_system()');
      expect(rows[0].id).toBe(service.target.inventory.fingerprint.systemIdentifier);
      const found = await client.query(`SELECT * FROM search_embeddings_simple('test query', 5, NULL)`);
      expect(found.fields.map((field) => field.name)).toEqual(['id', 'similarity_score']);
      expect(found.rowCount).toBe(5);
    });
  });

  it('tells pm2 processes as JSON and a clean checkout', async () => {
    const names = JSON.parse(await command('backend-status')).map((app: { name: string }) => app.name);
    expect(names).toContain('replyx-backend');
    expect(await command('git-status')).toBe('');
    expect(await command('git-commit-type', { commit: stable })).toBe('commit');
  });
});

describe('a bad deploy', () => {
  it('fails more than 90 % of calls, and the stable commit with a reload mends it', { timeout: 20_000 }, async () => {
    expect(await fault('bad-deploy', 'on')).toBe('on');
    const [deployed, previous] = (await command('git-log')).split('\n').map((line) => line.split('\t')[0]);
    expect(previous).toBe(stable);
    const broken = await measure(12);
    expect(broken.failedPercent).toBeGreaterThan(90);

    await command('git-checkout', { commit: stable });
    await command('backend-reload');
    expect((await measure(12)).failedPercent).toBe(0);
    expect(await command('git-head')).not.toBe(deployed);
    expect(await fault('bad-deploy', 'status')).toBe('off');
  });
});

describe('a slow database', () => {
  it('is more than four times slower, and the emergency path mends it', { timeout: 30_000 }, async () => {
    const limit = service.target.inventory.baseline.p95Ms;
    expect(await fault('slow-database', 'on')).toBe('on');
    const slow = await measure(2);
    expect(slow.failedPercent).toBe(0);
    expect(slow.p95Ms).toBeGreaterThan(4 * limit);

    await asConsole(async (client) => {
      for (const name of EMERGENCY_PATH) await client.query(`DROP INDEX CONCURRENTLY ${name}`);
    });
    const plan = await asConsole((client) => client.query('EXPLAIN SELECT FROM dialog_messages WHERE dialog_id = 1'));
    expect(JSON.stringify(plan.rows)).toContain('Seq Scan');
    const mended = await measure(12);
    expect(mended.failedPercent).toBe(0);
    expect(mended.p95Ms).toBeLessThan(3 * limit);
  });

  it('is gone after a reset, which brings every index back as it was', { timeout: 30_000 }, async () => {
    await command('sandbox-reset');
    const indexes = await asConsole(listIndexes);
    expect([...indexes.keys()]).toEqual(expect.arrayContaining(EMERGENCY_PATH));
    expect([...indexes.values()].join()).not.toContain('dialog_activity_rank');
    expect(await fault('slow-database', 'status')).toBe('off');
  });

  it.skipIf(!alembic)('is mended by the downgrade (needs Alembic and psycopg2)', { timeout: 30_000 }, async () => {
    await fault('slow-database', 'on');
    expect(await command('alembic-current')).toContain('803b93aca2d2 (head)');
    expect(await command('alembic-downgrade-sql', { range: '803b93aca2d2:202508230001' })).toContain('DROP INDEX');
    await command('alembic-downgrade', { revision: '202508230001' });
    expect((await measure(12)).p95Ms).toBeLessThan(3 * service.target.inventory.baseline.p95Ms);
    expect((await asConsole(listIndexes)).size).toBe(0);
    await command('sandbox-reset');
    expect(await command('alembic-current')).toContain('803b93aca2d2 (head)');
  });
});

describe('its services and its database server', () => {
  it('stop and start as commands, and nothing else is stopped', { timeout: 20_000 }, async () => {
    const states = async () =>
      JSON.parse(await command('services-status')).map((app: { pm2_env: { status: string } }) => app.pm2_env.status);
    await command('services-stop');
    expect(new Set(await states())).toEqual(new Set(['stopped']));
    await asConsole((client) => client.query('SELECT 1'));
    await command('services-start');
    expect(new Set(await states())).toEqual(new Set(['online']));
    expect((await measure(1)).failedPercent).toBe(0);
  });

  it('restart for real, and the backend goes on', { timeout: 20_000 }, async () => {
    const startedAt = () => asConsole((client) => client.query('SELECT pg_postmaster_start_time()::text AS at'));
    const before = (await startedAt()).rows[0].at;
    await command('postgres-restart');
    expect((await startedAt()).rows[0].at).not.toBe(before);
    expect((await measure(2)).failedPercent).toBe(0);
  });

  it.skipIf(!psql)('let psql in without a secret in its arguments or its environment (needs psql)', async () => {
    const binding = clientBinding(sandboxPaths(service.dir), { psql }, 'psql', '-X', '-A', '-t', '-c', 'SELECT user');
    expect(await runBinding(binding)).toBe('replyx_owner');
    expect(JSON.stringify(binding)).not.toContain(new URL(service.target.databaseUrl).password);
    expect(statSync(`${service.dir}/pgpass`).mode & 0o777).toBe(0o600);
  });
});

describe('missing Alembic', () => {
  it.skipIf(!alembic)('fails its tool check until the fault is off (needs Alembic)', { timeout: 20_000 }, async () => {
    const check = { host: 'app-1', argv: service.target.inventory.tools.alembic?.check ?? [] };
    expect(await fault('alembic-missing', 'on')).toBe('on');
    await expect(runBinding(check)).rejects.toThrow('127');
    expect(await fault('alembic-missing', 'off')).toBe('off');
    expect(await runBinding(check)).toContain('alembic');
  });
});

describe('the end', () => {
  it('leaves no process behind', { timeout: 20_000 }, async () => {
    expect(await endService(service, 'SIGTERM')).toBeLessThan(8000);
    expect(await isEmptySoon(service.dir)).toBe(true);
  });
});
