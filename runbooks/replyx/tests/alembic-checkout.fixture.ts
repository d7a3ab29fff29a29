import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Inventory } from '@/lib/contracts/target';
import { templateDir } from '@/sandbox/paths';
import { runCommand } from '@/sandbox/run-command';

const HOST = 'here';

export type AlembicCheckout = {
  commands: Inventory['commands'];
  tools: Inventory['tools'];
  run(...args: string[]): Promise<string>;
};

/** ReplyX's migrations in a folder of their own, and a target's commands that run them on another database. */
export function makeAlembicCheckout(folder: string, alembic: string, databaseUrl: string): AlembicCheckout {
  mkdirSync(folder, { recursive: true });
  for (const part of ['alembic', 'alembic.ini', 'database'])
    cpSync(join(templateDir, 'backend', part), join(folder, part), { recursive: true });
  // The server's only session takes no second kind of greeting.
  const url = `${databaseUrl}?sslmode=disable&gssencmode=disable`;
  const file = join(folder, '.env');
  writeFileSync(file, `MIGRATION_DATABASE_URL=${url}\n`, { mode: 0o600 });
  const env = { PYTHONDONTWRITEBYTECODE: '1', REPLYX_ENV_FILE: file };
  const bound = (...args: string[]) => ({ host: HOST, argv: [alembic, ...args], cwd: folder, env });
  return {
    commands: {
      'alembic-current': bound('current'),
      'alembic-heads': bound('heads'),
      'alembic-upgrade': bound('upgrade', '{revision}'),
      'alembic-downgrade': bound('downgrade', '{revision}'),
      'alembic-downgrade-sql': bound('downgrade', '{range}', '--sql'),
    },
    tools: { alembic: { title: 'Alembic', host: HOST, check: [alembic, '--version'], install: 'Install it.' } },
    run: (...args) => runCommand([alembic, ...args], { cwd: folder, env }),
  };
}
