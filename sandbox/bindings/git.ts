import type { CommandBinding } from '../../lib/contracts/target';
import type { SandboxPaths } from '../paths';
import { gitEnvironment } from '../repository';
import { type Bindings, HOST } from './binding';

/** A git command in the backend's checkout. */
export function gitBinding(paths: SandboxPaths, ...args: string[]): CommandBinding {
  return { host: HOST, argv: ['git', '-C', paths.backend, ...args], env: gitEnvironment, needs: 'git' };
}

const betweenCommits = ['diff', '--name-only', '--no-ext-diff', '{from}', '{commit}', '--', 'alembic/versions'];

export const gitBindings = (paths: SandboxPaths): Bindings => ({
  'git-log': gitBinding(paths, 'log', '-5', '--format=%H%x09%cI%x09%s'),
  'git-head': gitBinding(paths, 'rev-parse', 'HEAD'),
  'git-status': gitBinding(paths, 'status', '--porcelain'),
  'git-show': gitBinding(paths, 'show', '{object}'),
  'git-commit-type': gitBinding(paths, 'cat-file', '-t', '{commit}'),
  'git-migrations-between': gitBinding(paths, ...betweenCommits),
  'git-checkout': gitBinding(paths, 'checkout', '--detach', '{commit}'),
});
