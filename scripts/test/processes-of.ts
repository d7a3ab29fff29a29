import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { commandLine, isAlive } from '../lib/processes';

/** Every live process that was started for this data folder: it is in the arguments, the environment or the cwd. */
export function listProcessesOf(dataDir: string): { pid: number; line: string }[] {
  return listPids()
    .filter((pid) => pid !== process.pid && isAlive(pid) && isOf(pid, dataDir))
    .map((pid) => ({ pid, line: commandLine(pid) }));
}

function listPids(): number[] {
  try {
    return readdirSync('/proc').map(Number).filter(Number.isInteger);
  } catch {
    return []; // no /proc here, as on macOS
  }
}

function isOf(pid: number, dataDir: string): boolean {
  const read = (get: () => string) => {
    try {
      return get();
    } catch {
      return '';
    }
  };
  return (
    read(() => readFileSync(`/proc/${pid}/environ`, 'utf8')).includes(dataDir) ||
    read(() => readlinkSync(`/proc/${pid}/cwd`)).startsWith(dataDir) ||
    commandLine(pid).includes(dataDir)
  );
}
