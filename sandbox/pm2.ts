import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { SandboxPaths } from './paths';
import { poll } from './poll';
import { endOurs, isOurs, readPid } from './processes';
import { runCommand, succeeds } from './run-command';

const BACKEND = 'replyx-backend';
const NGINX = 'replyx-nginx';

const pm2Bin = createRequire(import.meta.url).resolve('pm2/bin/pm2');

/** pm2 under a home of this sandbox's own, saying nothing but what was asked. */
export const pm2Environment = (paths: SandboxPaths) => ({
  PM2_HOME: paths.pm2Home,
  PM2_DISCRETE_MODE: 'true',
  PM2_DISABLE_VERSION_CHECK: 'true',
  FORCE_COLOR: '0',
});

/** The command line that calls pm2: its own file under this very Node, so that no search path decides. */
export const pm2Argv = (...args: string[]) => [process.execPath, pm2Bin, ...args];

/** Runs one pm2 command. */
export async function pm2(paths: SandboxPaths, ...args: string[]): Promise<string> {
  return runCommand(pm2Argv(...args), { cwd: paths.dir, env: pm2Environment(paths), timeoutMs: 20_000 });
}

function apps(paths: SandboxPaths, nginx: string | undefined) {
  const common = {
    exec_mode: 'fork',
    autorestart: true,
    treekill: false,
    vizion: false,
    pmx: false,
    kill_timeout: 2000,
  };
  const logs = (name: string) => ({
    out_file: join(paths.logs, `${name}.out.log`),
    error_file: join(paths.logs, `${name}.error.log`),
    merge_logs: true,
    // Every line says when: what came after a rollback can be told from what came before.
    log_date_format: 'YYYY-MM-DDTHH:mm:ss.SSSZ',
  });
  const backend = {
    ...common,
    ...logs(BACKEND),
    name: BACKEND,
    cwd: paths.backend,
    script: 'server.mjs',
    interpreter: process.execPath,
    wait_ready: true,
    listen_timeout: 5000,
  };
  if (nginx === undefined) return [backend];
  const args = ['-p', paths.nginx, '-c', paths.nginxConf];
  return [backend, { ...common, ...logs(NGINX), name: NGINX, script: nginx, args, interpreter: 'none' }];
}

/** Starts pm2, and under it the backend and nginx. */
export async function startApps(paths: SandboxPaths, nginx: string | undefined): Promise<void> {
  mkdirSync(paths.logs, { recursive: true });
  mkdirSync(paths.pm2Home, { recursive: true });
  writeFileSync(paths.pm2Apps, JSON.stringify({ apps: apps(paths, nginx) }, null, 2));
  await pm2(paths, 'start', paths.pm2Apps);
}

/** Brings back what somebody stopped or deleted. */
export async function ensureApps(paths: SandboxPaths): Promise<void> {
  await pm2(paths, 'startOrReload', paths.pm2Apps);
}

/** Reloads the backend, as the runbook does. */
export async function reloadBackend(paths: SandboxPaths): Promise<void> {
  await pm2(paths, 'reload', BACKEND, '--update-env');
}

/** The processes that pm2 keeps, by their own pid files: pm2 may have died without them. */
function appPids(paths: SandboxPaths): (number | undefined)[] {
  const folder = join(paths.pm2Home, 'pids');
  try {
    return readdirSync(folder).map((file) => readPid(join(folder, file)));
  } catch {
    return [];
  }
}

/** Stops everything under this sandbox's pm2, and pm2. What does not go by itself is ended by its id. */
export async function stopApps(paths: SandboxPaths): Promise<void> {
  const daemon = readPid(paths.pm2Pid);
  const children = appPids(paths);
  if (isOurs(daemon, paths.pm2Home)) {
    await succeeds(pm2Argv('kill'), { cwd: paths.dir, env: pm2Environment(paths), timeoutMs: 4000 });
    await poll(() => !isOurs(daemon, paths.pm2Home), 500);
    await endOurs(daemon, paths.pm2Home, 500);
  }
  await Promise.all(children.map((pid) => endOurs(pid, paths.dir, 500)));
}
