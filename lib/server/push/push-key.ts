import 'server-only';
import { createECDH, createHash } from 'node:crypto';
import { env } from '../env';

/** What pushes are signed with (VAPID). `id` is its fingerprint, by which a browser's subscription knows its key. */
export type PushKey = { publicKey: string; privateKey: string; id: string; subject: string };

let kept: PushKey | null | undefined;

/** The installation's key; null where it has none, and then nothing is pushed. */
export function findPushKey(): PushKey | null {
  kept ??= readKey();
  return kept;
}

function readKey(): PushKey | null {
  const { CONSOLE_PUSH_KEY: privateKey } = env();
  if (!privateKey) return null;
  const pair = createECDH('prime256v1');
  pair.setPrivateKey(Buffer.from(privateKey, 'base64url'));
  const publicKey = pair.getPublicKey();
  const id = createHash('sha256').update(publicKey).digest('hex').slice(0, 12);
  return { publicKey: publicKey.toString('base64url'), privateKey, id, subject: subjectOf() };
}

/** Whom a push service may write to. Apple refuses one that is neither an https address nor a mailbox. */
function subjectOf(): string {
  const { CONSOLE_PUSH_CONTACT: contact, NEXTAUTH_URL: address } = env();
  return contact ?? (address.startsWith('https://') ? address : 'mailto:console@rollback.invalid');
}
