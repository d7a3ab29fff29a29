import 'server-only';
import type { TargetView } from '@/lib/contracts/views';
import { windowWords } from '@/lib/domain/maintenance-window';
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
    maintenanceWindow: inventory.maintenanceWindow ? windowWords(inventory.maintenanceWindow) : null,
    health: await summariseHealth(target),
  };
}
