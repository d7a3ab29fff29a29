import 'server-only';
import { createHash } from 'node:crypto';

/** SHA-256 in hexadecimal of a text's lines in alphabetical order: a folder is listed in no order of its own. */
export function linesDigest(text: string): string {
  const lines = text.split('\n').filter(Boolean).sort();
  return createHash('sha256').update(lines.join('\n')).digest('hex');
}
