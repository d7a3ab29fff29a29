import type { SandboxPaths } from '../paths';
import type { Bindings } from './binding';
import { gitBinding } from './git';

const FILE = 'database/connection.py';
const MESSAGE = 'Connect without a pool again (NullPool)';

/** The change of the connection pool as a commit: a patch comes through standard input, and git refuses what does not fit. */
export const poolingBindings = (paths: SandboxPaths): Bindings => ({
  'pool-source': gitBinding(paths, 'show', `HEAD:${FILE}`),
  'pool-blob': gitBinding(paths, 'rev-parse', `HEAD:${FILE}`),
  'pool-file': gitBinding(paths, 'hash-object', FILE),
  'pool-apply': gitBinding(paths, 'apply', '--index', '--whitespace=nowarn', '--verbose', '-'),
  'pool-unapply': gitBinding(paths, 'apply', '--index', '--reverse', '--whitespace=nowarn', '--verbose', '-'),
  'pool-commit': gitBinding(paths, 'commit', '--message', MESSAGE),
  'pool-revert': gitBinding(paths, 'revert', '--no-edit', 'HEAD'),
  'git-staged': gitBinding(paths, 'diff', '--cached', '--name-only'),
  'git-parent': gitBinding(paths, 'rev-parse', 'HEAD^'),
  'git-changed': gitBinding(paths, 'diff', '--name-only', 'HEAD^', 'HEAD'),
});
