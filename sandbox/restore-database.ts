import type { Client } from 'pg';
import { restartWithSettings } from './cluster';
import { asOwner, asSuperuser } from './connection';
import {
  addVectorExtension,
  applyOptimisation,
  createDatabase,
  databaseSql,
  fillBaseline,
  listIndexes,
  optimise,
} from './database';
import { digestRows } from './rows';
import type { Sandbox } from './sandbox';
import { OPTIMISED_SETTINGS, readSystemSettings } from './system-settings';

/** Whether the server runs, and with exactly the settings that the optimisation left. */
async function runsAsPrepared(sandbox: Sandbox): Promise<boolean> {
  const found = readSystemSettings(sandbox.paths);
  const wanted = Object.entries(OPTIMISED_SETTINGS);
  if (Object.keys(found).length !== wanted.length || wanted.some(([name, value]) => found[name] !== value))
    return false;
  const show = async (client: Client) => {
    const values = wanted.map(([name]) => `current_setting('${name}') AS ${name}`);
    return (await client.query(`SELECT ${values.join(', ')}`)).rows[0];
  };
  const running = await asSuperuser(sandbox, show, 'postgres').catch(() => ({}));
  return wanted.every(([name, value]) => running[name] === value);
}

/** The server running with the settings of the optimisation, also where it was down or refused to start. */
export async function restoreServer(sandbox: Sandbox): Promise<void> {
  if (!(await runsAsPrepared(sandbox))) await restartWithSettings(sandbox.paths, OPTIMISED_SETTINGS);
}

const STUCK = `
  SELECT pg_terminate_backend(pid) FROM pg_stat_activity
  WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()
    AND (wait_event_type = 'Lock' OR xact_start < now() - interval '5 seconds')`;

/** Ends sessions that wait for a lock or have kept a transaction open: what a rollback that hung has left behind. */
export async function endStuckSessions(sandbox: Sandbox): Promise<void> {
  await asSuperuser(sandbox, (client) => client.query(STUCK), 'postgres');
}

/** Drops databases of the owner: all, or those that a drill restored into or kept from before a restore. */
async function dropDatabases(sandbox: Sandbox, except?: string): Promise<void> {
  const drop = async (client: Client) => {
    const { rows } = await client.query<{ name: string }>(
      `SELECT datname AS name FROM pg_database
       WHERE pg_get_userbyid(datdba) = 'replyx_owner' AND datname IS DISTINCT FROM $1`,
      [except],
    );
    for (const { name } of rows) await client.query(`DROP DATABASE ${client.escapeIdentifier(name)} WITH (FORCE)`);
  };
  await asSuperuser(sandbox, drop, 'postgres');
}

/** Makes the database anew: quicker, and surer, than finding out what is wrong with it. */
async function rebuildDatabase(sandbox: Sandbox): Promise<void> {
  const { settings, prepared } = sandbox;
  await dropDatabases(sandbox);
  await createDatabase(settings);
  await fillBaseline(settings);
  await addVectorExtension(settings);
  await optimise(settings, prepared.vector);
}

const hasDatabase = (sandbox: Sandbox) =>
  asSuperuser(
    sandbox,
    async (client) => (await client.query(`SELECT FROM pg_database WHERE datname = 'replyx'`)).rowCount === 1,
    'postgres',
  );

/** There is a database of that name: an interrupted swap may have left none. */
export async function restoreName(sandbox: Sandbox): Promise<void> {
  if (!(await hasDatabase(sandbox))) await rebuildDatabase(sandbox);
  // A restore closes it for its swap, and may have been left there.
  await asSuperuser(sandbox, (client) => client.query('ALTER DATABASE replyx ALLOW_CONNECTIONS true'), 'postgres');
  await dropDatabases(sandbox, 'replyx');
}

async function resetIndexes(client: Client, { prepared }: Sandbox): Promise<void> {
  for (const [name, definition] of await listIndexes(client)) {
    if (prepared.indexes[name] !== definition) await client.query(`DROP INDEX ${client.escapeIdentifier(name)}`);
  }
  await applyOptimisation(client, prepared.vector);
}

async function isAsPrepared(client: Client, { prepared }: Sandbox): Promise<boolean> {
  const [digests, indexes] = [await digestRows(client), Object.fromEntries(await listIndexes(client))];
  const same = (a: Record<string, string>, b: Record<string, string>) =>
    Object.keys(a).length === Object.keys(b).length && Object.entries(a).every(([key, value]) => b[key] === value);
  return same(digests, prepared.rows) && same(indexes, prepared.indexes);
}

/** Indexes, search functions, monitoring, rights and rows as they were prepared; made anew where that does not do. */
export async function restoreContents(sandbox: Sandbox): Promise<void> {
  await addVectorExtension(sandbox.settings);
  const mend = async (client: Client) => {
    await resetIndexes(client, sandbox);
    await client.query(databaseSql('grants.sql'));
    return isAsPrepared(client, sandbox);
  };
  // A schema that cannot be mended says so by an error; a new database needs no diagnosis.
  if (!(await asOwner(sandbox, mend).catch(() => false))) await rebuildDatabase(sandbox);
}
