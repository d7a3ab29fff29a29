import 'server-only';
import type { z } from 'zod';
import type { targetSchema } from '@/lib/contracts/inputs';
import type { Me } from '@/lib/contracts/views';
import { authoriseFor } from '../auth/authorise-for';
import { db } from '../db';
import { enqueue } from '../queue/enqueue';
import { getTargetByKey, openTarget } from './get-target';
import { beginLook, keepFaults } from './look-order';
import { seeFaults } from './see-faults';

/**
 * Asks the worker to see which faults of a sandbox are on: for whoever has them before their eyes. They are switched from
 * outside of the console as well, and all else of a target is observed too seldom for somebody who watches.
 */
export async function lookAtFaults(me: Me, { targetKey }: z.output<typeof targetSchema>): Promise<null> {
  await authoriseFor(me, 'console.read', { target: targetKey });
  const { id, environment, inventory } = await getTargetByKey(targetKey);
  if (environment !== 'sandbox' || inventory.faults.length === 0) return null;
  // One look waits at a time, however many people watch.
  await db().$transaction((tx) => enqueue(tx, 'look_at_faults', { targetId: id }, `look-at-faults-${id}`));
  return null;
}

/** The worker's part. What else was observed stays, and its time; people hear of it where something has changed. */
export async function performFaultLook({ targetId }: { targetId: string }): Promise<void> {
  const look = await beginLook(targetId);
  const target = await openTarget(targetId);
  await keepFaults(targetId, look, await seeFaults(target, []));
}
