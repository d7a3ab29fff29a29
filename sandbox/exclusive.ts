import { linkSync, rmSync, writeFileSync } from 'node:fs';
import { Refusal } from '../scripts/lib/refusal';
import type { SandboxPaths } from './paths';
import { poll } from './poll';
import { isOurs, readPid } from './processes';

const WAIT_MS = 60_000;
const MARK = 'sandbox/cli.ts';

/** A link, not a file that is opened and then written: nobody finds it without the id in it. */
function take(file: string): boolean {
  const own = `${file}.${process.pid}`;
  writeFileSync(own, String(process.pid));
  try {
    linkSync(own, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    // One that was killed leaves its file behind.
    if (!isOurs(readPid(file), MARK)) rmSync(file, { force: true });
    return false;
  } finally {
    rmSync(own, { force: true });
  }
}

/** One change of a sandbox at a time: two would meet in git's index, or restart the server under one another. */
export async function exclusively<T>(paths: SandboxPaths, work: () => Promise<T>): Promise<T> {
  if (!(await poll(() => take(paths.changePid), WAIT_MS, 100)))
    throw new Refusal('another command has been changing this sandbox for a minute; try again when it has ended');
  try {
    return await work();
  } finally {
    rmSync(paths.changePid, { force: true });
  }
}
