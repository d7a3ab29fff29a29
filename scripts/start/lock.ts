import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { commandLine, isAlive } from '../lib/processes';

/** Takes a lock that is a file with our process id in it; a lock whose owner has gone is taken over. */
export function takeLock(file: string): { ownerPid: number } | { release(): void } {
  for (let attempt = 0; attempt < 3; attempt += 1) {
    try {
      writeFileSync(file, String(process.pid), { flag: 'wx', mode: 0o600 });
      return { release: () => rmSync(file, { force: true }) };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const ownerPid = readOwner(file);
    if (ownerPid && isOwner(ownerPid)) return { ownerPid };
    rmSync(file, { force: true });
  }
  throw new Error(`The lock ${file} changes hands faster than it can be taken.`);
}

function readOwner(file: string): number {
  try {
    return Number(readFileSync(file, 'utf8'));
  } catch {
    return 0;
  }
}

// In a container ids are small and soon used again: an id alone, or our own, proves nothing.
function isOwner(pid: number): boolean {
  return pid !== process.pid && isAlive(pid) && /\bstart\.mjs\b/.test(commandLine(pid));
}
