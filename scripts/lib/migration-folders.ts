import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PRISMA_FOLDER = fileURLToPath(new URL('../../prisma/', import.meta.url));

export const SCHEMA_FILE = join(PRISMA_FOLDER, 'schema.prisma');
export const MIGRATIONS_FOLDER = join(PRISMA_FOLDER, 'migrations');

const LOCK_FILE = join(MIGRATIONS_FOLDER, 'migration_lock.toml');

export interface MigrationFolder {
  name: string;
  sql: string;
  /** As Prisma records it, so that both agree on what has been applied. */
  checksum: string;
}

/** Lists the migrations of this checkout in the order in which they are applied. */
export function listMigrationFolders(): MigrationFolder[] {
  if (!existsSync(MIGRATIONS_FOLDER)) return [];
  const names = readdirSync(MIGRATIONS_FOLDER, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name);
  return names.sort().map((name) => {
    const sql = readFileSync(join(MIGRATIONS_FOLDER, name, 'migration.sql'), 'utf8');
    return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') };
  });
}

/** The same list in the form in which the schema engine wants it. */
export function migrationList(folders: MigrationFolder[]) {
  const lock = existsSync(LOCK_FILE) ? readFileSync(LOCK_FILE, 'utf8') : null;
  return {
    baseDir: MIGRATIONS_FOLDER,
    lockfile: { path: 'migration_lock.toml', content: lock },
    shadowDbInitScript: '',
    migrationDirectories: folders.map(({ name, sql }) => ({
      path: name,
      migrationFile: { path: 'migration.sql', content: { tag: 'ok' as const, value: sql } },
    })),
  };
}
