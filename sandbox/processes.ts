import { readFileSync } from 'node:fs';
import { belongsTo, endProcess } from '../scripts/lib/processes';

/** The process id on the first line of a file, if there is one. */
export function readPid(file: string): number | undefined {
  try {
    const pid = Number.parseInt(readFileSync(file, 'utf8'), 10);
    return pid > 1 ? pid : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Whether the process runs and is the one meant: ids are reused, so it must carry the mark. Not on its command line
 * alone: pm2's daemon writes its title there, cut to the room that the arguments left.
 */
export function isOurs(pid: number | undefined, mark: string): pid is number {
  return pid !== undefined && belongsTo(pid, mark);
}

/** Ends one process by id: politely first, and for certain after the grace. Does nothing unless it is the one meant. */
export async function endOurs(pid: number | undefined, mark: string, graceMs = 2000): Promise<void> {
  if (!isOurs(pid, mark)) return;
  await endProcess(pid, [
    ['SIGTERM', graceMs],
    ['SIGKILL', 1000],
  ]);
}
