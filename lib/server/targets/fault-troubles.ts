import 'server-only';
import type { FaultTrouble } from '@/lib/contracts/target';
import type { EventData } from '@/lib/domain/events';
import { isFaultTroubleOver } from '@/lib/domain/fault-switch';
import type { Transaction } from '../audit/append-event';
import type { LoadedTarget } from './get-target';

type Row = { id: bigint; at: Date; type: string; data: EventData<'fault.not_switched'> };

/**
 * The faults of a sandbox whose last switching failed, by their keys. Another press ends a trouble, as does putting the
 * whole sandbox back, and the fault being seen as it was asked for.
 */
export async function findFaultTroubles(
  store: Pick<Transaction, '$queryRaw'>,
  { key, observed }: Pick<LoadedTarget, 'key' | 'observed'>,
): Promise<Record<string, FaultTrouble>> {
  // A reset has no fault, and so is a row of its own.
  const newest = await store.$queryRaw<Row[]>`
    SELECT DISTINCT ON ("data"->>'fault') "id", "at", "type", "data" FROM "Event"
    WHERE "incidentId" IS NULL AND "data"->>'target' = ${key}
      AND "type" IN ('fault.switched', 'fault.not_switched', 'sandbox.reset')
    ORDER BY "data"->>'fault', "id" DESC`;
  const resetId = newest.find(({ type }) => type === 'sandbox.reset')?.id ?? 0n;
  const open = newest.filter(
    ({ id, type, data }) =>
      type === 'fault.not_switched' && id > resetId && !isFaultTroubleOver(data, observed?.faults[data.fault] ?? null),
  );
  return Object.fromEntries(
    open.map(({ id, at, data }) => [data.fault, { id: id.toString(), at: at.toISOString(), error: data.error }]),
  );
}
