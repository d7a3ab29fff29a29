import 'server-only';
import type { ActionError } from '@/lib/contracts/result';
import type { Me } from '@/lib/contracts/views';
import type { EventData } from '@/lib/domain/events';
import type { Transaction } from '../audit/append-event';
import { authoriseFor } from '../auth/authorise-for';
import { db } from '../db';

export type Reset = { state: 'asked' } | { state: 'done' } | { state: 'failed'; error: ActionError };
type Store = Pick<Transaction, 'event'>;

/** What became of the newest reset of a sandbox; null where none was ever asked for. */
export async function getReset(me: Me, targetKey: string): Promise<Reset | null> {
  await authoriseFor(me, 'console.read', { target: targetKey });
  return findReset(db(), targetKey);
}

/** Why the last reset of a sandbox failed; null where it did not, or is asked for again. */
export async function findResetTrouble(store: Store, { key }: { key: string }): Promise<ActionError | null> {
  const reset = await findReset(store, key);
  return reset?.state === 'failed' ? reset.error : null;
}

async function findReset(store: Store, targetKey: string): Promise<Reset | null> {
  const newest = await store.event.findFirst({
    where: {
      incidentId: null,
      type: { in: ['sandbox.reset', 'sandbox.was_reset', 'sandbox.not_reset'] },
      data: { path: ['target'], equals: targetKey },
    },
    orderBy: { id: 'desc' },
  });
  if (!newest) return null;
  if (newest.type === 'sandbox.reset') return { state: 'asked' };
  if (newest.type === 'sandbox.was_reset') return { state: 'done' };
  return { state: 'failed', error: (newest.data as unknown as EventData<'sandbox.not_reset'>).error };
}
