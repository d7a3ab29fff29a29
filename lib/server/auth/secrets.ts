import 'server-only';
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { AppError } from '@/lib/domain/errors';
import { env } from '../env';
import { keyIdOf, readKeyFile } from './secret-key-file';

type Key = { id: string; bytes: Buffer };
export type Keyring = {
  /** What is encrypted with from now on. */
  current: Key;
  /** What may still have been encrypted with before. */
  older: Key[];
  /** Where the current one is kept: a rotation makes the next one in the file by itself, in the environment a person does. */
  isInFile: boolean;
};

/**
 * AES-256-GCM: `v2.key.iv.tag.ciphertext`, each but the first base64 or hexadecimal; `key` is the fingerprint of the one it
 * takes, and is authenticated with the rest.
 */
export function encryptSecret(plain: string): string {
  const { id, bytes } = keyring().current;
  const iv = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', bytes, iv).setAAD(Buffer.from(id));
  const body = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
  return ['v2', id, ...[iv, cipher.getAuthTag(), body].map((part) => part.toString('base64'))].join('.');
}

/** Throws where no key that is at hand is the one it was encrypted with. */
export function decryptSecret(stored: string): string {
  const opened = tryKeys(stored);
  if (opened) return opened.plain;
  throw new AppError(
    'target_unavailable',
    'A stored secret cannot be decrypted: it was encrypted with another key than this console has.',
    'Start the console with the CONSOLE_SECRET_KEY it was stored with, or enter it again (a target: register it again).',
  );
}

/** The fingerprint of the key that a stored secret takes; null for one of a release that did not name it. */
export function keyIdIn(stored: string): string | null {
  const [version, id] = stored.split('.');
  return version === 'v2' && id ? id : null;
}

/** The fingerprint of the key at hand that opens a stored secret; null where none does. */
export function findKeyOf(stored: string): string | null {
  return tryKeys(stored)?.id ?? null;
}

function tryKeys(stored: string): { id: string; plain: string } | null {
  const { current, older } = keyring();
  const named = keyIdIn(stored);
  for (const key of [current, ...older]) {
    if (named !== null && key.id !== named) continue;
    const plain = open(stored, key);
    if (plain !== null) return { id: key.id, plain };
  }
  return null;
}

function open(stored: string, key: Key): string | null {
  const parts = stored.split('.');
  const [iv, tag, body] = (parts[0] === 'v2' ? parts.slice(2) : parts.slice(1)).map((p) => Buffer.from(p, 'base64'));
  if (!/^v[12]$/.test(parts[0] as string) || !iv || !tag || !body) return null;
  try {
    const decipher = createDecipheriv('aes-256-gcm', key.bytes, iv);
    if (parts[0] === 'v2') decipher.setAAD(Buffer.from(key.id));
    decipher.setAuthTag(tag);
    return Buffer.concat([decipher.update(body), decipher.final()]).toString('utf8');
  } catch {
    return null;
  }
}

/**
 * The keys that are at hand now. A web or a worker that was started before a rotation goes on with the file's new key, by
 * itself; a key that only the environment has stays what it is until a person starts it with another.
 */
export function keyring(): Keyring {
  const mine = toKey(env().CONSOLE_SECRET_KEY);
  const file = readKeyFile();
  const isInFile = [file?.CONSOLE_SECRET_KEY, file?.CONSOLE_SECRET_KEY_BEFORE]
    .flatMap((text) => (text ? [toKey(text).id] : []))
    .concat(file?.CONSOLE_SECRET_KEYS_PAST ?? [])
    .includes(mine.id);
  const current = isInFile && file?.CONSOLE_SECRET_KEY ? toKey(file.CONSOLE_SECRET_KEY) : mine;
  const older = [mine, ...toKeys(env().CONSOLE_SECRET_KEY_BEFORE), ...toKeys(file?.CONSOLE_SECRET_KEY_BEFORE)];
  return { current, older: older.filter(({ id }) => id !== current.id), isInFile };
}

function toKey(text: string): Key {
  const bytes = Buffer.from(text, 'base64');
  return { id: keyIdOf(bytes), bytes };
}

const toKeys = (text: string | undefined): Key[] => (text ? [toKey(text)] : []);
