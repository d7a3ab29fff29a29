import 'server-only';
import type { z } from 'zod';
import type { setGuideSchema } from '@/lib/contracts/guide-view';
import type { Me } from '@/lib/contracts/views';
import { appendEvent, storeNow } from '../audit/append-event';
import { authorise } from '../auth/authorise';
import { db } from '../db';

/**
 * Shows the guide through a first drill to this person, on every device, or ends it for good. Where it is so already,
 * nothing changes; begun anew, it leads through a drill that is started from then on.
 */
export async function setGuide(me: Me, { state }: z.output<typeof setGuideSchema>): Promise<null> {
  const actor = await authorise(me, 'account.own');
  return db().$transaction(async (tx) => {
    const changed = await tx.person.updateMany({
      where: { id: actor.id, guide: { not: state } },
      data: { guide: state, ...(state === 'on' ? { guideSince: await storeNow(tx) } : {}) },
    });
    if (changed.count === 0) return null;
    const change = state === 'on' ? 'begins the guide through a drill' : 'ends the guide through a drill';
    await appendEvent(tx, { type: 'person.changed', actor, data: { email: actor.email, change } });
    return null;
  });
}
