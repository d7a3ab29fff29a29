import { expect, it } from 'vitest';
import { MAX_IMPORT_BYTES } from '@/lib/contracts/runbook-import';
import { toBase64, tooLong } from './import-model';

it('sends the bytes of a file as they are, however many', () => {
  const bytes = Uint8Array.from({ length: 20_001 }, (_, at) => (at * 7) % 256);
  expect(Buffer.from(toBase64(bytes), 'base64')).toEqual(Buffer.from(bytes));
});

it('refuses a file that is too long before it is sent, and says how long it may be', () => {
  expect(tooLong({ name: 'a.md', size: MAX_IMPORT_BYTES })).toBeNull();
  expect(tooLong({ name: 'a.md', size: MAX_IMPORT_BYTES + 1 })?.message).toBe(
    'a.md is longer than 512 KiB. Nothing was read.',
  );
});
