/** Writes a new migration: what prisma/schema.prisma has that the migrations so far do not. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { startEmbeddedStore } from './lib/embedded-store';
import { migrate } from './lib/migrate';
import { listMigrationFolders, MIGRATIONS_FOLDER, SCHEMA_FILE } from './lib/migration-folders';
import { Refusal, runScript } from './lib/refusal';
import { openSchemaEngine } from './lib/schema-engine';

const LOCK_TEXT = '# Keeps a migration of one database from being applied to another.\nprovider = "postgresql"\n';

async function makeMigration(name: string | undefined): Promise<void> {
  if (!name || !/^[a-z][a-z0-9_]*$/.test(name)) {
    throw new Refusal('Name the migration in snake_case: npm run db:migration -- add_something');
  }
  const folder = mkdtempSync(join(tmpdir(), 'make-migration-'));
  const store = await startEmbeddedStore({ folder: join(folder, 'store'), settings: { fsync: 'off' } });
  try {
    const hasMigrations = listMigrationFolders().length > 0;
    if (hasMigrations) await migrate(store.url);
    write(name, await planSql(store.url, hasMigrations));
  } finally {
    await store.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function planSql(url: string, hasMigrations: boolean): Promise<string> {
  const { engine, close } = await openSchemaEngine(url);
  try {
    const schema = { files: [{ path: SCHEMA_FILE, content: readFileSync(SCHEMA_FILE, 'utf8') }] };
    const { stdout } = await engine.diff({
      from: hasMigrations ? { tag: 'schemaDatasource', ...schema, configDir: dirname(SCHEMA_FILE) } : { tag: 'empty' },
      to: { tag: 'schemaDatamodel', ...schema },
      script: true,
      exitCode: null,
      filters: { externalTables: [], externalEnums: [] },
    });
    const isEmpty = !stdout || /^\s*-- This is an empty migration/.test(stdout);
    if (isEmpty) throw new Refusal('The schema has nothing that the migrations do not have already.');
    return stdout;
  } finally {
    await close();
  }
}

function write(name: string, script: string): void {
  // Every database has this schema, and asking for it takes a right that a hosted store's owner may not have.
  const sql = script.replace('-- CreateSchema\nCREATE SCHEMA IF NOT EXISTS "public";\n', '');
  const stamp = new Date().toISOString().replace(/\D/g, '').slice(0, 14);
  const folder = join(MIGRATIONS_FOLDER, `${stamp}_${name}`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'migration.sql'), `${sql.trim()}\n`);
  const lock = join(MIGRATIONS_FOLDER, 'migration_lock.toml');
  if (!existsSync(lock)) writeFileSync(lock, LOCK_TEXT);
  console.log(`Wrote ${folder}`);
}

await runScript(() => makeMigration(process.argv[2]));
