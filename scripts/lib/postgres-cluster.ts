import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chownSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { PostgresBinaries, PostgresUser } from './postgres-binaries';
import { commandLine, endProcess } from './processes';
import { Refusal } from './refusal';

const START_TIMEOUT_MS = 60_000;
const LOG_LIMIT_BYTES = 5_000_000;

// Fast shutdown first; an immediate one loses nothing either, but the next start has to recover.
const STOP_STEPS: [NodeJS.Signals, number][] = [
  ['SIGINT', 8_000],
  ['SIGQUIT', 3_000],
];

export interface ClusterOptions {
  cluster: string;
  binaries: PostgresBinaries;
  user: PostgresUser | undefined;
}

/** Makes a new cluster with one owner, whose password is asked for on every connection. */
export async function initCluster(options: ClusterOptions & { owner: string; password: string }): Promise<void> {
  const { cluster, user } = options;
  // A folder without PG_VERSION is what an interrupted initdb leaves, and initdb refuses a folder that is not empty.
  rmSync(cluster, { recursive: true, force: true });
  mkdirSync(cluster, { mode: 0o700 });
  const passwordFile = join(dirname(cluster), `initdb-${process.pid}`);
  writeFileSync(passwordFile, `${options.password}\n`, { mode: 0o600 });
  if (user) for (const path of [cluster, passwordFile]) chownSync(path, user.uid, user.gid);
  try {
    await runInitdb(options, passwordFile);
  } catch (cause) {
    rmSync(cluster, { recursive: true, force: true });
    throw new Refusal(`The store could not be made in ${cluster}: ${(cause as Error).message}`, { cause });
  } finally {
    rmSync(passwordFile, { force: true });
  }
}

async function runInitdb(options: ClusterOptions & { owner: string }, passwordFile: string): Promise<void> {
  const handed = handOver([options.cluster, passwordFile], options.user);
  const [cluster, password] = handed.paths;
  const child = spawn(
    options.binaries.initdb,
    [
      `--pgdata=${cluster}`,
      `--username=${options.owner}`,
      `--pwfile=${password}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--locale=C',
      '--no-instructions',
    ],
    { ...options.user, cwd: '/', env: serverEnvironment(), stdio: ['ignore', 'ignore', 'pipe', ...handed.descriptors] },
  );
  handed.close();
  let said = '';
  child.stderr?.on('data', (chunk) => {
    said += chunk;
  });
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(said.trim() || `initdb ended with ${code}`);
}

/**
 * What the server is to open, named so that it can: the user postgres may not be allowed to pass through the folders
 * above (a home folder, mkdtemp's), but opens what root has opened already and handed over as a descriptor.
 */
function handOver(paths: string[], user: PostgresUser | undefined) {
  if (!user || process.platform !== 'linux') return { paths, descriptors: [], close: () => undefined };
  const descriptors = paths.map((path) => openSync(path, 'r'));
  return {
    paths: paths.map((_, index) => `/proc/self/fd/${3 + index}`),
    descriptors,
    close: () => descriptors.forEach(closeSync),
  };
}

/** Ends a server that an earlier, killed start left running on exactly this cluster. */
export async function endLeftoverPostmaster(cluster: string): Promise<void> {
  const pid = postmasterPid(cluster);
  if (!pid) return;
  if (!isPostmasterOf(pid, cluster)) {
    // The id now belongs to another program, which would make the new server believe that it is the old one.
    rmSync(join(cluster, 'postmaster.pid'), { force: true });
  } else if (!(await endProcess(pid, STOP_STEPS))) {
    throw new Refusal(`An earlier store (process ${pid}) does not end: stop it and start again.`);
  }
}

/** Starts the server and waits until it takes connections. */
export async function startPostmaster(
  options: ClusterOptions & {
    port: number;
    settings: Record<string, string>;
    logFile: string;
    onDeath?: ((reason: string) => void) | undefined;
  },
): Promise<{ pid: number; stop(): Promise<void>; kill(): void }> {
  const log = openLog(options.logFile);
  const handed = handOver([options.cluster], options.user);
  const child = spawn(options.binaries.postgres, serverArguments(options, handed.paths[0] as string), {
    ...options.user,
    cwd: '/',
    env: serverEnvironment(),
    // A group of its own: Ctrl-C in a terminal would otherwise stop the store before those who write to it.
    detached: true,
    // A file, not a pipe: a pipe whose reader was killed would take the server down with it in mid-sentence.
    stdio: ['ignore', log, log, ...handed.descriptors],
  });
  closeSync(log);
  handed.close();
  let isStopping = false;
  const ended = new Promise<string>((done) => {
    child.once('error', (error) => done(error.message));
    child.once('exit', (code, signal) => done(signal ? `signal ${signal}` : `exit code ${code}`));
  });
  const pid = await waitUntilReady(options, child.pid, ended);
  void ended.then((reason) => !isStopping && options.onDeath?.(reason));
  const stop = async () => {
    isStopping = true;
    await endProcess(pid, STOP_STEPS);
    await ended;
  };
  const kill = () => {
    isStopping = true;
    child.kill('SIGQUIT');
  };
  return { pid, stop, kill };
}

async function waitUntilReady(
  options: { cluster: string; logFile: string },
  pid: number | undefined,
  ended: Promise<string>,
): Promise<number> {
  let death: string | undefined;
  void ended.then((reason) => {
    death = reason;
  });
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (Date.now() < deadline) {
    if (death !== undefined || pid === undefined) break;
    if (postmasterPid(options.cluster) === pid && postmasterStatus(options.cluster) === 'ready') return pid;
    await sleep(10);
  }
  if (pid && death === undefined) await endProcess(pid, STOP_STEPS);
  throw new Refusal(`The store did not start (${death ?? 'too slow'}); its last words are in ${options.logFile}.`);
}

function serverArguments(options: { port: number; settings: Record<string, string> }, cluster: string): string[] {
  const settings = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    password_encryption: 'scram-sha-256',
    max_connections: '120',
    ...options.settings,
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  return ['-D', cluster, '-p', String(options.port), ...flags];
}

// PGDATA, PGPORT and their like in the caller's environment must not reach the server.
function serverEnvironment(): NodeJS.ProcessEnv {
  return { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' } as unknown as NodeJS.ProcessEnv;
}

function openLog(file: string): number {
  const isLong = existsSync(file) && statSync(file).size > LOG_LIMIT_BYTES;
  return openSync(file, isLong ? 'w' : 'a', 0o600);
}

// A server works in its data folder; where there is no /proc, its command line names it.
function isPostmasterOf(pid: number, cluster: string): boolean {
  const line = commandLine(pid);
  if (!line.includes('postgres')) return false;
  try {
    return readlinkSync(`/proc/${pid}/cwd`) === realpathSync(cluster);
  } catch {
    return line.includes(cluster);
  }
}

function postmasterLines(cluster: string): string[] {
  try {
    return readFileSync(join(cluster, 'postmaster.pid'), 'utf8').split('\n');
  } catch {
    return [];
  }
}

function postmasterPid(cluster: string): number {
  return Number(postmasterLines(cluster)[0] ?? 0);
}

// The eighth line is where pg_ctl, too, reads how far the start has come.
function postmasterStatus(cluster: string): string {
  return (postmasterLines(cluster)[7] ?? '').trim();
}
