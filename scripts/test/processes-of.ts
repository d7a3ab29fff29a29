import { readdirSync } from 'node:fs';
import { belongsTo, commandLine, isAlive } from '../lib/processes';

/** Every live process that was started for this data folder: it is in the arguments, the environment or the cwd. */
export function listProcessesOf(dataDir: string): { pid: number; line: string }[] {
  return listPids()
    .filter((pid) => pid !== process.pid && isAlive(pid) && belongsTo(pid, dataDir))
    .map((pid) => ({ pid, line: commandLine(pid) }));
}

function listPids(): number[] {
  try {
    return readdirSync('/proc').map(Number).filter(Number.isInteger);
  } catch {
    return []; // no /proc here, as on macOS
  }
}
