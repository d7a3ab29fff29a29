import { lstatSync, mkdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { findProgram } from './find-program';
import type { SandboxPaths } from './paths';
import { findPostgresClients, type PostgresClients } from './postgres-clients';
import { succeeds } from './run-command';

/** Alembic, if the Python it belongs to also has the PostgreSQL driver. */
async function findAlembic(): Promise<string | undefined> {
  const file = findProgram('alembic');
  if (file === undefined) return undefined;
  const [firstLine = ''] = readFileSync(file, 'utf8').split('\n', 1);
  if (!firstLine.startsWith('#!')) return undefined;
  const interpreter = firstLine.slice(2).trim().split(/\s+/);
  const usable = await succeeds([...interpreter, '-c', 'import alembic, psycopg2']);
  return usable ? file : undefined;
}

/** A Python that can talk to PostgreSQL by itself. */
export async function findDriverPython(): Promise<string | undefined> {
  const python = findProgram('python3');
  return python && (await succeeds([python, '-c', 'import psycopg2'])) ? python : undefined;
}

/** What the sandbox itself runs, where it is there. */
export type Programs = { nginx?: string; python?: string };
export type Tools = Programs & PostgresClients & { alembic?: string };

/** Where the programs lie, without running anything. */
export function findPrograms(): Programs {
  return { nginx: findProgram('nginx'), python: findProgram('python3') };
}

/** Which of the tools that a rollback may need are on this machine and usable. */
export async function findTools(): Promise<Tools> {
  const [alembic, clients] = await Promise.all([findAlembic(), findPostgresClients()]);
  return { ...findPrograms(), ...clients, alembic };
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
