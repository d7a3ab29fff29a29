import { spawn } from 'node:child_process';
import {
  appendFileSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { findPostgresBinaries, findPostgresUser, type PostgresUser } from '../scripts/lib/postgres-binaries';
import { endLeftoverPostmaster, initCluster } from '../scripts/lib/postgres-cluster';
import { Refusal } from '../scripts/lib/refusal';
import type { SandboxPaths } from './paths';
import { poll } from './poll';
import { smallEnvironment } from './run-command';
import { readSettings, type Settings } from './settings';
import { OPTIMISED_SETTINGS, type SystemSettings, writeSystemSettings } from './system-settings';

const OWN_CONFIGURATION = 'sandbox.conf';
const START_TIMEOUT_MS = 20_000;

/** Makes the cluster's files, with a superuser who can only come in over 127.0.0.1 and with the password. */
export async function createCluster(paths: SandboxPaths, settings: Settings): Promise<void> {
  await initCluster({
    cluster: paths.cluster,
    binaries: await findPostgresBinaries(),
    user: findPostgresUser(),
    owner: 'postgres',
    password: settings.passwords.superuser,
  });
  appendFileSync(join(paths.cluster, 'postgresql.conf'), `include '${OWN_CONFIGURATION}'\n`);
  writeSystemSettings(paths, OPTIMISED_SETTINGS);
}

/**
 * Small, and quick to fill: a sandbox that loses power is made again. In a file and not on the command line, which
 * would outrank ALTER SYSTEM.
 */
function writeConfiguration(paths: SandboxPaths, settings: Settings): void {
  const lines = [
    "listen_addresses = '127.0.0.1'",
    "unix_socket_directories = ''",
    `port = ${settings.ports.postgres}`,
    'max_connections = 60',
    'shared_buffers = 64MB',
    'fsync = off',
    'synchronous_commit = off',
    'wal_level = minimal',
    'max_wal_senders = 0',
    'max_wal_size = 512MB',
    'jit = off',
    'autovacuum_analyze_scale_factor = 0.5',
    "timezone = 'UTC'",
  ];
  writeFileSync(join(paths.cluster, OWN_CONFIGURATION), `${lines.join('\n')}\n`, { mode: 0o644 });
}

function canReach(path: string, user: PostgresUser | undefined): boolean {
  if (user === undefined || path === '/') return true;
  const { mode, uid } = statSync(path);
  return (uid === user.uid || (mode & 0o001) !== 0) && canReach(dirname(path), user);
}

/** Starts the server and waits until it accepts connections. It outlives this process; see stopCluster. */
export async function startCluster(paths: SandboxPaths, settings: Settings): Promise<void> {
  const { postgres } = await findPostgresBinaries();
  const user = findPostgresUser();
  writeConfiguration(paths, settings);
  mkdirSync(paths.logs, { recursive: true });
  const log = openSync(paths.clusterLog, 'a', 0o600);
  // The folders above may be shut to the user postgres: what root has opened and handed over is not.
  const folder = openSync(paths.cluster, 'r');
  const dataFolder = canReach(paths.cluster, user) ? paths.cluster : '/proc/self/fd/3';
  const child = spawn(postgres, ['-D', dataFolder], {
    ...user,
    cwd: '/',
    env: { ...smallEnvironment(), LC_ALL: 'C' },
    detached: true,
    stdio: ['ignore', log, log, folder],
  });
  child.unref();
  for (const descriptor of [log, folder]) closeSync(descriptor);
  let hasEnded = false;
  child.once('error', () => (hasEnded = true)).once('exit', () => (hasEnded = true));
  const isReady = () => hasEnded || readyPid(paths) === child.pid;
  if ((await poll(isReady, START_TIMEOUT_MS, 10)) && !hasEnded) return;
  throw new Refusal(`the sandbox's PostgreSQL did not start; its last words are in ${paths.clusterLog}`);
}

/** The id of the server, once its own status line says that it takes connections. */
function readyPid(paths: SandboxPaths): number | undefined {
  const file = join(paths.cluster, 'postmaster.pid');
  const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [];
  return lines[7]?.trim() === 'ready' ? Number(lines[0]) : undefined;
}

/** Stops the server of this very folder, cutting its sessions off; nothing happens when it does not run. */
export async function stopCluster(paths: SandboxPaths): Promise<void> {
  await endLeftoverPostmaster(paths.cluster);
}

/** Stops and starts the server, as a change of its settings needs. Whoever was connected has to connect again. */
export async function restartCluster(paths: SandboxPaths): Promise<void> {
  await stopCluster(paths);
  await startCluster(paths, readSettings(paths));
}

/** Restarts the server with exactly these settings of ALTER SYSTEM; starts it where it is down. */
export async function restartWithSettings(paths: SandboxPaths, settings: SystemSettings): Promise<void> {
  await stopCluster(paths);
  writeSystemSettings(paths, settings);
  await startCluster(paths, readSettings(paths));
}
