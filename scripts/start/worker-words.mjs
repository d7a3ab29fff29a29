import { findBundle } from './find-bundle.mjs';

/**
 * What Node is told to run a worker: its bundle where that is of the sources that are there, else the sources.
 *
 * @returns {string[]}
 */
export function workerWords(root = process.cwd()) {
  const bundle = findBundle(root, 'worker');
  return bundle ? [bundle] : ['--conditions=react-server', '--import', 'tsx', 'worker/main.ts'];
}
