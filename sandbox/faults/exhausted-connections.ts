import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { asSuperuser } from '../connection';
import { poll } from '../poll';
import { deployRelease, listReleases, withdrawRelease } from '../releases';
import type { Sandbox } from '../sandbox';
import type { Fault } from './fault';

/** More than the backend can hold while its pool is as it should be: 10 kept and 20 overflowing. */
const MANY = 32;
const SETTLE_MS = 3000;

/** On postgres, which is there even while replyx is being swapped for another. */
async function holdsMany(sandbox: Sandbox): Promise<boolean> {
  const count = `SELECT count(*)::int AS n FROM pg_stat_activity WHERE application_name = 'replyx-backend'`;
  const { rows } = await asSuperuser(sandbox, (client) => client.query<{ n: number }>(count), 'postgres');
  return (rows[0]?.n ?? 0) >= MANY;
}

/** Also while the backend is down, or has only just begun to open its pools. */
async function isConfigured(sandbox: Sandbox): Promise<boolean> {
  if (!(await listReleases(sandbox)).includes('warmPools')) return false;
  return !readFileSync(join(sandbox.paths.backend, 'database', 'connection.py'), 'utf8').includes('NullPool');
}

export const exhaustedConnections: Fault = {
  key: 'exhausted-connections',
  title: 'Exhausted connections',
  effect:
    'About three in four calls fail: two workers hold every connection that the API may have, the other two get none.',
  async on(sandbox) {
    if (await isConfigured(sandbox)) return;
    await deployRelease(sandbox, 'warmPools');
    await poll(() => holdsMany(sandbox), SETTLE_MS, 200);
  },
  async off(sandbox) {
    await withdrawRelease(sandbox, 'warmPools');
    await poll(async () => !(await holdsMany(sandbox)), SETTLE_MS, 100);
  },
  isOn: async (sandbox) => (await isConfigured(sandbox)) || (await holdsMany(sandbox)),
};
