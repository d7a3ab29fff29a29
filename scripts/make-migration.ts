/** Writes a new migration: what prisma/schema.prisma has that the schema kept beside the last migration has not. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedStore } from './lib/embedded-store';
import { listMigrationFolders, MIGRATIONS_FOLDER, SCHEMA_FILE } from './lib/migration-folders';
import { Refusal, runScript } from './lib/refusal';
import { openSchemaEngine } from './lib/schema-engine';

const LOCK_TEXT = '# Keeps a migration of one database from being applied to another.\nprovider = "postgresql"\n';

async function makeMigration(name: string | undefined): Promise<void> {
  if (!name || !/^[a-z][a-z0-9_]*$/.test(name)) {
    throw new Refusal('Name the migration in snake_case: npm run db:migration -- add_something');
  }
  const script = await planScript(lastSchema(), readFileSync(SCHEMA_FILE, 'utf8'));
  const folder = join(MIGRATIONS_FOLDER, `${nextStamp()}_${name}`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'migration.sql'), script);
  writeFileSync(join(folder, 'schema.prisma'), readFileSync(SCHEMA_FILE));
  const lock = join(MIGRATIONS_FOLDER, 'migration_lock.toml');
  if (!existsSync(lock)) writeFileSync(lock, LOCK_TEXT);
  console.log(`Wrote ${folder}; read it, and add by hand what a schema cannot say.`);
}

/** After the last one, also where that was written by a clock that ran ahead: they are applied in the order of their names. */
function nextStamp(): string {
  const now = new Date().toISOString().replace(/\D/g, '').slice(0, 14);
  const last = listMigrationFolders().at(-1)?.name.slice(0, now.length) ?? '0';
  return String(Math.max(Number(now), Number(last) + 1));
}

// Compared with a kept schema and not with a database: the hand-written indexes and triggers would look like drift.
function lastSchema(): string | undefined {
  const last = listMigrationFolders().at(-1);
  return last && readFileSync(join(MIGRATIONS_FOLDER, last.name, 'schema.prisma'), 'utf8');
}

async function planScript(before: string | undefined, now: string): Promise<string> {
  // The engine asks a server for its version before it compares anything.
  const folder = mkdtempSync(join(tmpdir(), 'make-migration-'));
  const store = await startEmbeddedStore({ folder });
  const { engine, close } = await openSchemaEngine(store.url);
  try {
    const { stdout } = await engine.diff({
      from: before ? { tag: 'schemaDatamodel', ...oneFile(before) } : { tag: 'empty' },
      to: { tag: 'schemaDatamodel', ...oneFile(now) },
      script: true,
      exitCode: null,
      filters: { externalTables: [], externalEnums: [] },
    });
    if (!stdout || stdout.startsWith('-- This is an empty migration')) {
      throw new Refusal('The schema has nothing that the migrations do not have already.');
    }
    // Every database has this schema, and asking for it takes a right that a hosted store's owner may not have.
    const script = stdout.replace('-- CreateSchema\nCREATE SCHEMA IF NOT EXISTS "public";\n\n', '');
    return `${script.trim()}\n`;
  } finally {
    await close();
    await store.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

function oneFile(content: string) {
  return { files: [{ path: 'schema.prisma', content }] };
}

await runScript(() => makeMigration(process.argv[2]));
