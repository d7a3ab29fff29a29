import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Client } from 'pg';
import { withClient } from './connection';
import { databaseSqlDir } from './paths';
import { databaseUrl, type Settings } from './settings';

export const STABLE_REVISION = '803b93aca2d2';
export const BASELINE_REVISION = '202508230001';

export type VectorKind = 'extension' | 'array';

/** The text of a file of database/. */
export const databaseSql = (name: string) => readFileSync(join(databaseSqlDir, name), 'utf8');

/** The roles: one owns the database and is the console's, one is the console's for what only reads, one is the application's. */
export async function createRoles(settings: Settings): Promise<void> {
  await withClient(databaseUrl(settings, 'postgres', 'template1'), async (client) => {
    const { owner, app, reader } = settings.passwords;
    await client.query(`CREATE ROLE replyx_owner LOGIN CREATEDB PASSWORD '${owner}'`);
    await client.query(`CREATE ROLE replyx_app LOGIN PASSWORD '${app}'`);
    await client.query(`CREATE ROLE replyx_reader LOGIN PASSWORD '${reader}'`);
    await client.query('GRANT pg_read_all_data, pg_monitor TO replyx_reader');
    await client.query('GRANT pg_monitor, pg_signal_backend TO replyx_owner');
    await client.query(databaseSql('roles.sql'));
  });
}

/** The empty database. */
export async function createDatabase(settings: Settings): Promise<void> {
  await withClient(databaseUrl(settings, 'postgres', 'postgres'), async (client) => {
    await client.query('CREATE DATABASE replyx OWNER replyx_owner');
  });
}

/** The tables and rows as they were before the optimisation. */
export async function fillBaseline(settings: Settings): Promise<void> {
  await withClient(databaseUrl(settings, 'replyx_owner'), async (client) => {
    // One message is one transaction: rows written to a table made in the same transaction need no log.
    await client.query(
      databaseSql('baseline-schema.sql') + databaseSql('grants.sql') + databaseSql('baseline-rows.sql'),
    );
  });
}

/** The vector extension where the server offers it. Only a superuser may add it. */
export async function addVectorExtension(settings: Settings): Promise<VectorKind> {
  return withClient(databaseUrl(settings, 'postgres'), async (client) => {
    const offered = await client.query(`SELECT 1 FROM pg_available_extensions WHERE name = 'vector'`);
    if (offered.rowCount === 0) return 'array';
    await client.query('CREATE EXTENSION IF NOT EXISTS vector');
    return 'extension';
  });
}

/** Everything the optimisation added, on a connection of the owner; harmless where it is already there. */
export async function applyOptimisation(client: Client, vector: VectorKind): Promise<void> {
  await client.query(databaseSql('indexes.sql'));
  await client.query(databaseSql(`embedding-indexes.${vector}.sql`));
  await client.query(databaseSql('vector-search.sql'));
  // Whatever a rollback or a restore left of the views, their columns must not be in the way.
  await client.query('DROP VIEW IF EXISTS performance_metrics CASCADE');
  await client.query(databaseSql('monitoring.sql') + databaseSql('monitoring-rows.sql'));
  await client.query('DELETE FROM alembic_version');
  await client.query('INSERT INTO alembic_version VALUES ($1)', [STABLE_REVISION]);
}

/** The optimised state, with the planner's statistics, as the day before the incident found it. */
export async function optimise(settings: Settings, vector: VectorKind): Promise<void> {
  await withClient(databaseUrl(settings, 'replyx_owner'), async (client) => {
    await applyOptimisation(client, vector);
  });
  await withClient(databaseUrl(settings, 'postgres'), (client) => client.query('VACUUM ANALYZE'));
}

/** What tells this database from every other. */
export async function readFingerprint(settings: Settings): Promise<{ systemIdentifier: string; database: string }> {
  return withClient(databaseUrl(settings, 'replyx_owner'), async (client) => {
    const { rows } = await client.query(
      'SELECT system_identifier::text AS "systemIdentifier", current_database() AS database FROM pg_control_system()',
    );
    return rows[0];
  });
}

/** The name and definition of every `idx_` index, and whether it is valid. */
export async function listIndexes(client: Client): Promise<Map<string, string>> {
  const { rows } = await client.query<{ name: string; definition: string }>(`
    SELECT c.relname AS name, pg_get_indexdef(c.oid) || CASE WHEN i.indisvalid THEN '' ELSE ' (invalid)' END AS definition
    FROM pg_index AS i JOIN pg_class AS c ON c.oid = i.indexrelid
    WHERE c.relnamespace = 'public'::regnamespace AND c.relname LIKE 'idx\\_%' ORDER BY c.relname`);
  return new Map(rows.map((row) => [row.name, row.definition]));
}
