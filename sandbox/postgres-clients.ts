import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { findProgram, isExecutable } from './find-program';
import { runCommand } from './run-command';

/** PostgreSQL's own clients by their full path, where there is one that gets on with the sandbox's server. */
export type PostgresClients = { pgDump?: string; pgRestore?: string; psql?: string };

/** An older pg_dump refuses the server; a newer one writes settings that the server does not know, so nearer is better. */
const SERVER_MAJOR = 15;
const DEBIAN_ROOT = '/usr/lib/postgresql';

/** Debian's folders of real programs: what lies in /usr/bin is a wrapper that chooses one of them, slowly. */
function debianFolders(): string[] {
  try {
    const majors = readdirSync(DEBIAN_ROOT).map(Number);
    const usable = majors.filter((major) => major >= SERVER_MAJOR).sort((a, b) => a - b);
    return usable.map((major) => join(DEBIAN_ROOT, String(major), 'bin'));
  } catch {
    return [];
  }
}

async function findClient(program: string): Promise<string | undefined> {
  const ofDebian = debianFolders()
    .map((folder) => join(folder, program))
    .find(isExecutable);
  const file = ofDebian ?? findProgram(program);
  if (file === undefined || file === ofDebian) return file;
  const version = await runCommand([file, '--version']).catch(() => '');
  return Number(/(\d+)\./.exec(version)?.[1]) >= SERVER_MAJOR ? file : undefined;
}

/** Looks for the three clients on this machine. */
export async function findPostgresClients(): Promise<PostgresClients> {
  const [pgDump, pgRestore, psql] = await Promise.all(['pg_dump', 'pg_restore', 'psql'].map(findClient));
  return { pgDump, pgRestore, psql };
}
