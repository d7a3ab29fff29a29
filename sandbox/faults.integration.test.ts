import { readdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { clientBinding } from './bindings/postgres';
import { stopCluster } from './cluster';
import { withClient } from './connection';
import { listIndexes } from './database';
import { faults } from './faults';
import type { Fault } from './faults/fault';
import { sandboxPaths } from './paths';
import { isOurs, readPid } from './processes';
import { git } from './repository';
import { resetSandbox } from './reset';
import { digestRows } from './rows';
import { openSandbox, type Sandbox } from './sandbox';
import { OPTIMISED_SETTINGS, readSystemSettings } from './system-settings';
import { measure } from './testing/measure';
import { startPreparedService } from './testing/prepared';
import { endService, removeDir, runBinding, type Service } from './testing/service';
import { findTools } from './tools';

const API = ['api-health', 'assistants-stats', 'dialogs-recent', 'telegram-webhook'];
/** Less than any fault that slows takes, more than a busy machine does. */
const SLOW_MS = 700;

const WELL = { failing: [] as string[], slow: [] as string[] };

const tools = await findTools();

let service: Service;
let sandbox: Sandbox;

const command = (key: string, parameters?: Record<string, string>) =>
  runBinding(service.target.inventory.commands[key], parameters);

/** As the terminal does: a process each. */
const fault = (key: string, action: 'on' | 'off' | 'status') =>
  runBinding(service.target.inventory.faults.find((one) => one.key === key)?.[action]);

/** The same without the process. */
function findFault(key: string): Fault {
  const found = faults.find((one) => one.key === key);
  if (found === undefined) throw new Error(`there is no fault ${key}`);
  return found;
}

const asConsole = <T>(work: Parameters<typeof withClient<T>>[1]) => withClient(service.target.databaseUrl, work);

async function effect(rounds: number) {
  const { failing, slowerThan } = await measure(service.target.inventory.endpoints, rounds);
  return { failing, slow: slowerThan(SLOW_MS) };
}

/** What a switch must not touch a second time: the server, the commit, the processes, the rows. */
async function trace() {
  const server = await asConsole((client) => client.query('SELECT pg_postmaster_start_time()::text AS at'));
  const apps = JSON.parse(await command('services-status')).map((app: { pid: number }) => app.pid);
  return { server: server.rows, apps, head: await command('git-head'), rows: await asConsole(digestRows) };
}

async function restoreBackup(): Promise<void> {
  const paths = sandboxPaths(service.dir);
  const psql = (database: string, ...args: string[]) =>
    runBinding(clientBinding(paths, tools, 'psql', '-X', '-q', '-v', 'ON_ERROR_STOP=1', '-d', database, ...args));
  await command('services-stop');
  await psql('postgres', '-c', 'CREATE DATABASE replyx_restored');
  await psql('replyx_restored', '-1', '-f', paths.backup);
  await psql('postgres', '-c', 'ALTER DATABASE replyx RENAME TO replyx_failed');
  await psql('postgres', '-c', 'ALTER DATABASE replyx_restored RENAME TO replyx');
  await command('services-start');
  await expectNoErrorWithoutMonitoring();
}

/** What the monitoring process reports to a database from before it is no error of the API. */
async function expectNoErrorWithoutMonitoring(): Promise<void> {
  const url = new URL('/api/metrics', sandbox.endpoints[0]?.url);
  // Where the services were just started they may not listen yet; their first answer is the one that counts.
  const send = () => fetch(url, { method: 'POST', body: JSON.stringify({ query: 'api_health', durationMs: 5 }) });
  const answer = await vi.waitFor(send, { timeout: 15_000, interval: 50 });
  expect(answer.status).toBe(404);
}

async function commitNullPool(): Promise<void> {
  const file = join(sandbox.paths.backend, 'database', 'connection.py');
  writeFileSync(file, 'engine = create_engine(\n    poolclass=NullPool,\n    pool_pre_ping=False,\n)\n');
  await git(sandbox.paths, ['commit', '--quiet', '--all', '--message', 'Open a connection for each request again']);
  await command('backend-reload');
}

async function resetSettings(): Promise<void> {
  await asConsole(async (client) => {
    for (const name of Object.keys(OPTIMISED_SETTINGS)) await client.query(`ALTER SYSTEM RESET ${name}`);
  });
  await command('postgres-restart');
}

type Case = {
  key: string;
  shows: typeof WELL;
  /** How often each endpoint is asked: often where not every call fails, and never once, which may be slow by chance. */
  rounds?: number;
  mend: string;
  how: () => Promise<unknown>;
  /** False where this machine lacks the tool that the mending needs. */
  canMend?: boolean;
};

const CASES: Case[] = [
  {
    key: 'exhausted-connections',
    shows: { failing: API, slow: [] },
    rounds: 12,
    mend: 'NullPool, committed and reloaded',
    how: commitNullPool,
  },
  {
    key: 'blocking-transaction',
    shows: { failing: API, slow: API },
    rounds: 2,
    mend: 'ending exactly the monitoring process',
    how: async () => process.kill(readPid(sandbox.paths.monitorPid) ?? 0, 'SIGTERM'),
  },
  {
    key: 'slow-vector',
    shows: { failing: [], slow: ['dialogs-recent', 'telegram-webhook'] },
    mend: 'dropping the two vector indexes',
    how: () =>
      asConsole(async (client) => {
        for (const kind of ['ivfflat', 'hnsw'])
          await client.query(`DROP INDEX CONCURRENTLY idx_knowledge_embeddings_${kind}`);
      }),
  },
  {
    key: 'failing-telegram',
    shows: { failing: ['telegram-webhook'], slow: [] },
    mend: 'the downgrade to before the consolidation (needs Alembic and psycopg2)',
    how: () => command('alembic-downgrade', { revision: '803b93aca2d2' }),
    canMend: tools.alembic !== undefined,
  },
  {
    key: 'tight-settings',
    shows: { failing: API, slow: [] },
    mend: 'resetting the settings and a restart',
    how: resetSettings,
  },
  {
    key: 'corrupted-rows',
    shows: { failing: ['assistants-stats', 'dialogs-recent'], slow: [] },
    mend: 'restoring the backup beside it and swapping names (needs psql)',
    how: restoreBackup,
    canMend: tools.psql !== undefined,
  },
];

beforeAll(async () => {
  service = await startPreparedService();
  sandbox = openSandbox(sandboxPaths(service.dir));
}, 120_000);

afterAll(async () => {
  await endService(service, 'SIGTERM');
  removeDir(service.dir);
}, 20_000);

const isWell = () => expect.poll(() => effect(1), { timeout: 20_000 }).toEqual(WELL);

describe.each(CASES)('$key', ({ key, shows, rounds = 4, mend, how, canMend = true }) => {
  it('shows its effect and no other, once however often it is switched on, and goes when switched off', {
    timeout: 60_000,
  }, async () => {
    await isWell();
    const { on, off, isOn } = findFault(key);
    await on(sandbox);
    const before = await trace();
    expect([await effect(rounds), await isOn(sandbox)]).toEqual([shows, true]);
    await on(sandbox);
    expect(await trace()).toEqual(before);
    await off(sandbox);
    await off(sandbox);
    expect(await isOn(sandbox)).toBe(false);
    await isWell();
  });

  it.skipIf(!canMend)(`is mended by ${mend}`, { timeout: 60_000 }, async () => {
    const { on, isOn } = findFault(key);
    await on(sandbox);
    await how();
    await isWell();
    expect(await isOn(sandbox)).toBe(false);
  });
});

describe('a reset', () => {
  const states = async () => JSON.parse(await command('sandbox-faults')) as Record<string, string>;

  const NAMES = `
    SELECT datname::text AS name FROM pg_database WHERE pg_get_userbyid(datdba) = current_user
    UNION ALL SELECT viewname::text FROM pg_views WHERE schemaname = 'public' ORDER BY 1`;

  async function expectPrepared() {
    const { paths, prepared } = sandbox;
    await isWell();
    const { 'alembic-missing': alembicState, ...others } = await states();
    expect(new Set(Object.values(others))).toEqual(new Set(['off']));
    expect(alembicState).toBe(tools.alembic ? 'off' : 'on');
    await asConsole(async (client) => {
      expect(await digestRows(client)).toEqual(prepared.rows);
      expect(Object.fromEntries(await listIndexes(client))).toEqual(prepared.indexes);
      const names = (await client.query<{ name: string }>(NAMES)).rows.map((row) => row.name);
      expect(names).toEqual(['performance_metrics', 'replyx', 'weekly_slow_queries']);
    });
    expect(readSystemSettings(paths)).toEqual(OPTIMISED_SETTINGS);
    expect([await command('git-head'), await command('git-status')]).toEqual([prepared.commits.stable, '']);
    expect(readdirSync(paths.backups).sort()).toEqual(['pre_optimization_backup.sql', 'pre_optimization_metrics.json']);
    expect(isOurs(readPid(paths.monitorPid), paths.backend)).toBe(true);
  }

  it('mends all faults at once, and what rollbacks left half-way', { timeout: 120_000 }, async () => {
    await resetSandbox(sandbox);
    await Promise.all(['bad-deploy', 'exhausted-connections', 'failing-telegram'].map((key) => fault(key, 'on')));
    for (const { key, on } of faults) if (key !== 'blocking-transaction') await on(sandbox);
    await findFault('blocking-transaction').on(sandbox);
    expect(new Set(Object.values(await states()))).toEqual(new Set(['on']));

    const { paths } = sandbox;
    await asConsole((client) => client.query('CREATE DATABASE replyx_restored'));
    await command('services-stop');
    // Waits behind the monitoring's transaction, as a rollback does that nobody gave a time limit.
    const hung = asConsole((client) => client.query('SET lock_timeout = 0; DROP TABLE query_performance_log CASCADE'));
    const versions = join(paths.backend, 'alembic', 'versions');
    renameSync(join(versions, 'consolidated_001_phases.py'), join(paths.backend, 'aside.py'));
    writeFileSync(join(paths.backend, '.git', 'index.lock'), '');
    writeFileSync(join(paths.backups, 'failed_state_backup_20250825_031500.sql'), 'half a du');
    await asConsole(async (client) => {
      await client.query('DROP TABLE knowledge_embeddings');
      await client.query('DELETE FROM dialog_messages WHERE id % 2 = 0');
    });
    await Promise.all([command('sandbox-reset'), hung.catch(() => undefined)]);
    await expectPrepared();
  });

  it('finds neither the server running nor a database of the right name', { timeout: 60_000 }, async () => {
    await withClient(service.target.databaseUrl.replace(/replyx$/, 'postgres'), async (client) => {
      await command('services-stop');
      await client.query('ALTER DATABASE replyx RENAME TO replyx_failed');
    });
    await stopCluster(sandbox.paths);
    await resetSandbox(sandbox);
    await expectPrepared();
  });

  it('changes nothing in a sandbox that is as it was prepared', { timeout: 30_000 }, async () => {
    const { apps: _before, ...before } = await trace();
    await resetSandbox(sandbox);
    expect(await trace()).toMatchObject(before);
  });
});
