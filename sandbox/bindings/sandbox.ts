import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { CommandBinding } from '../../lib/contracts/target';
import { projectRoot, type SandboxPaths } from '../paths';
import { type Bindings, HOST } from './binding';

const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
const cli = join(projectRoot, 'sandbox', 'cli.ts');

/** A call of this sandbox's own command line. */
export function cliBinding(paths: SandboxPaths, ...args: string[]): CommandBinding {
  const argv = [process.execPath, '--import', tsx, cli, ...args];
  return { host: HOST, argv, cwd: projectRoot, env: { SANDBOX_DIR: paths.dir } };
}

export const sandboxBindings = (paths: SandboxPaths): Bindings => ({
  'disk-free': { host: HOST, argv: ['df', '-Pk', paths.dir] },
  'sandbox-faults': cliBinding(paths, 'faults', '--json'),
  'sandbox-reset': cliBinding(paths, 'reset'),
});
