import type { CommandBinding } from '../../lib/contracts/target';
import type { SandboxPaths } from '../paths';
import { pm2Argv, pm2Environment } from '../pm2';
import { type Bindings, HOST } from './binding';

/** A command of the sandbox's own pm2. */
export function pm2Binding(paths: SandboxPaths, ...args: string[]): CommandBinding {
  return { host: HOST, argv: pm2Argv(...args), cwd: paths.dir, env: pm2Environment(paths), needs: 'pm2' };
}

/** Stopping ends the apps (the backend and nginx); pm2 itself stays, still lists them, and starts them again. */
export const pm2Bindings = (paths: SandboxPaths): Bindings => ({
  'backend-reload': pm2Binding(paths, 'reload', 'replyx-backend', '--update-env'),
  'backend-status': pm2Binding(paths, 'jlist'),
  'nginx-restart': { ...pm2Binding(paths, 'restart', 'replyx-nginx'), needs: 'nginx' },
  'services-stop': pm2Binding(paths, 'stop', 'all'),
  'services-start': pm2Binding(paths, 'start', 'all'),
  'services-status': pm2Binding(paths, 'jlist'),
});
