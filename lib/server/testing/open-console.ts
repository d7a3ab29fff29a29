import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import type { Role, RunbookContent } from '@/lib/contracts/runbook';
import type { Me } from '@/lib/contracts/views';
import type { TestStore } from '@/scripts/test/store';
import { closeStore, db } from '../db';
import { hashOf } from '../runbooks/load-runbook';
import { loadSqlCatalogue } from '../runbooks/sql-catalogue';
import { setCurrentRunbook, storeRunbook } from '../runbooks/store-runbook';
import { closeSshConnections, stopSpawner } from '../targets/execute-command';
import { writePrograms } from './programs';
import { testRunbook } from './runbook';

const PEOPLE = {
  engineer: 'engineer',
  otherEngineer: 'engineer',
  lead: 'team_lead',
  otherLead: 'team_lead',
  executive: 'executive',
  manager: 'manager',
  administrator: 'administrator',
} as const satisfies Record<string, Role>;
export type People = Record<keyof typeof PEOPLE, Me>;

export type TestConsole = {
  people: People;
  /** For plain queries on the store, and on the database that is rolled back. */
  store: pg.Pool;
  database: pg.Pool;
  storeUrl: string;
  databaseUrl: string;
  fingerprint: { systemIdentifier: string; database: string };
  /** Where programs, targets' folders and the console's data lie. */
  folder: string;
  close(): Promise<void>;
};

/**
 * A console on an empty store, and a database to be rolled back: its environment, people of every role and a runbook. To be
 * opened once a process, before anything reads the environment.
 */
export async function openConsole(storeAt: TestStore, databaseAt: TestStore): Promise<TestConsole> {
  const folder = await mkdtemp(join(tmpdir(), 'console-test-'));
  Object.assign(process.env, environment(storeAt.roleUrl ?? storeAt.url, folder));
  await writePrograms(folder);
  const store = newPool(storeAt.url);
  const database = newPool(databaseAt.url);
  const { rows } = await database.query(
    'select (pg_control_system()).system_identifier::text as "systemIdentifier", current_database() as database',
  );
  await putRunbookInForce();
  return {
    people: await createPeople(),
    store,
    database,
    storeUrl: storeAt.url,
    databaseUrl: databaseAt.url,
    fingerprint: rows[0],
    folder,
    async close() {
      await stopSpawner();
      closeSshConnections();
      await closeStore();
      await Promise.all([store.end(), database.end()]);
      await Promise.all([storeAt.drop(), databaseAt.drop()]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function environment(databaseUrl: string, folder: string): Record<string, string> {
  return {
    DATABASE_URL: databaseUrl,
    NEXTAUTH_SECRET: randomBytes(24).toString('base64'),
    NEXTAUTH_URL: 'http://console.example:3000',
    CONSOLE_SECRET_KEY: randomBytes(32).toString('base64'),
    CONSOLE_DATA_DIR: join(folder, 'data'),
    CONSOLE_WORKER_BEAT_MS: '300',
    CONSOLE_WORKER_STALE_MS: '1500',
    CONSOLE_WORKER_DRAIN_MS: '2000',
    LOG_LEVEL: 'silent',
  };
}

function newPool(connectionString: string): pg.Pool {
  const pool = new pg.Pool({ connectionString, max: 5 });
  // The store is dropped under idle connections.
  pool.on('error', () => undefined);
  return pool;
}

/** Stores the tests' runbook and puts it in force; another label is another version. */
export async function putRunbookInForce(label = 'first', edit?: (content: RunbookContent) => void): Promise<void> {
  const { content } = testRunbook(label, await loadSqlCatalogue('sql'));
  edit?.(content);
  const hash = hashOf(content);
  await storeRunbook(content, hash);
  await setCurrentRunbook(hash);
}

async function createPeople(): Promise<People> {
  const made = Object.entries(PEOPLE).map(async ([name, role]) => [name, await createPerson(name, role)] as const);
  return Object.fromEntries(await Promise.all(made)) as People;
}

/** A person who cannot sign in: use cases are called in their name. */
export async function createPerson(name: string, role: Role): Promise<Me> {
  const email = `${name}-${randomUUID().slice(0, 8)}@console.example`.toLowerCase();
  const { id } = await db().person.create({ data: { name, email, role, passwordHash: 'none' } });
  return { id, name, email, role };
}
