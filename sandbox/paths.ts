import { isAbsolute, join, resolve } from 'node:path';
import { Refusal } from '../scripts/lib/refusal';

/** Linux refuses longer socket paths, and pm2 keeps its sockets in its home. */
const MAX_SOCKET_PATH = 107;

export const projectRoot = resolve(import.meta.dirname, '..');
export const templateDir = join(import.meta.dirname, 'template');
export const databaseSqlDir = join(import.meta.dirname, 'database');

/** Where everything of one sandbox lies. Two sandboxes share nothing but the machine. */
export function sandboxPaths(dir: string) {
  if (!isAbsolute(dir)) throw new Refusal(`SANDBOX_DIR must be an absolute path, not "${dir}"`);
  const paths = {
    dir,
    prepared: join(dir, 'prepared.json'),
    settings: join(dir, 'settings.json'),
    targetFile: join(dir, 'target.json'),
    servicePid: join(dir, 'service.pid'),
    changePid: join(dir, 'change.pid'),
    monitorPid: join(dir, 'monitor.pid'),
    logs: join(dir, 'logs'),
    bin: join(dir, 'bin'),
    alembic: join(dir, 'bin', 'alembic'),
    alembicHidden: join(dir, 'bin', 'alembic.hidden'),
    cluster: join(dir, 'pg'),
    pgService: join(dir, 'pg_service.conf'),
    pgPass: join(dir, 'pgpass'),
    clusterLog: join(dir, 'logs', 'postgresql.log'),
    backend: join(dir, 'backend'),
    backendEnv: join(dir, 'backend', '.env'),
    backups: join(dir, 'backups'),
    backup: join(dir, 'backups', 'pre_optimization_backup.sql'),
    baseline: join(dir, 'backups', 'pre_optimization_metrics.json'),
    pm2Home: join(dir, 'pm2'),
    pm2Pid: join(dir, 'pm2', 'pm2.pid'),
    pm2Apps: join(dir, 'pm2-apps.json'),
    nginx: join(dir, 'nginx'),
    nginxConf: join(dir, 'nginx', 'nginx.conf'),
  };
  if (join(paths.pm2Home, 'interactor.sock').length > MAX_SOCKET_PATH) {
    throw new Refusal(`SANDBOX_DIR is too long for pm2's sockets; choose a shorter path than "${dir}"`);
  }
  return paths;
}
export type SandboxPaths = ReturnType<typeof sandboxPaths>;

/** The paths of the sandbox that SANDBOX_DIR names. */
export function pathsFromEnvironment(): SandboxPaths {
  const dir = process.env.SANDBOX_DIR;
  if (!dir) throw new Refusal('SANDBOX_DIR is not set: the absolute path of the folder the sandbox lives in');
  return sandboxPaths(dir);
}
