import 'server-only';
import { readFile, stat } from 'node:fs/promises';
import { anchorsFile, readAnchorRecord } from './anchor-head';
import { type AnchorsRead, readAnchors } from './anchors';

let kept: { stamp: string; value: AnchorsRead } | undefined;

/** The heads that this machine keeps outside the store, and what is wrong with their file. Read again where it has changed. */
export async function readAnchorsHere(): Promise<AnchorsRead> {
  // The record first: a line that is written in between is then in the file, and only not asked for.
  const record = await readAnchorRecord();
  const stamp = `${await stampOf(anchorsFile())} ${record?.n} ${record?.hash}`;
  if (kept?.stamp === stamp) return kept.value;
  const text = await readFile(anchorsFile(), 'utf8').catch(noneYet);
  const value = readAnchors(text, record);
  kept = { stamp, value };
  return value;
}

async function stampOf(file: string): Promise<string> {
  const found = await stat(file).catch(noneYet);
  return found ? `${file} ${found.ino} ${found.size} ${found.mtimeMs} ${found.ctimeMs}` : 'none';
}

/** A file that is not there is an answer; one that cannot be read is not. */
function noneYet(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT') return null;
  throw error;
}
