import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { listMigrationFolders, MIGRATIONS_FOLDER, SCHEMA_FILE } from './migration-folders';

it('keeps beside the last migration the schema that the client is generated from', () => {
  const last = listMigrationFolders().at(-1)?.name ?? '';
  const kept = readFileSync(join(MIGRATIONS_FOLDER, last, 'schema.prisma'), 'utf8');
  expect(readFileSync(SCHEMA_FILE, 'utf8'), 'run npm run db:migration -- <name>').toBe(kept);
});
