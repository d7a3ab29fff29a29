import 'server-only';
import type { Blocker } from '@/lib/contracts/side-step';
import type { ReachableTarget } from './get-target';
import { createMasker } from './masking';
import { secretsOf } from './run-on-host';

/**
 * Sessions as they may be kept and shown: they call themselves what they like, a connection string included, so the
 * target's secrets are masked in every name as they are in output. Number and start tell them apart and stay.
 */
export function maskBlockers(target: ReachableTarget, blockers: readonly Blocker[]): Blocker[] {
  const mask = createMasker(secretsOf(target));
  return blockers.map((one) => ({
    ...one,
    user: mask(one.user),
    application: mask(one.application),
    client: mask(one.client),
    query: mask(one.query),
  }));
}
