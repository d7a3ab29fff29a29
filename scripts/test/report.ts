import { existsSync, readFileSync } from 'node:fs';

/** The JSON that a suite left, or undefined where it broke before it could write one. */
export function readReport(file: string) {
  if (!existsSync(file)) return undefined;
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}
