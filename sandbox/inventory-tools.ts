import type { Inventory } from '../lib/contracts/target';
import { HOST } from './bindings/binding';
import type { SandboxPaths } from './paths';
import { pm2Argv } from './pm2';
import type { Tools } from './tools';

const INSTALL_CLIENTS = 'Install it with "apt-get install postgresql-client" and start the sandbox again.';

/** The tools that a rollback may need, how to see whether they are there, and how to get them. */
export function toolChecks(paths: SandboxPaths, tools: Tools): Inventory['tools'] {
  const [, pm2File = ''] = pm2Argv();
  return {
    alembic: {
      title: 'Alembic',
      host: HOST,
      // Through env, so that a missing file is an exit code like any other.
      check: ['env', paths.alembic, '--version'],
      install: 'Install it with "apt-get install alembic python3-psycopg2" and start the sandbox again.',
    },
    nginx: {
      title: 'nginx',
      host: HOST,
      check: ['env', tools.nginx ?? 'nginx', '-v'],
      install:
        'Install it with "apt-get install nginx-light" and start the sandbox again; until then the backend is called directly.',
    },
    'pg-dump': {
      title: 'pg_dump 15 or newer',
      host: HOST,
      // One that is too old counts as none: it refuses to read the sandbox's server.
      check: ['env', tools.pgDump ?? 'pg_dump-15', '--version'],
      install: INSTALL_CLIENTS,
    },
    'pg-restore': {
      title: 'pg_restore 15 or newer',
      host: HOST,
      check: ['env', tools.pgRestore ?? 'pg_restore-15', '--version'],
      install: INSTALL_CLIENTS,
    },
    psql: {
      title: 'psql 15 or newer',
      host: HOST,
      check: ['env', tools.psql ?? 'psql-15', '--version'],
      install: INSTALL_CLIENTS,
    },
    git: {
      title: 'git',
      host: HOST,
      check: ['env', 'git', '--version'],
      install: 'Install it with "apt-get install git".',
    },
    pm2: {
      title: 'pm2',
      host: HOST,
      // Not pm2 --version: that starts a daemon in the home folder of whoever asks.
      check: ['test', '-f', pm2File],
      install: 'Run "npm install" in the console\'s folder.',
    },
  };
}
