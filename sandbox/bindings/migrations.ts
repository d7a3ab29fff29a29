import type { SandboxPaths } from '../paths';
import { alembicBinding } from './alembic';
import { type Bindings, HOST } from './binding';

const VERSIONS = 'alembic/versions';
const RESTORED = '*_restore_original_migrations.py';

/** The files of the migrations in the checkout: named one by one, moved and never removed. */
export const migrationBindings = (paths: SandboxPaths): Bindings => {
  const inCheckout = (...argv: string[]) => ({ host: HOST, argv, cwd: paths.backend, env: { LC_ALL: 'C' } });
  const restored = (...then: string[]) =>
    inCheckout('find', VERSIONS, '-maxdepth', '1', '-type', 'f', '-name', RESTORED, ...then);
  return {
    'consolidated-list': inCheckout(
      'find',
      VERSIONS,
      '-maxdepth',
      '1',
      '-type',
      'f',
      '-name',
      'consolidated_*.py',
      '-printf',
      '%f\\n',
    ),
    'aside-list': inCheckout(
      'find',
      'alembic',
      '-maxdepth',
      '2',
      '-type',
      'f',
      '-path',
      'alembic/consolidated_*/consolidated_*.py',
      '-printf',
      '%p\\n',
    ),
    // Says each name that is there, in order, and fails where one is missing.
    'files-there': inCheckout('ls', '-1d', '--', '{files...}'),
    'folder-make': inCheckout('mkdir', '--', '{folder}'),
    'folder-there': inCheckout('ls', '-1d', '--', '{folder}'),
    'files-move': inCheckout('mv', '-n', '-t', '{folder}', '--', '{files...}'),
    'alembic-autogenerate': alembicBinding(paths, 'revision', '--autogenerate', '-m', 'Restore original migrations'),
    'restored-list': restored('-printf', '%f\\n'),
    'restored-show': restored('-exec', 'cat', '{}', '+'),
    'restored-move': restored('-exec', 'mv', '-n', '-t', '{folder}', '{}', '+'),
  };
};
