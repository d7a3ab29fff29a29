import 'server-only';
import type { Me } from '@/lib/contracts/views';
import { authorise } from '../auth/authorise';
import { findPublicKey, toPem } from './signing-key';

/** The public key as a file; null where none was made yet. */
export async function getPublicKeyPem(me: Me): Promise<string | null> {
  await authorise(me, 'audit.read');
  const key = await findPublicKey();
  return key && toPem(key);
}

/** What people compare by eye before they trust a file with the key. */
export async function getKeyFingerprint(me: Me): Promise<string | null> {
  await authorise(me, 'audit.read');
  return (await findPublicKey())?.fingerprint ?? null;
}
