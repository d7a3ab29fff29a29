import { expect } from '@playwright/test';
import { findProcess } from './facts';
import { folder } from './sandbox';

/** Ends the worker of the installation under test at once, as a machine that fails does: by its program and its data folder. */
export function endWorker(): void {
  const data = process.env.CONSOLE_DATA_DIR ?? '';
  const found = findProcess(
    (argv, environment) =>
      // From its sources, or in the one file that a start makes of them.
      argv.some((one) => /(^|\/)worker(\/main\.ts|\.mjs)$/.test(one)) &&
      environment().includes(`CONSOLE_DATA_DIR=${data}`),
  );
  if (!found) throw new Error('the worker was not found');
  process.kill(Number(found), 'SIGKILL');
}

/**
 * Makes Alembic's downgrade, once it runs, stand still, as a command does that hangs: its step runs for as long as somebody
 * looks at it. What comes back ends it at once.
 */
export async function holdDowngrade(): Promise<() => void> {
  const find = () => findProcess((argv) => argv.includes('downgrade') && argv.some((one) => one.startsWith(folder)));
  await expect.poll(find, { message: 'the downgrade runs', timeout: 30_000 }).toBeTruthy();
  const pid = Number(find());
  process.kill(pid, 'SIGSTOP');
  return () => process.kill(pid, 'SIGKILL');
}
