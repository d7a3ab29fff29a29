import 'server-only';
import type { Me } from '@/lib/contracts/views';
import { isFresh, staleSignIn } from '@/lib/domain/fresh-sign-in';
import { storeNow, type Transaction } from '../audit/append-event';
import { db } from '../db';
import { findWayIn } from './way-in';

/**
 * Refuses with `stale_sign_in` unless this person gave a password or a passkey within the last minutes, by the store's
 * clock, in the very session or terminal that asks. What the console does by itself is refused too: nobody sits there.
 */
export async function assertFresh(me: Pick<Me, 'id'>, tx: Transaction = db()): Promise<void> {
  const freshAt = await findFreshAt(me.id, tx);
  if (!isFresh(freshAt, await storeNow(tx))) throw staleSignIn();
}

/** When this person last gave a password or passkey the way they came in now; null for never, or for somebody else's. */
async function findFreshAt(personId: string, tx: Transaction): Promise<Date | null> {
  const way = findWayIn();
  if (way?.kind === 'session') {
    const where = { id: way.sessionId, personId, endedAt: null };
    return (await tx.authSession.findFirst({ where, select: { freshAt: true } }))?.freshAt ?? null;
  }
  if (way?.kind === 'token') {
    const where = { id: way.tokenId, personId, revokedAt: null };
    return (await tx.accessToken.findFirst({ where, select: { freshAt: true } }))?.freshAt ?? null;
  }
  return null;
}
