import { join } from 'node:path';
import type { SandboxPaths } from '../paths';
import { type Bindings, HOST } from './binding';

/** Enough for an outage of an hour; the console says so where it does not reach back far enough. */
const TAIL_BYTES = '262144';

/** The end of the backend's error log, as pm2 writes it: each line begins with its time. */
export const logBindings = (paths: SandboxPaths): Bindings => ({
  'backend-errors-since': {
    host: HOST,
    argv: ['tail', '-c', TAIL_BYTES, join(paths.logs, 'replyx-backend.error.log')],
  },
});
