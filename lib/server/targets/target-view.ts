import 'server-only';
import type { HealthSummary } from '@/lib/contracts/health-view';
import type { TargetView } from '@/lib/contracts/views';
import { windowWords } from '@/lib/domain/maintenance-window';
import type { LoadedTarget } from './get-target';
import { summariseHealth } from './health';

/** A target as pages show it; `health`: where it was read already, for several at once. */
export async function toTargetView(target: LoadedTarget, health?: HealthSummary): Promise<TargetView> {
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
    health: health ?? (await summariseHealth(target)),
  };
}
