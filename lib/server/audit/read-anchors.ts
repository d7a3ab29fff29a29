import 'server-only';
import { readFile } from 'node:fs/promises';
import { anchorsFile, readAnchorRecord } from './anchor-head';
import { type AnchorsRead, readAnchors } from './anchors';

/** The heads that this machine keeps outside the store, and what is wrong with their file. */
export async function readAnchorsHere(): Promise<AnchorsRead> {
  // The record first: a line that is written in between is then in the file, and only not asked for.
  const record = await readAnchorRecord();
  const text = await readFile(anchorsFile(), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  return readAnchors(text, record);
}
