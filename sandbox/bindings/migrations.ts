import type { SandboxPaths } from '../paths';
import { alembicBinding } from './alembic';
import { type Bindings, HOST } from './binding';

const VERSIONS = 'backend/alembic/versions';

/** The files of the migrations, by paths from the sandbox's folder: named one by one, moved and never removed. */
export const migrationBindings = (paths: SandboxPaths): Bindings => {
  const inSandbox = (...argv: string[]) => ({ host: HOST, argv, cwd: paths.dir, env: { LC_ALL: 'C' } });
  const migrations = (pattern: string, ...then: string[]) =>
    inSandbox('find', VERSIONS, '-maxdepth', '1', '-type', 'f', '-name', pattern, ...then);
  return {
    'consolidated-list': migrations('consolidated_*.py'),
    // What is in them, in the order of the names, to know them again by.
    'files-sums': inSandbox('sha256sum', '--', '{files...}'),
    'folder-make': inSandbox('mkdir', '--', '{folder}'),
    'folder-there': inSandbox('ls', '-1d', '--', '{folder}'),
    'files-move': inSandbox('mv', '-n', '-v', '-t', '{folder}', '--', '{files...}'),
    'alembic-autogenerate': alembicBinding(
      paths,
      ...['revision', '--autogenerate', '-m', 'Restore original migrations', '--rev-id', '{revision}'],
    ),
    'restored-list': migrations('{file}', '-printf', '%f\\n'),
    'restored-show': migrations('{file}', '-exec', 'cat', '{}', '+'),
  };
};
