import { writeFile } from 'node:fs/promises';
import { usageError } from './errors';

/** Writes a document where somebody asked for it; never over another one unless they say so. */
export async function saveText(file: string, text: string | Uint8Array, isForced = false): Promise<void> {
  await writeFile(file, text, { flag: isForced ? 'w' : 'wx' }).catch((cause: NodeJS.ErrnoException) => {
    throw cause.code === 'EEXIST'
      ? usageError(`${file} is there already; it was not written.`, 'Name another file, or replace it with --force.')
      : usageError(`${file} cannot be written (${cause.code}).`, 'Name another file.');
  });
}
