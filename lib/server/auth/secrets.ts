import 'server-only';
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { AppError } from '@/lib/domain/errors';
import { env } from '../env';

/** AES-256-GCM under CONSOLE_SECRET_KEY: `v1.iv.tag.ciphertext`, each base64. */
export function encryptSecret(plain: string): string {
  const iv = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key(), iv);
  const body = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
  return ['v1', iv, cipher.getAuthTag(), body]
    .map((part) => (typeof part === 'string' ? part : part.toString('base64')))
    .join('.');
}

/** Throws where the key is another than the one it was encrypted with. */
export function decryptSecret(stored: string): string {
  const [version, iv, tag, body] = stored.split('.');
  try {
    if (version !== 'v1' || !iv || !tag || body === undefined) throw new Error('not an encrypted secret');
    const decipher = createDecipheriv('aes-256-gcm', key(), Buffer.from(iv, 'base64'));
    decipher.setAuthTag(Buffer.from(tag, 'base64'));
    return Buffer.concat([decipher.update(Buffer.from(body, 'base64')), decipher.final()]).toString('utf8');
  } catch (cause) {
    throw new AppError(
      'target_unavailable',
      "The target's stored connection cannot be decrypted.",
      'Start the console with the CONSOLE_SECRET_KEY it was registered with, or register the target again.',
      { cause },
    );
  }
}

function key(): Buffer {
  return Buffer.from(env().CONSOLE_SECRET_KEY, 'base64');
}
