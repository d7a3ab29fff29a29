import pg from 'pg';
import type { ConsoleOnTarget } from '@/lib/server/testing/shipped';
import { listIndexes } from '@/sandbox/database';

/** Every idx_ index with its definition, and what Alembic believes. */
export async function schemaSeen(at: ConsoleOnTarget) {
  const client = new pg.Client({ connectionString: at.target.databaseUrl });
  await client.connect();
  const indexes = await listIndexes(client);
  const { rows } = await client.query('SELECT version_num FROM alembic_version');
  await client.end();
  return { indexes: Object.fromEntries(indexes), revisions: rows.map((row) => row.version_num) };
}
export type SchemaSeen = Awaited<ReturnType<typeof schemaSeen>>;

/** Somebody who reads a table in a transaction and stays in it: what wants its lock waits until they end. */
export async function readOn(at: ConsoleOnTarget, table: 'dialogs' | 'dialog_messages'): Promise<pg.Client> {
  const reader = new pg.Client({ connectionString: at.target.databaseUrl });
  // A test that fails before it is done with it must not end the whole file when the server goes.
  reader.on('error', () => undefined);
  await reader.connect();
  await reader.query('BEGIN');
  await reader.query(`SELECT count(*) FROM ${table}`);
  return reader;
}
