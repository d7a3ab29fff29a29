import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Where `npm start` leaves the terminal in one file, and what that was made from: path to time of the last change. */
export const TERMINAL_BUNDLE = '.next/rollback.mjs';
export const TERMINAL_INPUTS = '.next/rollback.json';

/**
 * The path of the terminal's bundle if it was made from just the sources that are there, else null: then they are run as
 * they are, only slower.
 *
 * @param {string} root
 * @returns {string | null}
 */
export function findTerminalBundle(root) {
  try {
    const inputs = Object.entries(JSON.parse(readFileSync(join(root, TERMINAL_INPUTS), 'utf8')));
    const isSame = inputs.every(([file, at]) => statSync(join(root, file)).mtimeMs === at);
    return isSame && statSync(join(root, TERMINAL_BUNDLE)).isFile() ? join(root, TERMINAL_BUNDLE) : null;
  } catch {
    // Never made, being made, or a source is gone: in each case the sources themselves are right.
    return null;
  }
}
