import 'server-only';
import type { Inventory } from '@/lib/contracts/target';
import { hashOf } from '../audit/event-chain';

/** Of all that decides where and how a step runs; measured figures and faults are not part of it. */
export function inventoryHash({ hosts, commands, endpoints, tools, fingerprint, places }: Inventory): string {
  return hashOf({ hosts, commands, endpoints, tools, fingerprint, ...(places && { places }) });
}
