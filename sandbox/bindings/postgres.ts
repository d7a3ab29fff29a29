import { join } from 'node:path';
import type { CommandBinding } from '../../lib/contracts/target';
import { projectRoot, type SandboxPaths } from '../paths';
import type { PostgresClients } from '../postgres-clients';
import { serviceEnvironment } from '../postgres-service';
import type { Tools } from '../tools';
import { type Bindings, HOST } from './binding';
import { cliBinding } from './sandbox';

const CLIENTS: Record<keyof PostgresClients, { program: string; needs: string }> = {
  pgDump: { program: 'pg_dump', needs: 'pg-dump' },
  pgRestore: { program: 'pg_restore', needs: 'pg-restore' },
  psql: { program: 'psql', needs: 'psql' },
};

/**
 * One of PostgreSQL's own clients, as the database's owner. Address, role and password come from files that the
 * environment names; the database is replyx unless an argument such as --dbname says another.
 */
export function clientBinding(
  paths: SandboxPaths,
  tools: Tools,
  client: keyof PostgresClients,
  ...args: string[]
): CommandBinding {
  const { program, needs } = CLIENTS[client];
  return { host: HOST, argv: [tools[client] ?? program, ...args], env: serviceEnvironment(paths), needs };
}

const hostScript = join(projectRoot, 'scripts', 'host', 'postgres-host.sh');

export const postgresBindings = (paths: SandboxPaths): Bindings => {
  const restart = cliBinding(paths, 'restart-cluster');
  return {
    'postgres-restart': restart,
    'postgres-state': { host: HOST, argv: ['sh', hostScript, 'state', paths.cluster] },
    'postgres-start-with': { ...restart, argv: ['sh', hostScript, 'start-with', paths.cluster, ...restart.argv] },
  };
};
