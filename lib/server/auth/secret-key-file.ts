import 'server-only';
import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { open, rename } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { env } from '../env';

/** secrets.json as the start writes it (scripts/start/secrets.ts), and what a rotation adds. */
const fileSchema = z.looseObject({
  CONSOLE_SECRET_KEY: z.string().optional(),
  /** The key before that, kept until the next rotation: a process may have encrypted with it in the same moment. */
  CONSOLE_SECRET_KEY_BEFORE: z.string().optional(),
  /** Fingerprints of all keys before, by which a process that was started with one knows that this file goes on for it. */
  CONSOLE_SECRET_KEYS_PAST: z.array(z.string()).optional(),
  NEXTAUTH_SECRET: z.string().optional(),
  /** The same of what protects sessions: nothing is kept that the one before would open. */
  NEXTAUTH_SECRETS_PAST: z.array(z.string()).optional(),
});
export type KeyFile = z.infer<typeof fileSchema>;

const fileOf = () => path.join(env().CONSOLE_DATA_DIR, 'secrets.json');

let kept: { stamp: string; file: KeyFile } | undefined;

/** The file as it is now, read again only where it has changed; null where there is none, or this process may not read it. */
export function readKeyFile(): KeyFile | null {
  try {
    const { mtimeMs, size, ino } = statSync(fileOf());
    const stamp = `${fileOf()} ${ino} ${mtimeMs} ${size}`;
    if (kept?.stamp !== stamp) kept = { stamp, file: fileSchema.parse(JSON.parse(readFileSync(fileOf(), 'utf8'))) };
    return kept.file;
  } catch (error) {
    if (['ENOENT', 'EACCES'].includes((error as NodeJS.ErrnoException).code ?? '')) return null;
    throw error;
  }
}

/** Puts a whole new file in the place of the old one, on the disk before it returns: after a crash there is one of the two. */
export async function writeKeyFile(file: KeyFile): Promise<void> {
  const unfinished = `${fileOf()}.new`;
  const written = await open(unfinished, 'w', 0o600);
  try {
    await written.chmod(0o600);
    await written.writeFile(`${JSON.stringify(file, null, 2)}\n`);
    await written.sync();
  } finally {
    await written.close();
  }
  await rename(unfinished, fileOf());
  const folder = await open(path.dirname(fileOf()), 'r');
  await folder.sync().finally(() => folder.close());
}

/** Two rotations at once would each put one into the file, and one of the two would be lost. Any number that nothing else locks. */
export const ROTATE_LOCK = 7_140_019;

/** A key's fingerprint: tells keys apart in what they encrypted, and tells nothing of the key. */
export function keyIdOf(key: Buffer): string {
  return createHash('sha256').update('rollback-console key ').update(key).digest('hex').slice(0, 12);
}
