import 'server-only';
import { storeNow, type Transaction } from '../audit/append-event';

/** With the incident closed there is nothing left to decide. Take it before the event: rows come before the append lock. */
export async function endLevels(tx: Transaction, incidentId: string): Promise<void> {
  await tx.escalation.updateMany({
    where: { incidentId, state: { in: ['proposed', 'active'] } },
    data: { state: 'dismissed', note: 'The incident was closed.', endedAt: await storeNow(tx) },
  });
}
