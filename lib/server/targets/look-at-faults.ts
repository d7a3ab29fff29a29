import 'server-only';
import type { z } from 'zod';
import type { targetSchema } from '@/lib/contracts/inputs';
import type { Me } from '@/lib/contracts/views';
import { notifyNews } from '../audit/append-event';
import { authorise } from '../auth/authorise';
import { db } from '../db';
import type { Prisma } from '../generated/prisma/client';
import { enqueue } from '../queue/enqueue';
import { getTargetByKey, openTarget } from './get-target';
import { inTurn } from './in-turn';
import { seeFaults } from './see-faults';

/**
 * Asks the worker to see which faults of a sandbox are on: for whoever has them before their eyes. They are switched from
 * outside of the console as well, and all else of a target is observed too seldom for somebody who watches.
 */
export async function lookAtFaults(me: Me, { targetKey }: z.output<typeof targetSchema>): Promise<null> {
  await authorise(me, 'console.read');
  const { id, environment, inventory } = await getTargetByKey(targetKey);
  if (environment !== 'sandbox' || inventory.faults.length === 0) return null;
  // One look waits at a time, however many people watch.
  await db().$transaction((tx) => enqueue(tx, 'look_at_faults', { targetId: id }, `look-at-faults-${id}`));
  return null;
}

/** The worker's part. What else was observed stays, and its time; people hear of it where something has changed. */
export async function performFaultLook({ targetId }: { targetId: string }): Promise<void> {
  await inTurn(targetId, async () => {
    const target = await openTarget(targetId);
    const { observed } = target;
    // Nothing was observed yet: the first observation sees the faults as well.
    if (!observed) return;
    const faults = await seeFaults(target, []);
    const isNew = target.inventory.faults.some(({ key }) => faults[key] !== observed.faults[key]);
    if (!isNew) return;
    const data = { observed: { ...observed, faults } as unknown as Prisma.InputJsonValue };
    await db().target.update({ where: { id: targetId }, data });
    await notifyNews(db(), { kind: 'target', targetKey: target.key });
  });
}
