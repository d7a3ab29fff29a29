import type { Me } from '@/lib/contracts/views';
import { comingInBy } from '../auth/way-in';
import { db } from '../db';

/** Does something as this person in a session of their own, in which the password was given that long ago. */
export async function freshly<T>(me: Pick<Me, 'id'>, act: () => Promise<T>, agoMs = 0): Promise<T> {
  const now = Date.now();
  const { id } = await db().authSession.create({
    data: { personId: me.id, expiresAt: new Date(now + 3_600_000), freshAt: new Date(now - agoMs) },
  });
  return comingInBy({ kind: 'session', sessionId: id }, act);
}
