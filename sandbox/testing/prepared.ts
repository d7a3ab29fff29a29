import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { inject } from 'vitest';
import { runCommand } from '../run-command';
import { endService, type Service, startService, temporaryDir } from './service';

/** Any number that no other lock of the tests' server has. */
const LOCK = 7_402_113;

/**
 * A sandbox of the calling test file's own, as prepared: a copy of one that the first file of the test run to need it
 * has made. Tests of the preparation itself use startService on an empty folder instead.
 */
export async function startPreparedService(): Promise<Service> {
  const dir = temporaryDir();
  await copyFolder(await prepareOnce(), dir);
  forgetPorts(dir);
  return startService(dir);
}

/** The folder of the sandbox that is copied and never started again. Its lock goes with the process that holds it. */
async function prepareOnce(): Promise<string> {
  const dir = inject('sandboxTemplate');
  const client = new pg.Client({ connectionString: inject('storeAdminUrl') });
  await client.connect();
  try {
    await client.query('SELECT pg_advisory_lock($1)', [LOCK]);
    // The marker is written once the service has ended: what is copied is at rest.
    if (!existsSync(join(dir, 'at-rest'))) {
      await endService(await startService(dir), 'SIGTERM');
      writeFileSync(join(dir, 'at-rest'), '');
    }
    return dir;
  } finally {
    await client.end();
  }
}

/** By cp, which keeps the owners of the cluster's files. */
async function copyFolder(from: string, to: string): Promise<void> {
  await runCommand(['cp', '-a', from, to], { cwd: '/' });
}

/** Two copies that start together would both find the ports of the original free. */
function forgetPorts(dir: string): void {
  const file = join(dir, 'settings.json');
  const settings = JSON.parse(readFileSync(file, 'utf8')) as { ports: Record<string, number> };
  for (const name of Object.keys(settings.ports)) settings.ports[name] = 0;
  writeFileSync(file, JSON.stringify(settings), { mode: 0o600 });
}
