import { writeFileSync } from 'node:fs';
import type { SandboxPaths } from './paths';
import type { Settings } from './settings';

const SERVICE = 'replyx';

/**
 * What pg_dump, pg_restore and psql need to come in as the database's owner. No secret is in it: the two files are
 * readable by their owner alone.
 */
export const serviceEnvironment = (paths: SandboxPaths) => ({
  PGSERVICEFILE: paths.pgService,
  PGPASSFILE: paths.pgPass,
  PGSERVICE: SERVICE,
});

/** Writes the service and the password file for this start: ports may have changed. */
export function writePostgresService(paths: SandboxPaths, settings: Settings): void {
  const { ports, passwords } = settings;
  const service = {
    host: '127.0.0.1',
    port: ports.postgres,
    user: 'replyx_owner',
    dbname: 'replyx',
    connect_timeout: 10,
    application_name: 'replyx-sandbox-client',
  };
  const lines = Object.entries(service).map(([name, value]) => `${name}=${value}`);
  writeFileSync(paths.pgService, `[${SERVICE}]\n${lines.join('\n')}\n`, { mode: 0o600 });
  const password = ['127.0.0.1', ports.postgres, '*', 'replyx_owner', passwords.owner].join(':');
  writeFileSync(paths.pgPass, `${password}\n`, { mode: 0o600 });
}
