import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { CommandBinding } from '../lib/contracts/target';
import { projectRoot, type SandboxPaths } from './paths';
import { pm2Argv, pm2Environment } from './pm2';
import { gitEnvironment } from './repository';

export const HOST = 'app-1';

const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;

/** A call of this sandbox's own command line. */
export function cliBinding(paths: SandboxPaths, ...args: string[]): CommandBinding {
  const argv = [process.execPath, '--import', tsx, join(import.meta.dirname, 'cli.ts'), ...args];
  return { host: HOST, argv, cwd: projectRoot, env: { SANDBOX_DIR: paths.dir } };
}

function gitBinding(paths: SandboxPaths, ...args: string[]): CommandBinding {
  return { host: HOST, argv: ['git', '-C', paths.backend, ...args], env: gitEnvironment, needs: 'git' };
}

function pm2Binding(paths: SandboxPaths, ...args: string[]): CommandBinding {
  return { host: HOST, argv: pm2Argv(...args), cwd: paths.dir, env: pm2Environment(paths), needs: 'pm2' };
}

/** Alembic reads the database's address from the checkout's .env: no secret is in an argument or the environment. */
function alembicBinding(paths: SandboxPaths, ...args: string[]): CommandBinding {
  const env = { PYTHONDONTWRITEBYTECODE: '1', REPLYX_ENV_FILE: paths.backendEnv };
  return { host: HOST, argv: [paths.alembic, ...args], cwd: paths.backend, env, needs: 'alembic' };
}

/** Every command that the console may run on the sandbox. */
export function commandBindings(paths: SandboxPaths): Record<string, CommandBinding> {
  return {
    'git-log': gitBinding(paths, 'log', '-5', '--format=%H%x09%cI%x09%s'),
    'git-head': gitBinding(paths, 'rev-parse', 'HEAD'),
    'git-status': gitBinding(paths, 'status', '--porcelain'),
    'git-commit-type': gitBinding(paths, 'cat-file', '-t', '{commit}'),
    'git-migrations-between': gitBinding(
      paths,
      'diff',
      '--name-only',
      '--no-ext-diff',
      '{from}',
      '{commit}',
      '--',
      'alembic/versions',
    ),
    'git-checkout': gitBinding(paths, 'checkout', '--detach', '{commit}'),
    'backend-reload': pm2Binding(paths, 'reload', 'replyx-backend', '--update-env'),
    'backend-status': pm2Binding(paths, 'jlist'),
    'nginx-restart': { ...pm2Binding(paths, 'restart', 'replyx-nginx'), needs: 'nginx' },
    'alembic-current': alembicBinding(paths, 'current'),
    'alembic-heads': alembicBinding(paths, 'heads'),
    'alembic-history': alembicBinding(paths, 'history', '--verbose'),
    'alembic-downgrade': alembicBinding(paths, 'downgrade', '{revision}'),
    'alembic-downgrade-sql': alembicBinding(paths, 'downgrade', '{range}', '--sql'),
    'alembic-stamp': alembicBinding(paths, 'stamp', '{revision}'),
    'disk-free': { host: HOST, argv: ['df', '-Pk', paths.dir] },
    'sandbox-reset': cliBinding(paths, 'reset'),
  };
}
