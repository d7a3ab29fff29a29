import type { Client } from 'pg';
import { withClient } from './connection';
import { applyOptimisation, listIndexes } from './database';
import { faults } from './faults';
import { startMonitor } from './monitor';
import { ensureApps } from './pm2';
import { waitUntilHealthy } from './probe';
import { git } from './repository';
import type { Sandbox } from './sandbox';
import { databaseUrl } from './settings';

async function resetIndexes(client: Client, { prepared }: Sandbox): Promise<void> {
  for (const [name, definition] of await listIndexes(client)) {
    if (prepared.indexes[name] !== definition) await client.query(`DROP INDEX ${client.escapeIdentifier(name)}`);
  }
  await applyOptimisation(client, prepared.vector);
}

/** Databases that a drill restored into, or kept from before a restore. */
async function dropOtherDatabases(client: Client): Promise<void> {
  const { rows } = await client.query<{ name: string }>(`
    SELECT datname AS name FROM pg_database
    WHERE pg_get_userbyid(datdba) = current_user AND datname <> current_database()`);
  for (const { name } of rows) await client.query(`DROP DATABASE ${client.escapeIdentifier(name)} WITH (FORCE)`);
}

/** Main back at the stable commit; files that a drill moved or made are gone, those that git ignores stay. */
async function resetCheckout({ paths, prepared }: Sandbox): Promise<void> {
  await git(paths, ['checkout', '--quiet', '--force', '-B', 'main', prepared.commits.stable]);
  await git(paths, ['clean', '--quiet', '-ffd']);
}

/** Brings the running sandbox back to its prepared state. Safe to repeat. */
export async function resetSandbox(sandbox: Sandbox): Promise<void> {
  for (const fault of faults) await fault.off(sandbox);
  await withClient(databaseUrl(sandbox.settings, 'replyx_owner'), async (client) => {
    await client.query(`SET lock_timeout = '20s'`);
    await resetIndexes(client, sandbox);
    await dropOtherDatabases(client);
  });
  await resetCheckout(sandbox);
  await ensureApps(sandbox.paths);
  await waitUntilHealthy(sandbox.endpoints);
  startMonitor(sandbox.paths, sandbox.programs.python);
}
