import { type FileHandle, open } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { AppError } from '@/lib/domain/errors';

const LONGEST = 4096;
const HOW = 'Make one in the browser, under Terminal tokens in your menu, and save it as that page says.';

export const DEFAULT_TOKEN_FILE = join('.config', 'rollback-console', 'token');

/**
 * The token that signs this terminal in: the file named on the command line, else ROLLBACK_TOKEN, else the file in the
 * home folder. A file that others could read is refused: whoever read it would be this person.
 */
export async function readToken(named: string | undefined, variable: string | undefined): Promise<string> {
  if (!named && variable?.trim()) return variable.trim();
  const file = named ?? join(homedir(), DEFAULT_TOKEN_FILE);
  const handle = await open(file, 'r').catch((cause: NodeJS.ErrnoException) => {
    throw refusal(
      cause.code === 'ENOENT' && !named
        ? `Nobody is signed in: there is no ROLLBACK_TOKEN, and no file ${file}.`
        : `The token file ${file} cannot be read (${cause.code}).`,
      HOW,
    );
  });
  try {
    return await readPrivate(handle, file);
  } finally {
    await handle.close();
  }
}

async function readPrivate(handle: FileHandle, file: string): Promise<string> {
  // Of the opened file, not of its name: what is read is what was looked at.
  const stats = await handle.stat();
  const mode = (stats.mode & 0o777).toString(8).padStart(4, '0');
  if (!stats.isFile()) throw refusal(`${file} is no file.`, HOW);
  if (mode !== '0600')
    throw refusal(
      `The token file ${file} has mode ${mode}, so it was not read: only its owner may read and write it.`,
      `Run: chmod 600 ${file} (and revoke the token if others could have read it).`,
    );
  if (stats.size > LONGEST) throw refusal(`${file} is too large for a token.`, HOW);
  const token = (await handle.readFile('utf8')).trim();
  if (!token) throw refusal(`The token file ${file} is empty.`, HOW);
  return token;
}

function refusal(message: string, remedy: string): AppError {
  return new AppError('not_signed_in', message, remedy);
}
