import 'server-only';
import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { Me } from '@/lib/contracts/views';
import { AppError, conflict } from '@/lib/domain/errors';
import { appendEvent, type Transaction } from '../audit/append-event';
import { db } from '../db';
import { authorise } from './authorise';
import { ENCRYPTED, type EncryptedPlace } from './encrypted-places';
import { keyIdOf, ROTATE_LOCK, readKeyFile, writeKeyFile } from './secret-key-file';
import { decryptSecret, encryptSecret, findKeyOf, keyIdIn, keyring } from './secrets';

/** Nothing is asked for: what there is to do follows from the keys and what is stored. */
export const rotateSecretsSchema = z.object({});

export type Rotated = {
  /** Fingerprint of the key that everything is under now. */
  to: string;
  /** How many of each kind were encrypted anew. */
  changed: Record<string, number>;
  /** What no key at hand opens; it was left as it was. */
  left: string[];
};

/**
 * Encrypts every stored secret with a new key, in one transaction. A key in the installation's file is made here, and
 * processes that run go on by the file. One in the environment is changed by a person, who gives the old one beside it.
 * Interrupted at any point it is called again: the file has both keys before the first row is changed.
 */
export async function rotateSecrets(me: Me, _input: z.output<typeof rotateSecretsSchema>): Promise<Rotated> {
  const actor = await authorise(me, 'secrets.rotate');
  return db().$transaction(
    async (tx) => {
      await tx.$executeRaw`SELECT pg_advisory_xact_lock(${ROTATE_LOCK})`;
      if ((await countOld(tx)) === 0) await changeKey();
      const done: Rotated = { to: keyring().current.id, changed: {}, left: [] };
      const from = new Set<string>();
      for (const place of ENCRYPTED) for (const id of await encryptAnew(tx, place, done)) from.add(id);
      await appendEvent(tx, {
        type: 'secrets.rotated',
        actor,
        data: { from: [...from].sort(), to: done.to, changed: done.changed },
      });
      return done;
    },
    { timeout: 120_000 },
  );
}

/** How many secrets are under another key than the current one, and could be read: a rotation that was interrupted. */
async function countOld(tx: Transaction): Promise<number> {
  const { current } = keyring();
  let old = 0;
  for (const { read } of ENCRYPTED)
    for (const { secret } of await read(tx)) if (![null, current.id].includes(findKeyOf(secret))) old += 1;
  return old;
}

/** The file first, with both keys in it: whatever is encrypted from here on is under the new one. */
async function changeKey(): Promise<void> {
  const { current, isInFile } = keyring();
  const file = readKeyFile();
  if (!isInFile || !file)
    throw conflict(
      'The key is in the environment (CONSOLE_SECRET_KEY), and everything is encrypted with it; nothing was changed.',
      'Make a new one (openssl rand -base64 32), start web and worker with it in CONSOLE_SECRET_KEY and the old one in ' +
        'CONSOLE_SECRET_KEY_BEFORE, run this again, and take the old one out.',
    );
  const before = file.CONSOLE_SECRET_KEY as string;
  const past = [...(file.CONSOLE_SECRET_KEYS_PAST ?? []), current.id];
  const next = randomBytes(32);
  await writeKeyFile({
    ...file,
    CONSOLE_SECRET_KEY: next.toString('base64'),
    CONSOLE_SECRET_KEY_BEFORE: before,
    CONSOLE_SECRET_KEYS_PAST: past,
  });
  if (keyring().current.id !== keyIdOf(next))
    throw new AppError(
      'unexpected',
      'The new key was written, and is not read back; nothing was encrypted with it.',
      'Somebody else may be rotating. Look at secrets.json in the data folder, and run this again.',
    );
}

/** Returns the fingerprints of the keys that were left behind. */
async function encryptAnew(tx: Transaction, place: EncryptedPlace, done: Rotated): Promise<string[]> {
  const from: string[] = [];
  for (const { id, secret } of await place.read(tx, true)) {
    if (keyIdIn(secret) === done.to) continue;
    const key = findKeyOf(secret);
    if (key === null) {
      done.left.push(`${place.name} of ${id}`);
      continue;
    }
    await place.write(tx, id, encryptSecret(decryptSecret(secret)));
    done.changed[place.name] = (done.changed[place.name] ?? 0) + 1;
    from.push(key);
  }
  return from;
}
