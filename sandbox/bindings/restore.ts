import { join } from 'node:path';
import type { CommandBinding } from '../../lib/contracts/target';
import { findHasher } from '../hasher';
import { projectRoot, type SandboxPaths } from '../paths';
import type { PostgresClients } from '../postgres-clients';
import type { Tools } from '../tools';
import { type Bindings, HOST } from './binding';
import { pm2Binding } from './pm2';
import { clientBinding } from './postgres';

const readPlainDump = join(projectRoot, 'scripts', 'host', 'read-plain-dump.awk');

/** In the folder of the backups, where a backup is one name. */
const inBackups = ({ backups }: SandboxPaths, ...argv: string[]): CommandBinding => ({
  host: HOST,
  argv,
  cwd: backups,
  env: { LC_ALL: 'C' },
});

/** Looking at backups: none of these changes anything. */
const looks = (paths: SandboxPaths, tools: Tools): Bindings => ({
  'backups-list': inBackups(paths, 'find', '.', '-mindepth', '1', '-maxdepth', '1', '-printf', '%y\\t%s\\t%T@\\t%P\\n'),
  'backups-disk-free': inBackups(paths, 'df', '-Pk', '.'),
  'backup-files': inBackups(paths, 'find', '{backup}', '-printf', '%y\\t%s\\t%T@\\t%P\\n'),
  'backup-first-bytes': inBackups(paths, 'head', '-c', '7', '{backup}'),
  'backup-last-bytes': inBackups(paths, 'tail', '-c', '400', '{backup}'),
  'backup-hash': inBackups(paths, 'find', '{backup}', '-type', 'f', '-exec', ...findHasher(), '{}', '+'),
  'backup-read-plain': inBackups(paths, 'awk', '-f', readPlainDump, '{backup}'),
  'backup-list-archive': client(paths, tools, 'pgRestore', '--list', '{backup}'),
  'backup-read-archive': client(paths, tools, 'pgRestore', '--file=/dev/null', '{backup}'),
});

/** One of PostgreSQL's clients in the folder of the backups. */
function client(paths: SandboxPaths, tools: Tools, name: keyof PostgresClients, ...args: string[]): CommandBinding {
  return { ...clientBinding(paths, tools, name, ...args), cwd: paths.backups };
}

/** psql as a script wants it: no file of its own, all or nothing, the first error ends it, no pager. */
const PSQL = ['-X', '-1', '-v', 'ON_ERROR_STOP=1', '-P', 'pager=off'];

/** Locks that others hold end it after 5 s with nothing changed: it is one transaction. */
const EMPTY = [
  "SET lock_timeout = '5s'",
  'DROP SCHEMA public CASCADE',
  'CREATE SCHEMA public',
  'GRANT USAGE ON SCHEMA public TO PUBLIC',
].flatMap((statement) => ['-c', statement]);

const work = (paths: SandboxPaths, tools: Tools): Bindings => ({
  'failed-state-dump': client(paths, tools, 'pgDump', '--format=plain', '--file', '{dump}'),
  'failed-state-keep': inBackups(paths, 'mv', '--no-clobber', '{from}', '{to}'),
  'restore-archive': client(
    paths,
    tools,
    'pgRestore',
    '--jobs=2',
    '--exit-on-error',
    '--no-owner',
    '--verbose',
    '--dbname',
    '{database}',
    '{backup}',
  ),
  'restore-plain': client(paths, tools, 'psql', ...PSQL, '--dbname', '{database}', '--file', '{backup}'),
  'live-empty': client(paths, tools, 'psql', ...PSQL, ...EMPTY),
});

/** nginx runs under pm2 here and under systemd elsewhere: its state is one word, as systemd says it. */
const nginx = (paths: SandboxPaths): Bindings => ({
  'nginx-stop': { ...pm2Binding(paths, 'stop', 'replyx-nginx'), needs: 'nginx' },
  'nginx-start': { ...pm2Binding(paths, 'start', 'replyx-nginx'), needs: 'nginx' },
  'nginx-state': {
    host: HOST,
    argv: ['awk', `BEGIN { print ((getline pid < "${join(paths.nginx, 'nginx.pid')}") > 0 ? "active" : "inactive") }`],
    needs: 'nginx',
  },
});

export const restoreBindings = (paths: SandboxPaths, tools: Tools): Bindings => ({
  ...looks(paths, tools),
  ...work(paths, tools),
  ...nginx(paths),
});
