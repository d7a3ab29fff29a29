import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { poll } from './poll';

const hasProc = existsSync('/proc/self/cmdline');

/** The process's command line, or undefined when it has ended (a zombie has none either). */
export function commandLine(pid: number): string | undefined {
  try {
    const line = hasProc
      ? readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim()
      : execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).trim();
    return line || undefined;
  } catch {
    return undefined;
  }
}

/** The process id on the first line of a file, if there is one. */
export function readPid(file: string): number | undefined {
  try {
    const pid = Number.parseInt(readFileSync(file, 'utf8'), 10);
    return pid > 1 ? pid : undefined;
  } catch {
    return undefined;
  }
}

/** Whether the process runs and is the one meant: ids are reused, so its command line must carry the mark. */
export function isOurs(pid: number | undefined, mark: string): pid is number {
  return pid !== undefined && (commandLine(pid)?.includes(mark) ?? false);
}

/** Ends one process by id: politely first, and for certain after the grace. Does nothing unless it is the one meant. */
export async function endProcess(pid: number | undefined, mark: string, graceMs = 2000): Promise<void> {
  if (!isOurs(pid, mark)) return;
  signal(pid, 'SIGTERM');
  if (await poll(() => !isOurs(pid, mark), graceMs)) return;
  signal(pid, 'SIGKILL');
  await poll(() => !isOurs(pid, mark), 1000);
}

function signal(pid: number, name: 'SIGTERM' | 'SIGKILL'): void {
  try {
    process.kill(pid, name);
  } catch {
    // It ended in between, which is what was wanted.
  }
}
