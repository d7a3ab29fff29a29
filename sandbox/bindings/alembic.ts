import type { CommandBinding } from '../../lib/contracts/target';
import type { SandboxPaths } from '../paths';
import { type Bindings, HOST } from './binding';

/** Alembic reads the database's address from the checkout's .env: no secret is in an argument or the environment. */
export function alembicBinding(paths: SandboxPaths, ...args: string[]): CommandBinding {
  const env = { PYTHONDONTWRITEBYTECODE: '1', REPLYX_ENV_FILE: paths.backendEnv };
  return { host: HOST, argv: [paths.alembic, ...args], cwd: paths.backend, env, needs: 'alembic' };
}

export const alembicBindings = (paths: SandboxPaths): Bindings => ({
  'alembic-current': alembicBinding(paths, 'current'),
  'alembic-heads': alembicBinding(paths, 'heads'),
  'alembic-history': alembicBinding(paths, 'history', '--verbose', '--indicate-current'),
  'alembic-upgrade-sql': alembicBinding(paths, 'upgrade', '{revision}', '--sql'),
  'alembic-upgrade': alembicBinding(paths, 'upgrade', '{revision}'),
  'alembic-downgrade': alembicBinding(paths, 'downgrade', '{revision}'),
  'alembic-downgrade-sql': alembicBinding(paths, 'downgrade', '{range}', '--sql'),
  'alembic-stamp': alembicBinding(paths, 'stamp', '{revision}'),
});
