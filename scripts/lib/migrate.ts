import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import pg from 'pg';
import { listMigrationFolders, type MigrationFolder, migrationList } from './migration-folders';
import { Refusal } from './refusal';

// Any number that nothing else locks; it keeps two starts on one store from migrating at once.
const MIGRATE_LOCK = 7_280_115;

interface RecordedMigration {
  name: string;
  checksum: string;
  isFinished: boolean;
}

/**
 * Brings the store to this checkout's schema and returns the names of the migrations that were applied.
 * Refuses a store that a newer release has migrated, or one whose last migration failed halfway.
 */
export async function migrate(databaseUrl: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect().catch((error: unknown) => {
    throw describeConnectFailure(error);
  });
  try {
    await client.query('SELECT pg_advisory_lock($1)', [MIGRATE_LOCK]);
    const folders = listMigrationFolders();
    const recorded = await readRecorded(client);
    assertKnown(folders, recorded);
    const isCurrent = isUpToDate(folders, recorded);
    const isQueueCurrent = await hasWholeQueue(client);
    if (!isCurrent || !isQueueCurrent) await assertOwner(client);
    const applied = isCurrent ? [] : await applyMigrations(databaseUrl, folders);
    if (!isQueueCurrent) await migrateQueue(databaseUrl);
    return applied;
  } finally {
    await client.end();
  }
}

/** Refuses before anything is begun: the engine does not survive being told halfway that it may not. */
async function assertOwner(client: pg.Client): Promise<void> {
  const { rows } = await client.query(
    `SELECT pg_has_role(current_user, relowner, 'MEMBER') AS owns FROM pg_class WHERE oid = to_regclass('_prisma_migrations')`,
  );
  if (rows[0]?.owns === false)
    throw new Refusal(
      'The store is of an older release, and the user in DATABASE_URL does not own its tables: ' +
        'start once with the address of the user that does in DATABASE_OWNER_URL.',
    );
}

/** Refuses a store that does not run or is not of exactly this release's schema; changes nothing. */
export async function assertStoreIsCurrent(databaseUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect().catch((error: unknown) => {
    throw describeConnectFailure(error);
  });
  try {
    const folders = listMigrationFolders();
    const recorded = await readRecorded(client);
    assertKnown(folders, recorded);
    if (!isUpToDate(folders, recorded))
      throw new Refusal(
        'The store is from an older release: start the console of this release once, which migrates it.',
      );
  } finally {
    await client.end();
  }
}

const CONNECT_FAILURES: Record<string, string> = {
  ECONNREFUSED: 'nothing listens there: start the server, or correct the host and port in DATABASE_URL.',
  ENOTFOUND: 'its host name is not known: correct the host in DATABASE_URL.',
  ETIMEDOUT: 'it does not answer: see that this machine may reach it.',
  '28P01': 'it refuses the password: correct it in DATABASE_URL.',
  '28000': 'it refuses this user: correct the user in DATABASE_URL or allow it on the server.',
  '3D000': 'the database does not exist: create it, or correct its name in DATABASE_URL.',
};

function describeConnectFailure(error: unknown): unknown {
  const { code = '' } = error as { code?: string };
  const because = CONNECT_FAILURES[code];
  return because ? new Refusal(`The store cannot be reached (${code}): ${because}`) : error;
}

async function readRecorded(client: pg.Client): Promise<RecordedMigration[]> {
  const { rows } = await client.query("SELECT to_regclass('_prisma_migrations') IS NOT NULL AS present");
  if (!rows[0].present) return [];
  const recorded = await client.query(
    `SELECT migration_name AS name, checksum, finished_at IS NOT NULL AS "isFinished"
       FROM _prisma_migrations WHERE rolled_back_at IS NULL ORDER BY started_at`,
  );
  return recorded.rows;
}

function assertKnown(folders: MigrationFolder[], recorded: RecordedMigration[]): void {
  const known = new Set(folders.map((folder) => folder.name));
  const unknown = recorded.find((row) => !known.has(row.name));
  if (unknown) {
    throw new Refusal(
      `The store is from a newer release (it has the migration ${unknown.name}, which this one does not know): ` +
        'start that release or restore the backup taken before it.',
    );
  }
  const checksums = new Map(folders.map((folder) => [folder.name, folder.checksum]));
  const changed = recorded.find((row) => row.isFinished && checksums.get(row.name) !== row.checksum);
  if (changed) {
    throw new Refusal(
      `The migration ${changed.name} is another one than the store was made with: start the release that made it, ` +
        'or point CONSOLE_DATA_DIR at a new folder.',
    );
  }
  const unfinished = recorded.find((row) => !row.isFinished);
  if (unfinished) {
    throw new Refusal(
      `The migration ${unfinished.name} failed on this store earlier and nothing of it was kept: ` +
        `mend the cause, delete its row from _prisma_migrations and start again.`,
    );
  }
}

function isUpToDate(folders: MigrationFolder[], recorded: RecordedMigration[]): boolean {
  const checksums = new Map(recorded.map((row) => [row.name, row.checksum]));
  return folders.every((folder) => checksums.get(folder.name) === folder.checksum);
}

async function applyMigrations(databaseUrl: string, folders: MigrationFolder[]): Promise<string[]> {
  // Loaded only when needed: it costs a fifth of a second, and most starts have nothing to apply.
  const { openSchemaEngine } = await import('./schema-engine');
  const { engine, close } = await openSchemaEngine(databaseUrl);
  try {
    const { appliedMigrationNames } = await engine.applyMigrations({
      migrationsList: migrationList(folders),
      filters: { externalTables: [], externalEnums: [] },
    });
    return appliedMigrationNames;
  } finally {
    await close();
  }
}

// The queue numbers its own migrations; reading the number is cheaper than loading the library on every start.
async function hasWholeQueue(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query("SELECT to_regclass('graphile_worker.migrations') IS NOT NULL AS present");
  if (!rows[0].present) return false;
  const applied = await client.query('SELECT max(id) AS last FROM graphile_worker.migrations');
  return Number(applied.rows[0].last) >= lastQueueMigration();
}

function lastQueueMigration(): number {
  const library = dirname(createRequire(import.meta.url).resolve('graphile-worker/package.json'));
  const numbers = readdirSync(join(library, 'sql')).map((file) => Number.parseInt(file, 10));
  return Math.max(...numbers.filter(Number.isInteger));
}

async function migrateQueue(databaseUrl: string): Promise<void> {
  const { Logger, runMigrations } = await import('graphile-worker');
  await runMigrations({ connectionString: databaseUrl, logger: new Logger(() => () => undefined) });
}
