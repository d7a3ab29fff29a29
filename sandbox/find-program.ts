import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { smallEnvironment } from './run-command';

/** The full path of a program: the places where Debian keeps them first, then the search path. */
export function findProgram(program: string): string | undefined {
  const folders = ['/usr/sbin', '/usr/bin', ...(smallEnvironment().PATH ?? '').split(delimiter)];
  return folders.map((folder) => join(folder, program)).find(isExecutable);
}

/** Whether the file is there and may be run. */
export function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
