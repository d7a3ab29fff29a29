import 'server-only';
import { browserWords } from '@/lib/domain/browser-words';
import { appendEvent, type Transaction } from '../audit/append-event';
import { db } from '../db';
import type { PushDevice } from '../generated/prisma/client';

/** As long as the samples of the probes: what became of a push is in the events. */
const KEEP_DAYS = 90;

/** For what the console itself finds: nobody is behind it. */
export async function removeDevice(tx: Transaction, device: PushDevice, because: string): Promise<void> {
  const person = await tx.person.findUniqueOrThrow({ where: { id: device.personId } });
  await tx.pushDevice.delete({ where: { key: device.key } });
  const data = { email: person.email, device: browserWords(device.agent), because };
  await appendEvent(tx, { type: 'push.device_removed', actor: null, data });
}

/** Forgets browsers that were signed out, and those of people who were disabled: nothing was sent to them any more. */
export async function forgetDevices(): Promise<void> {
  const gone = await db().pushDevice.findMany({
    where: { OR: [{ session: { endedAt: { not: null } } }, { person: { isActive: false } }] },
    select: { key: true },
  });
  for (const { key } of gone)
    await db().$transaction(async (tx) => {
      // Held: switched on again in the meantime it stays.
      await tx.$queryRaw`SELECT "key" FROM "PushDevice" WHERE "key" = ${key} FOR UPDATE`;
      const device = await tx.pushDevice.findUnique({ where: { key }, include: { session: true, person: true } });
      if (!device || (device.session.endedAt === null && device.person.isActive)) return;
      await removeDevice(
        tx,
        device,
        device.person.isActive ? 'its browser was signed out' : 'the account was disabled',
      );
    });
}

/** What was sent long ago. */
export async function forgetOldPushes(): Promise<void> {
  await db().push.deleteMany({ where: { at: { lt: new Date(Date.now() - KEEP_DAYS * 86_400_000) } } });
}
