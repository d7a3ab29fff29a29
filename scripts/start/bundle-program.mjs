import { spawnSync } from 'node:child_process';

/**
 * Puts a program into one file, where its sources have changed since, as `npm start` does. In a process of its own: the
 * bundler keeps memory for as long as the one that called it lives.
 *
 * @param {string} name of bundle.ts
 */
export function bundleProgram(name) {
  const words = ['--conditions=react-server', '--import', 'tsx', 'scripts/start/run-bundle.ts', name];
  const { status } = spawnSync(process.execPath, words, { stdio: 'inherit' });
  if (status !== 0) throw new Error(`${name} could not be put into one file`);
}
