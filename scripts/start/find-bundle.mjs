import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Where a program lies in one file, and the list of what that was made from: path to time of the last change.
 *
 * @param {string} name of a program in bundle.ts
 */
export const bundleFiles = (name) => ({ bundle: `.next/${name}.mjs`, inputs: `.next/${name}.json` });

/**
 * The path of a program's bundle if it was made from just the sources that are there, else null: then they are run as
 * they are, only slower.
 *
 * @param {string} root
 * @param {string} name of a program in bundle.ts
 * @returns {string | null}
 */
export function findBundle(root, name) {
  const files = bundleFiles(name);
  try {
    const inputs = Object.entries(JSON.parse(readFileSync(join(root, files.inputs), 'utf8')));
    const isSame = inputs.every(([file, at]) => statSync(join(root, file)).mtimeMs === at);
    return isSame && statSync(join(root, files.bundle)).isFile() ? join(root, files.bundle) : null;
  } catch {
    // Never made, being made, or a source is gone: in each case the sources themselves are right.
    return null;
  }
}
