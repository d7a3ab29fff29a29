import { accessSync, constants, lstatSync, mkdirSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { SandboxPaths } from './paths';
import { runCommand, smallEnvironment, succeeds } from './run-command';

/** The full path of a program: the places where Debian keeps them first, then the search path. */
function find(program: string): string | undefined {
  const folders = ['/usr/sbin', '/usr/bin', ...(smallEnvironment().PATH ?? '').split(delimiter)];
  return folders.map((folder) => join(folder, program)).find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

/** Alembic, if the Python it belongs to also has the PostgreSQL driver. */
async function findAlembic(): Promise<string | undefined> {
  const file = find('alembic');
  if (file === undefined) return undefined;
  const [firstLine = ''] = readFileSync(file, 'utf8').split('\n', 1);
  if (!firstLine.startsWith('#!')) return undefined;
  const interpreter = firstLine.slice(2).trim().split(/\s+/);
  const usable = await succeeds([...interpreter, '-c', 'import alembic, psycopg2']);
  return usable ? file : undefined;
}

/** pg_dump, if it is new enough to read the sandbox's server. */
async function findPgDump(): Promise<string | undefined> {
  const file = find('pg_dump');
  if (file === undefined) return undefined;
  const version = await runCommand([file, '--version']).catch(() => '');
  return Number(/(\d+)\./.exec(version)?.[1]) >= 15 ? file : undefined;
}

/** What the sandbox itself runs, where it is there. */
export type Programs = { nginx?: string; python?: string };
export type Tools = Programs & { alembic?: string; pgDump?: string };

/** Where the programs lie, without running anything. */
export function findPrograms(): Programs {
  return { nginx: find('nginx'), python: find('python3') };
}

/** Which of the tools that a rollback may need are on this machine and usable. */
export async function findTools(): Promise<Tools> {
  const [alembic, pgDump] = await Promise.all([findAlembic(), findPgDump()]);
  return { ...findPrograms(), alembic, pgDump };
}

/**
 * Alembic is called through a link of the sandbox's own, so that it can be taken away from one sandbox and not from the
 * machine. A link that was taken away stays away.
 */
export function linkAlembic(paths: SandboxPaths, alembic: string | undefined): void {
  mkdirSync(paths.bin, { recursive: true });
  const link = lstatSync(paths.alembicHidden, { throwIfNoEntry: false }) ? paths.alembicHidden : paths.alembic;
  rmSync(link, { force: true });
  if (alembic !== undefined) symlinkSync(alembic, link);
}
