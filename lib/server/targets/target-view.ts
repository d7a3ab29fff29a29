import 'server-only';
import type { TargetView } from '@/lib/contracts/views';
import type { LoadedTarget } from './get-target';
import { summariseHealth } from './health';

export async function toTargetView(target: LoadedTarget): Promise<TargetView> {
  const { id, key, name, environment, inventory } = target;
  return {
    id,
    key,
    name,
    environment,
    hosts: inventory.hosts.map((h) => h.key),
    vector: inventory.vector,
    databaseWords: `PostgreSQL, database ${inventory.fingerprint.database}`,
    health: await summariseHealth(target),
  };
}
