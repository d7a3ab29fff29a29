import type { ActionError } from '@/lib/contracts/result';
import { MAX_IMPORT_BYTES } from '@/lib/contracts/runbook-import';

/** Said before a byte is sent: the server would refuse it, and a slow line would carry it for nothing. */
export function tooLong({ name, size }: { name: string; size: number }): ActionError | null {
  if (size <= MAX_IMPORT_BYTES) return null;
  return {
    code: 'invalid_input',
    message: `${name} is longer than ${MAX_IMPORT_BYTES / 1024} KiB. Nothing was read.`,
    remedy: 'Split it into runbooks that a person can read.',
  };
}

/** Bytes as base64, in pieces: a call takes only so many arguments. */
export function toBase64(bytes: Uint8Array): string {
  const pieces: string[] = [];
  for (let at = 0; at < bytes.length; at += 8192) pieces.push(String.fromCharCode(...bytes.subarray(at, at + 8192)));
  return btoa(pieces.join(''));
}
