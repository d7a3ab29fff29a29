import { spawn } from 'node:child_process';
import { existsSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SandboxPaths } from './paths';
import { endOurs, isOurs, readPid } from './processes';
import { smallEnvironment } from './run-command';
import { readSettings } from './settings';

const FOLDER = 'scripts';

/**
 * Starts the monitoring process unless it runs already. A process of its own, to be found and stopped by its id.
 * With `--consistent` it keeps a transaction open that nobody can write beside; Python then needs psycopg2.
 */
export function startMonitor(paths: SandboxPaths, python: string | undefined, ...mode: '--consistent'[]): void {
  if (isOurs(readPid(paths.monitorPid), paths.backend)) return;
  const program = python ?? process.execPath;
  const script = join(paths.backend, FOLDER, python ? 'monitor_performance.py' : 'monitor_performance.mjs');
  if (!existsSync(script)) return;
  const output = openSync(join(paths.logs, 'monitor.log'), 'a');
  const child = spawn(program, [script, `http://127.0.0.1:${readSettings(paths).ports.backend}`, ...mode], {
    cwd: paths.dir,
    env: smallEnvironment(),
    detached: true,
    stdio: ['ignore', output, output],
  });
  child.unref();
  if (child.pid !== undefined) writeFileSync(paths.monitorPid, String(child.pid));
}

/** Stops the monitoring process by its id. */
export async function stopMonitor(paths: SandboxPaths): Promise<void> {
  await endOurs(readPid(paths.monitorPid), paths.backend);
  rmSync(paths.monitorPid, { force: true });
}
