import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import pMap from 'p-map';

const compress = promisify(brotliCompress);
const zip = promisify(gzip);
const TEXTS = new Set(['.js', '.css', '.svg', '.json']);

/**
 * Puts a Brotli form beside every text below a folder, as small as it gets: it is made once and sent many times. And one of
 * gzip, since browsers read no Brotli over plain HTTP.
 */
export async function compressStatic(folder: string): Promise<void> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && TEXTS.has(extname(entry.name)))
    .map((entry) => join(entry.parentPath, entry.name));
  await pMap(
    files,
    async (file) => {
      const text = readFileSync(file);
      const params = { [constants.BROTLI_PARAM_SIZE_HINT]: text.length };
      writeFileSync(`${file}.br`, await compress(text, { params }));
      writeFileSync(`${file}.gz`, await zip(text, { level: constants.Z_BEST_COMPRESSION }));
    },
    { concurrency: 4 },
  );
}
