import 'server-only';
import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import { z } from 'zod';
import { AppError } from '@/lib/domain/errors';
import { decryptSecret, encryptSecret } from '../auth/secrets';
import { db } from '../db';
import { appendEvent, type EventActor } from './append-event';

const KEY = 'audit-key';
const keptSchema = z.object({ publicKey: z.string(), privateKey: z.string() });

/** The key that exports are signed with, as people get to know it: DER in base64, and a fingerprint to compare by eye. */
export type PublicKey = { publicKey: string; fingerprint: string };

/**
 * Makes the installation's Ed25519 key where it has none yet: at the first start, and at the latest for the first export.
 * It lies in the store, encrypted as every other secret, so that all webs and terminals sign with the same one.
 */
export async function ensureSigningKey(actor: EventActor): Promise<PublicKey> {
  const there = await findPublicKey();
  if (there) return there;
  const pair = generateKeyPairSync('ed25519');
  const publicKey = pair.publicKey.export({ format: 'der', type: 'spki' }).toString('base64');
  const privateKey = encryptSecret(pair.privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64'));
  const made = { publicKey, fingerprint: fingerprintOf(publicKey) };
  const isOurs = await db().$transaction(async (tx) => {
    // Of two that make one at once, the second finds the first one's.
    const { count } = await tx.setting.createMany({
      data: [{ key: KEY, value: { publicKey, privateKey } }],
      skipDuplicates: true,
    });
    if (count === 1)
      await appendEvent(tx, { type: 'audit.key_made', actor, data: { keyFingerprint: made.fingerprint } });
    return count === 1;
  });
  return isOurs ? made : ((await findPublicKey()) as PublicKey);
}

export async function findPublicKey(): Promise<PublicKey | null> {
  const kept = await readKept();
  return kept && { publicKey: kept.publicKey, fingerprint: fingerprintOf(kept.publicKey) };
}

/** Signs with the installation's key; base64. Throws where there is none, or it cannot be decrypted. */
export async function signWithKey(text: Buffer): Promise<string> {
  const kept = await readKept();
  if (!kept)
    throw new AppError(
      'blocked',
      'There is no key to sign with yet; nothing was signed.',
      'Make an export on the audit page: that makes the key.',
    );
  const der = Buffer.from(decryptSecret(kept.privateKey), 'base64');
  return sign(null, text, createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })).toString('base64');
}

/** The public key as a file that other tools read as well. */
export function toPem({ publicKey }: PublicKey): string {
  const der = Buffer.from(publicKey, 'base64');
  return createPublicKey({ key: der, format: 'der', type: 'spki' }).export({ format: 'pem', type: 'spki' }).toString();
}

async function readKept(): Promise<z.infer<typeof keptSchema> | null> {
  const row = await db().setting.findUnique({ where: { key: KEY } });
  return row && keptSchema.parse(row.value);
}

const fingerprintOf = (publicKey: string) =>
  createHash('sha256').update(Buffer.from(publicKey, 'base64')).digest('hex').slice(0, 32);
