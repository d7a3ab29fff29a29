import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { faults } from './faults';
import { log } from './log';
import { startMonitor, stopMonitor } from './monitor';
import { ensureApps } from './pm2';
import { writePostgresService } from './postgres-service';
import { waitUntilHealthy } from './probe';
import { git, writeBackendEnv } from './repository';
import { endStuckSessions, restoreContents, restoreName, restoreServer } from './restore-database';
import type { Sandbox } from './sandbox';

const FAILED_STATE = /^failed_state_backup_/;

/** Main back at the stable commit; files that a drill moved or made are gone, those that git ignores stay. */
async function resetCheckout({ paths, prepared }: Sandbox): Promise<void> {
  // What a git that was killed leaves behind, and every later one trips over.
  rmSync(join(paths.backend, '.git', 'index.lock'), { force: true });
  await git(paths, ['checkout', '--quiet', '--force', '-B', 'main', prepared.commits.stable]);
  await git(paths, ['clean', '--quiet', '-ffd']);
}

/** What was dumped of a failed state is as large as the database, and of no use once that state is gone. */
function dropFailedStates({ paths }: Sandbox): void {
  for (const name of readdirSync(paths.backups).filter((file) => FAILED_STATE.test(file))) {
    rmSync(join(paths.backups, name), { recursive: true, force: true });
  }
}

/** A fault that cannot be switched off alone goes with the rest of what is put back below. */
async function switchFaultsOff(sandbox: Sandbox): Promise<void> {
  for (const fault of faults.toReversed()) {
    await fault.off(sandbox).catch((error: Error) => log(`${fault.key} was not switched off: ${error.message}`));
  }
}

/** Brings the running sandbox back to its prepared state. Safe to repeat, and from any state. */
export async function resetSandbox(sandbox: Sandbox): Promise<void> {
  const { paths, settings } = sandbox;
  writeBackendEnv(paths, settings);
  writePostgresService(paths, settings);
  await stopMonitor(paths);
  await restoreServer(sandbox);
  await endStuckSessions(sandbox);
  await restoreName(sandbox);
  await switchFaultsOff(sandbox);
  await resetCheckout(sandbox);
  await restoreContents(sandbox);
  dropFailedStates(sandbox);
  await ensureApps(paths);
  await waitUntilHealthy(sandbox.endpoints);
  startMonitor(paths, sandbox.programs.python);
}
