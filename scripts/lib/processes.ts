import { execFileSync } from 'node:child_process';
import { readFileSync, readlinkSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** True while a process with this id exists, also when it belongs to somebody else. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  return !isZombie(pid);
}

/** The command line of a process, or an empty string when there is no such process. */
export function commandLine(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').join(' ').trim();
  } catch {
    return commandLineFromPs(pid);
  }
}

/**
 * True when the path is in a process's arguments, environment or working folder. The arguments alone do not tell:
 * a program that sets its title, as pm2's daemon does, overwrites them and cuts a long path short.
 */
export function belongsTo(pid: number, path: string): boolean {
  return (
    commandLine(pid).includes(path) ||
    readOrNothing(() => readFileSync(`/proc/${pid}/environ`, 'utf8')).includes(path) ||
    readOrNothing(() => readlinkSync(`/proc/${pid}/cwd`)).startsWith(path)
  );
}

/** Sends each signal in turn, waiting its time for the process to be gone; tells whether it is. */
export async function endProcess(pid: number, steps: [NodeJS.Signals, number][]): Promise<boolean> {
  for (const [signal, timeoutMs] of steps) {
    if (!isAlive(pid)) return true;
    send(pid, signal);
    if (await isGoneWithin(pid, timeoutMs)) return true;
  }
  return !isAlive(pid);
}

function readOrNothing(read: () => string): string {
  try {
    return read();
  } catch {
    return '';
  }
}

async function isGoneWithin(pid: number, timeoutMs: number): Promise<boolean> {
  const deadline = Date.now() + timeoutMs;
  while (Date.now() < deadline) {
    if (!isAlive(pid)) return true;
    await sleep(20);
  }
  return !isAlive(pid);
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

// In a container whose first process reaps nothing, an ended orphan stays a zombie for ever.
function isZombie(pid: number): boolean {
  try {
    return /^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

// macOS has no /proc; slim Linux images have no ps.
function commandLineFromPs(pid: number): string {
  try {
    return execFileSync('ps', ['-o', 'args=', '-p', String(pid)], { encoding: 'utf8', stdio: 'pipe' }).trim();
  } catch {
    return '';
  }
}
