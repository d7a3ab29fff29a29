// A console of the bench's own: its store as `npm start` makes it, people, a runbook of measured procedures, targets on a
// server of their own, and the worker as a process.
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import pg from 'pg';
import type { z } from 'zod';
import type { Role } from '@/lib/contracts/runbook';
import { type commandBindingSchema, inventorySchema } from '@/lib/contracts/target';
import type { Me } from '@/lib/contracts/views';
import { closeStore, db } from '@/lib/server/db';
import { declareIncident } from '@/lib/server/incidents/declare-incident';
import { closeNews } from '@/lib/server/news-hub';
import { loadSqlCatalogue } from '@/lib/server/runbooks/sql-catalogue';
import { setCurrentRunbook, storeRunbook } from '@/lib/server/runbooks/store-runbook';
import { storeTarget } from '@/lib/server/targets/register-target';
import { type RunningStore, startEmbeddedStore } from '../lib/embedded-store';
import { migrate } from '../lib/migrate';
import { endProcess } from '../lib/processes';
import { bundleProgram } from '../start/bundle-program.mjs';
import { SMALL_ENVIRONMENT, SMALL_WORKER } from '../start/web-words';
import { workerWords } from '../start/worker-words.mjs';
import { benchRunbook, type Procedure } from './runbook';

export type BenchTarget = { key: string; databaseUrl: string; incidentCode: string };
export type BenchConsole = {
  folder: string;
  storeUrl: string;
  people: { engineer: Me; lead: Me };
  targets: BenchTarget[];
  worker: ChildProcess;
  close(): Promise<void>;
};

/** What a topic measures besides the ten steps: procedures, and what their commands are on each target. */
export type OfTopic = {
  procedures: readonly Procedure[];
  commands: Record<string, z.input<typeof commandBindingSchema>>;
};

/** Opens it with so many targets, each with a database and an open incident of its own. */
export async function openBenchConsole(targetCount: number, ofTopic?: OfTopic): Promise<BenchConsole> {
  const folder = mkdtempSync(join(tmpdir(), 'console-bench-'));
  const [store, targetServer] = await Promise.all([
    startEmbeddedStore({ folder: join(folder, 'store') }),
    startEmbeddedStore({ folder: join(folder, 'targets'), database: 'target_1' }),
  ]);
  await migrate(store.url);
  mkdirSync(join(folder, 'data'));
  Object.assign(process.env, environment(store.url, folder));
  const { content, hash } = benchRunbook(await loadSqlCatalogue('sql'), ofTopic?.procedures);
  await storeRunbook(content, hash);
  await setCurrentRunbook(hash);
  const people = { engineer: await createPerson('engineer'), lead: await createPerson('team_lead') };
  const targets: BenchTarget[] = [];
  for (let at = 1; at <= targetCount; at += 1)
    targets.push(await addTarget(targetServer, at, people.engineer, ofTopic?.commands));
  const worker = await startWorker();
  return {
    folder,
    storeUrl: store.url,
    people,
    targets,
    worker,
    close: () => close(worker, [store, targetServer], folder),
  };
}

async function close(worker: ChildProcess, servers: RunningStore[], folder: string): Promise<void> {
  if (worker.pid && worker.exitCode === null) await endProcess(worker.pid, [['SIGTERM', 10_000]]);
  await closeNews();
  await closeStore();
  for (const server of servers) await server.stop();
  rmSync(folder, { recursive: true, force: true });
}

function environment(storeUrl: string, folder: string): Record<string, string> {
  return {
    DATABASE_URL: storeUrl,
    NEXTAUTH_SECRET: randomBytes(24).toString('base64'),
    NEXTAUTH_URL: 'http://console.example:3000',
    CONSOLE_SECRET_KEY: randomBytes(32).toString('base64'),
    CONSOLE_DATA_DIR: join(folder, 'data'),
  };
}

async function createPerson(role: Role): Promise<Me> {
  const email = `${role}-${randomUUID().slice(0, 8)}@console.example`;
  const { id, name } = await db().person.create({ data: { name: role, email, role, passwordHash: 'none' } });
  return { id, name, email, role };
}

async function addTarget(
  server: RunningStore,
  at: number,
  engineer: Me,
  commands?: OfTopic['commands'],
): Promise<BenchTarget> {
  const [key, database] = [`bench-${at}`, `target_${at}`];
  const databaseUrl = server.url.replace(/target_1$/, database);
  const fingerprint = await createDatabase(server.url, databaseUrl, at === 1 ? null : database);
  const inventory = inventorySchema.parse({
    hosts: [{ key: 'here', kind: 'local' }],
    endpoints: [],
    commands: { nothing: { host: 'here', argv: ['/bin/true'] }, ...commands },
    tools: {},
    baseline: { errorRatePercent: 0, p95Ms: 10, measuredAt: '2026-01-01T00:00:00Z' },
    fingerprint,
    vector: 'array',
  });
  await storeTarget({ key, name: key, environment: 'sandbox', databaseUrl, inventory }, null);
  const { code } = await declareIncident(engineer, {
    targetKey: key,
    signals: [{ kind: 'error_rate', value: 400, note: '' }],
    title: 'Measured',
    message: 'We measure.',
    toldBy: ['hotline'],
    requestKey: randomUUID(),
  });
  return { key, databaseUrl, incidentCode: code };
}

async function createDatabase(adminUrl: string, databaseUrl: string, name: string | null) {
  if (name !== null) await query(adminUrl, `CREATE DATABASE ${name}`);
  const [row] = await query(
    databaseUrl,
    'select (pg_control_system()).system_identifier::text as "systemIdentifier", current_database() as database',
  );
  return row;
}

async function query(url: string, text: string): Promise<pg.QueryResultRow[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return (await client.query(text).finally(() => client.end())).rows;
}

/** The very worker that `npm start` runs. */
async function startWorker(): Promise<ChildProcess> {
  bundleProgram('worker');
  const child = spawn(process.execPath, [...SMALL_WORKER, ...workerWords()], {
    env: { ...process.env, ...SMALL_ENVIRONMENT, NODE_ENV: 'production', LOG_LEVEL: 'info' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout });
  const ready = new Promise<void>((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`the worker ended with ${code} before it was ready`)));
    lines.on('line', (line) => {
      if (line.includes('worker ready')) resolve();
      else if (!line.includes('"level":30')) console.error(line);
    });
  });
  await Promise.race([ready, once(child, 'error').then(([error]) => Promise.reject(error))]);
  return child;
}
