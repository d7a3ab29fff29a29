import type { CommandBinding } from '../../lib/contracts/target';
import type { SandboxPaths } from '../paths';
import type { Tools } from '../tools';
import { type Bindings, HOST } from './binding';
import { clientBinding } from './postgres';
import { cliBinding } from './sandbox';

/** Start times are read again and compared, so nobody's clock or language may decide how they are written. */
const PLAIN = { LC_ALL: 'C', TZ: 'UTC' };
const COLUMNS = 'pid=,lstart=,stat=,user:32=,args=';

/** The rows of a plain dump: whatever stands between a COPY and the line that ends it. */
const COUNT_ROWS =
  'c && /^\\\\\\.$/ { c = 0; next } c { n += 1; next } /^COPY .* FROM stdin;$/ { c = 1 } END { print n + 0 }';

/** Processes of this checkout's own scripts, and what phase 4 made in the database. */
export const monitoringBindings = (paths: SandboxPaths, tools: Tools): Bindings => {
  const ps = (...args: string[]): CommandBinding => ({
    host: HOST,
    argv: ['ps', '-ww', ...args],
    cwd: paths.backend,
    env: PLAIN,
  });
  const inSandbox = (binding: CommandBinding): CommandBinding => ({ ...binding, cwd: paths.dir });
  return {
    'process-list': ps('-eo', COLUMNS),
    'process-show': ps('-o', COLUMNS, '-p', '{pids}'),
    'process-folders': { host: HOST, argv: ['pwdx', '{pids...}'] },
    'process-stop': { host: HOST, argv: ['kill', '-TERM', '{pids...}'] },
    'process-kill': { host: HOST, argv: ['kill', '-KILL', '{pids...}'] },
    'monitor-start': cliBinding(paths, 'start-monitor'),
    'relations-keep': inSandbox(
      clientBinding(paths, tools, 'pgDump', '--format=plain', '--table', '{relations}', '--file', '{file}'),
    ),
    'relations-put-back': inSandbox(
      clientBinding(paths, tools, 'psql', '-X', '-1', '-v', 'ON_ERROR_STOP=1', '-f', '-'),
    ),
    'kept-file-end': inSandbox({ host: HOST, argv: ['tail', '-n', '8', '{file}'] }),
    // Through find, so that a file that was never made holds no rows and is no error.
    'kept-file-rows': inSandbox({
      host: HOST,
      argv: ['find', 'backups', '-maxdepth', '1', '-name', '{name}', '-exec', 'awk', COUNT_ROWS, '{}', ';'],
    }),
  };
};
