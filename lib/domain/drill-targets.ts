import type { Environment } from '@/lib/contracts/target';

/** Why no drill may run on a target, as a sentence; null where one may. Production never is one, whatever is claimed. */
export function whyNoDrill(target: { name: string; environment: Environment; isDrillClone: boolean }): string | null {
  if (target.environment === 'sandbox') return null;
  if (target.environment === 'staging' && target.isDrillClone) return null;
  return `${target.name} is ${target.environment}: drills run on a sandbox, or on a staging system that is registered as a clone for drills.`;
}
