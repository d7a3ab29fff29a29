import fc from 'fast-check';
import { expect, it } from 'vitest';
import { AppError } from './errors';
import { readImportText } from './import-file';

it('reads any bytes as text with plain line ends, or refuses them in words', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), fc.constantFrom('a.md', 'a.yaml', 'a.zip', ''), (bytes, name) => {
      try {
        const { text } = readImportText(name, bytes);
        expect(text).not.toMatch(/[\r\0]|^\uFEFF/);
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        expect(error.message).toMatch(/^The file was refused\. .*Nothing was read from it or kept\.$/);
      }
    }),
    { numRuns: 300, seed: 47 },
  );
});

it('knows an archive that begins later, by its mark', () => {
  const tar = new Uint8Array(512).fill(0x20);
  tar.set(new TextEncoder().encode('ustar'), 257);
  expect(() => readImportText('a.yaml', tar)).toThrow(/a tar archive/);
});
