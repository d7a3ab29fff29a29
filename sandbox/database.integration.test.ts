import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Client } from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { writePlainBackup } from './backup';
import { withClient } from './connection';
import { listIndexes } from './database';
import { sandboxPaths } from './paths';
import { runCommand, succeeds } from './run-command';
import { readSettings } from './settings';
import { endService, removeDir, runBinding, type Service, startService, temporaryDir } from './testing/service';
import { findTools } from './tools';

const { alembic } = await findTools();
const hasPsql = await succeeds(['psql', '--version']);

/** Only the tables that the migrations make: the monitoring's own come with their own script. */
const COLUMNS = `
  SELECT table_name, column_name, data_type, udt_name, character_maximum_length, is_nullable, column_default
  FROM information_schema.columns
  WHERE table_schema = 'public' AND table_name IN ('users', 'assistants', 'dialogs', 'dialog_messages', 'documents',
    'user_knowledge', 'knowledge_embeddings', 'alembic_version', 'schema_phases', 'telegram_bots')
  ORDER BY table_name, ordinal_position`;

const CONSTRAINTS = `
  SELECT conrelid::regclass::text AS table_name, conname, pg_get_constraintdef(oid) AS definition
  FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND conrelid <> 0
    AND conrelid::regclass::text <> 'query_performance_log'
  ORDER BY 1, 2`;

async function describeSchema(client: Client) {
  const columns = await client.query(COLUMNS);
  const constraints = await client.query(CONSTRAINTS);
  return {
    columns: columns.rows,
    constraints: constraints.rows,
    indexes: Object.fromEntries(await listIndexes(client)),
  };
}

let service: Service;

/** An empty database beside the sandbox's own. */
async function createScratch(name: string): Promise<string> {
  await withClient(service.target.databaseUrl, (client) => client.query(`CREATE DATABASE ${name}`));
  return service.target.databaseUrl.replace(/\/replyx$/, `/${name}`);
}

beforeAll(async () => {
  service = await startService(temporaryDir());
}, 60_000);

afterAll(async () => {
  await endService(service, 'SIGTERM');
  removeDir(service.dir);
}, 20_000);

/** Alembic with these arguments on the database of that address. */
function alembicOn(url: string): (...args: string[]) => Promise<string> {
  const file = join(service.dir, 'scratch.env');
  writeFileSync(file, `MIGRATION_DATABASE_URL=${url}\n`, { mode: 0o600 });
  const current = service.target.inventory.commands['alembic-current'];
  if (current === undefined) throw new Error('alembic-current is not bound');
  const env = { ...current.env, REPLYX_ENV_FILE: file };
  return (...args) => runBinding({ ...current, argv: [...current.argv.slice(0, 1), ...args], env });
}

it.skipIf(!alembic)('has the schema that Alembic makes (needs Alembic and psycopg2)', { timeout: 30_000 }, async () => {
  const scratch = await createScratch('migrated');
  const run = alembicOn(scratch);

  await run('upgrade', 'head');
  const migrated = await withClient(scratch, describeSchema);
  expect(migrated).toEqual(await withClient(service.target.databaseUrl, describeSchema));

  await run('downgrade', '202508230001');
  expect(Object.keys((await withClient(scratch, describeSchema)).indexes)).toEqual([]);
});

it.skipIf(!alembic)(
  'has the consolidated schema that Alembic makes, there and back (needs Alembic and psycopg2)',
  { timeout: 30_000 },
  async () => {
    const fault = service.target.inventory.faults.find((one) => one.key === 'failing-telegram');
    await runBinding(fault?.on);
    const scratch = await createScratch('consolidated');
    const run = alembicOn(scratch);
    const TOKENS = `SELECT telegram_token FROM assistants`;
    await run('upgrade', '803b93aca2d2');
    await withClient(scratch, async (client) => {
      await client.query(`INSERT INTO users (email, name, password_hash) VALUES ('a@replyx.example', 'A', '')`);
      await client.query(
        `INSERT INTO assistants (user_id, name, model, telegram_token) VALUES (1, 'A', 'small', 'bot')`,
      );
    });

    await run('upgrade', 'head');
    expect(await withClient(scratch, describeSchema)).toEqual(
      await withClient(service.target.databaseUrl, describeSchema),
    );
    expect((await withClient(scratch, (client) => client.query(TOKENS))).rows).toEqual([{ telegram_token: null }]);

    await run('downgrade', '803b93aca2d2');
    expect((await withClient(scratch, (client) => client.query(TOKENS))).rows).toEqual([{ telegram_token: 'bot' }]);
    await runBinding(fault?.off);
    expect(await withClient(scratch, describeSchema)).toEqual(
      await withClient(service.target.databaseUrl, describeSchema),
    );
  },
);

it.skipIf(!hasPsql)(
  'has a backup that restores, with and without pg_dump (needs psql)',
  { timeout: 30_000 },
  async () => {
    const paths = sandboxPaths(service.dir);
    const plain = join(service.dir, 'plain.sql');
    await writePlainBackup({ ...paths, backup: plain }, readSettings(paths));
    for (const [name, file] of Object.entries({ restored_dump: paths.backup, restored_plain: plain })) {
      const url = new URL(await createScratch(name));
      const env = {
        PGHOST: url.hostname,
        PGPORT: url.port,
        PGUSER: url.username,
        PGPASSWORD: url.password,
        PGDATABASE: name,
      };
      await runCommand(['psql', '-X', '-q', '-1', '-v', 'ON_ERROR_STOP=1', '-f', file], { env });
      await withClient(url.href, async (client) => {
        const { rows } = await client.query('SELECT count(*)::int AS n FROM dialog_messages');
        expect(rows[0].n).toBe(200_000);
        await client.query(`INSERT INTO users (email, name, password_hash) VALUES ('new@replyx.example', 'New', '')`);
        expect((await listIndexes(client)).size).toBe(0);
      });
    }
  },
);
