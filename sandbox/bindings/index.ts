import type { SandboxPaths } from '../paths';
import type { Tools } from '../tools';
import { alembicBindings } from './alembic';
import type { Bindings } from './binding';
import { gitBindings } from './git';
import { logBindings } from './logs';
import { migrationBindings } from './migrations';
import { monitoringBindings } from './monitoring';
import { pm2Bindings } from './pm2';
import { poolingBindings } from './pooling';
import { postgresBindings } from './postgres';
import { restoreBindings } from './restore';
import { sandboxBindings } from './sandbox';

/** One file a topic. A file that needs to know which programs are on the machine takes the second argument too. */
const TOPICS: ((paths: SandboxPaths, tools: Tools) => Bindings)[] = [
  gitBindings,
  pm2Bindings,
  logBindings,
  alembicBindings,
  postgresBindings,
  restoreBindings,
  sandboxBindings,
  monitoringBindings,
  poolingBindings,
  migrationBindings,
];

/** Every command that the console may run on the sandbox. Throws where two topics bind the same key. */
export function commandBindings(paths: SandboxPaths, tools: Tools): Bindings {
  const entries = TOPICS.flatMap((topic) => Object.entries(topic(paths, tools)));
  const keys = entries.map(([key]) => key);
  const twice = keys.filter((key, index) => keys.indexOf(key) !== index);
  if (twice.length > 0) throw new Error(`two files of sandbox/bindings bind ${twice.join(', ')}`);
  return Object.fromEntries(entries);
}
