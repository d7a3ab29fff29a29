import { appendFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Client } from 'pg';
import { withClient } from './connection';
import { databaseSqlDir, type SandboxPaths } from './paths';
import { runCommand } from './run-command';
import { databaseUrl, type Settings } from './settings';

/** In the order in which rows can be put back without breaking a reference. */
const TABLES = [
  'users',
  'assistants',
  'dialogs',
  'dialog_messages',
  'documents',
  'user_knowledge',
  'knowledge_embeddings',
  'alembic_version',
];

/** Writes the backup from before the optimisation as plain SQL, with pg_dump where there is one. */
export async function writeBackup(paths: SandboxPaths, settings: Settings, pgDump: string | undefined): Promise<void> {
  mkdirSync(paths.backups, { recursive: true, mode: 0o700 });
  if (pgDump === undefined) return writePlainBackup(paths, settings);
  const env = {
    PGHOST: '127.0.0.1',
    PGPORT: String(settings.ports.postgres),
    PGUSER: 'replyx_owner',
    PGPASSWORD: settings.passwords.owner,
    PGDATABASE: 'replyx',
  };
  await runCommand([pgDump, '--format=plain', '--no-owner', `--file=${paths.backup}`], { env });
}

/** The same without pg_dump. */
export async function writePlainBackup(paths: SandboxPaths, settings: Settings): Promise<void> {
  const schema = readFileSync(join(databaseSqlDir, 'baseline-schema.sql'), 'utf8');
  const grants = readFileSync(join(databaseSqlDir, 'grants.sql'), 'utf8');
  writeFileSync(paths.backup, `BEGIN;\n${schema}${grants}`, { mode: 0o600 });
  await withClient(databaseUrl(settings, 'postgres'), async (client) => {
    for (const table of TABLES) await appendRows(paths, client, table);
  });
  appendFileSync(paths.backup, 'COMMIT;\n');
}

/**
 * The server writes the rows in COPY's own form, which the driver cannot read. Through a program, because a file has to
 * be named in full and its user may not be allowed to pass through the folders above.
 */
async function appendRows(paths: SandboxPaths, client: Client, table: string): Promise<void> {
  const rows = join(paths.cluster, 'rows.copy');
  await client.query(`COPY ${client.escapeIdentifier(table)} TO PROGRAM 'cat > rows.copy'`);
  appendFileSync(paths.backup, `COPY ${table} FROM stdin;\n`);
  appendFileSync(paths.backup, readFileSync(rows));
  appendFileSync(paths.backup, '\\.\n');
  rmSync(rows);
  if (table === 'alembic_version') return;
  appendFileSync(paths.backup, `SELECT setval('${table}_id_seq', (SELECT max(id) FROM ${table}));\n`);
}
