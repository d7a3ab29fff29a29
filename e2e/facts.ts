import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { folder, query } from './sandbox';

/** What the sandbox's own catalogue, checkout and processes say: what a rollback has really done. */

/** Names of the idx_ indexes, from the catalogue itself. */
export async function listIndexes(): Promise<string[]> {
  const rows = await query<{ name: string }>(
    "SELECT indexname AS name FROM pg_indexes WHERE schemaname = 'public' AND indexname LIKE 'idx\\_%' ORDER BY 1",
  );
  return rows.map((row) => row.name);
}

/** Whether every index of the optimisation is there, by what the sandbox noted when it was prepared. */
export async function hasAllIndexes(): Promise<boolean> {
  const there = await listIndexes();
  return Object.keys(readPrepared().indexes).every((name) => there.includes(name));
}

export async function isCheckedOutAsPrepared(): Promise<boolean> {
  return (await askGit('rev-parse', 'HEAD')) === readPrepared().commits.stable;
}

function readPrepared(): { indexes: Record<string, string>; commits: { stable: string } } {
  return JSON.parse(readFileSync(join(folder, 'prepared.json'), 'utf8'));
}

/** The revision that the database names as its own. */
export async function readRevision(): Promise<string | undefined> {
  return (await query<{ version_num: string }>('SELECT version_num FROM alembic_version'))[0]?.version_num;
}

export async function countRelations(...names: string[]): Promise<number> {
  const list = names.map((name) => `('${name}')`).join(', ');
  const there = `SELECT count(*)::int AS n FROM (VALUES ${list}) AS one(name) WHERE to_regclass(name) IS NOT NULL`;
  return (await query<{ n: number }>(there))[0]?.n ?? 0;
}

type Setting = { name: string; setting: string; isByAlterSystem: boolean };
/** The settings of the vector phase as the running server has them, and whether ALTER SYSTEM has set them. */
export function readSettings(): Promise<Setting[]> {
  return query<Setting>(
    `SELECT name, setting, coalesce(sourcefile LIKE '%/postgresql.auto.conf', false) AS "isByAlterSystem"
     FROM pg_settings WHERE name IN ('shared_preload_libraries', 'max_connections', 'work_mem') ORDER BY name`,
  );
}

export async function readServerStart(): Promise<string | undefined> {
  return (await query<{ at: string }>('SELECT pg_postmaster_start_time()::text AS at'))[0]?.at;
}

/** The database that has the name now, and those that a restore has kept beside it. */
export async function readDatabases(): Promise<{ live: number | undefined; kept: number[] }> {
  const rows = await query<{ oid: number; isLive: boolean }>(
    `SELECT oid::int, datname = current_database() AS "isLive" FROM pg_database
     WHERE datname = current_database() OR datname LIKE 'replyx\\_%'`,
  );
  return {
    live: rows.find((row) => row.isLive)?.oid,
    kept: rows.filter((row) => !row.isLive).map((row) => row.oid),
  };
}

export function listDumps(): string[] {
  return readdirSync(join(folder, 'backups')).filter((name) => name.startsWith('failed_state_backup_'));
}

export async function askGit(...args: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)('git', ['-C', join(folder, 'backend'), ...args]);
  return stdout.trim();
}

/** The process that pm2 keeps for the backend, by pm2's own file. */
export function backendProcess(): string {
  return readFileSync(join(folder, 'pm2', 'pids', 'replyx-backend-0.pid'), 'utf8').trim();
}

/** The monitoring process, among all that run. */
export function findMonitor(): string | undefined {
  return findProcess((argv) =>
    argv.some((one) => one.startsWith(folder) && /\/monitor_performance\.(py|mjs)$/.test(one)),
  );
}

/** The id of the one process of this machine that fits, by its arguments and its environment. */
export function findProcess(isIt: (argv: string[], environment: () => string[]) => boolean): string | undefined {
  const read = (pid: string, file: string) => {
    try {
      return readFileSync(`/proc/${pid}/${file}`, 'utf8').split('\0');
    } catch {
      // It has ended since it was listed.
      return [];
    }
  };
  return readdirSync('/proc').find(
    (pid) => /^\d+$/.test(pid) && isIt(read(pid, 'cmdline'), () => read(pid, 'environ')),
  );
}
