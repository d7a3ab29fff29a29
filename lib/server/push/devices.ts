import 'server-only';
import { createHash } from 'node:crypto';
import type { z } from 'zod';
import type { addPushDeviceSchema, pushDeviceSchema } from '@/lib/contracts/push';
import type { Me } from '@/lib/contracts/views';
import { browserWords } from '@/lib/domain/browser-words';
import { AppError, conflict, notFound } from '@/lib/domain/errors';
import { parsePushServices, readPushAddress } from '@/lib/domain/push-address';
import { appendEvent, storeNow, type Transaction } from '../audit/append-event';
import { authorise } from '../auth/authorise';
import { encryptSecret } from '../auth/secrets';
import { findWayIn } from '../auth/way-in';
import { db } from '../db';
import { env } from '../env';
import type { PushDevice } from '../generated/prisma/client';
import { removeDevice } from './forget-devices';
import { findPushKey } from './push-key';

/** More than anybody carries; a script that adds them without end stops here. */
const MOST_DEVICES = 20;
/** A test that nobody could send in this time is nothing that anybody still looks for. */
const TEST_MINUTES = 5;

/**
 * Lets the console push to the browser that asks, in the session that it is signed in with. The same browser again is the
 * same device, whoever was told there before; one that changed nothing leaves no event.
 */
export async function addPushDevice(me: Me, input: z.output<typeof addPushDeviceSchema>): Promise<null> {
  const actor = await authorise(me, 'account.own');
  const key = keyFor(input.publicKey);
  const service = assertPushable(input.endpoint);
  return db().$transaction(async (tx) => {
    const session = await sessionHere(tx, actor.id);
    const device = createHash('sha256').update(input.endpoint).digest('hex');
    // Of two tabs that add it at once the second finds the first's.
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${device}, 2))`;
    if (input.replaces && !(await leave(tx, actor.id, { from: input.replaces, to: device }))) return null;
    const known = await tx.pushDevice.findUnique({ where: { key: device } });
    const isSame = known?.personId === actor.id && known.keyId === key.id;
    if (isSame && known.sessionId === session.id) return null;
    const { endpoint, p256dh, auth } = input;
    const data = {
      personId: actor.id,
      sessionId: session.id,
      secret: encryptSecret(JSON.stringify({ endpoint, keys: { p256dh, auth } })),
      service,
      agent: session.agent,
      keyId: key.id,
    };
    if (!known) await assertRoom(tx, actor.id);
    await tx.pushDevice.upsert({ where: { key: device }, create: { key: device, ...data }, update: data });
    await appendEvent(tx, {
      type: 'push.device_added',
      actor,
      data: { email: actor.email, device: browserWords(session.agent), service },
    });
    return null;
  });
}

/**
 * False where the browser is no device of this person: it was removed, or is somebody else's. Theirs it is no more, since
 * what they are told would be read by who sits there now, who may see other targets.
 */
async function leave(tx: Transaction, personId: string, { from, to }: { from: string; to: string }): Promise<boolean> {
  const before = await tx.pushDevice.findUnique({ where: { key: from } });
  if (before && before.personId !== personId) await removeDevice(tx, before, 'somebody else signed in there');
  if (before?.personId !== personId) return false;
  if (from !== to) await tx.pushDevice.delete({ where: { key: from } });
  return true;
}

/** Somebody else's answers as if absent. */
export async function removePushDevice(me: Me, { device }: z.output<typeof pushDeviceSchema>): Promise<null> {
  const actor = await authorise(me, 'account.own');
  return db().$transaction(async (tx) => {
    const found = await findMine(tx, actor.id, device);
    await tx.pushDevice.delete({ where: { key: found.key } });
    await appendEvent(tx, {
      type: 'push.device_removed',
      actor,
      data: { email: actor.email, device: browserWords(found.agent), because: 'switched off by its person' },
    });
    return null;
  });
}

/** Queues a notification that only says that it came. */
export async function testPushDevice(me: Me, { device }: z.output<typeof pushDeviceSchema>): Promise<null> {
  const actor = await authorise(me, 'account.own');
  return db().$transaction(async (tx) => {
    const found = await findMine(tx, actor.id, device);
    const now = await storeNow(tx);
    await assertNoTestUnderWay(tx, found.key, now);
    await tx.push.create({
      data: {
        deviceKey: found.key,
        personId: actor.id,
        kind: 'test',
        tag: 'test',
        title: 'Notifications reach this device',
        body: 'This is the test that you asked for. Nothing is wrong.',
        url: '/account',
        expiresAt: new Date(now.getTime() + TEST_MINUTES * 60_000),
        state: 'queued',
        nextAttemptAt: now,
      },
    });
    const data = { email: actor.email, device: browserWords(found.agent) };
    await appendEvent(tx, { type: 'push.test_asked', actor, data });
    return null;
  });
}

async function findMine(tx: Transaction, personId: string, key: string): Promise<PushDevice> {
  const found = await tx.pushDevice.findFirst({ where: { key, personId } });
  if (!found) throw notFound('device of yours');
  return found;
}

async function assertNoTestUnderWay(tx: Transaction, deviceKey: string, now: Date): Promise<void> {
  const under = { deviceKey, kind: 'test', state: { in: ['queued', 'sending'] }, expiresAt: { gt: now } };
  if ((await tx.push.count({ where: under })) > 0)
    throw conflict('A test is on its way to this device; no second one was sent.', 'Wait for it a few seconds.');
}

async function assertRoom(tx: Transaction, personId: string): Promise<void> {
  if ((await tx.pushDevice.count({ where: { personId } })) < MOST_DEVICES) return;
  throw conflict(
    `You have ${MOST_DEVICES} devices with notifications; this one was not added.`,
    'Remove one that you do not use any more, then switch this one on.',
  );
}

function keyFor(publicKey: string) {
  const key = findPushKey();
  if (!key)
    throw new AppError(
      'blocked',
      'This console has no key to push with; nothing was switched on.',
      'An administrator starts it with CONSOLE_PUSH_KEY, or by npm start, which makes one.',
    );
  if (key.publicKey === publicKey.replace(/=+$/, '')) return key;
  throw conflict('The console has another key for notifications now; nothing was changed.', 'Load the page again.');
}

/** The host of the push service. */
function assertPushable(endpoint: string): string {
  const read = readPushAddress(endpoint, parsePushServices(env().CONSOLE_PUSH_SERVICES));
  if (read.ok) return read.url.host;
  throw new AppError(
    'invalid_input',
    `The address of this browser’s push service cannot be used: ${read.problem}. Nothing was switched on.`,
    'Use another browser, or ask an administrator to list the service in CONSOLE_PUSH_SERVICES.',
  );
}

async function sessionHere(tx: Transaction, personId: string): Promise<{ id: string; agent: string }> {
  const way = findWayIn();
  const session =
    way?.kind === 'session'
      ? await tx.authSession.findFirst({ where: { id: way.sessionId, personId, endedAt: null } })
      : null;
  if (session) return { id: session.replacedById ?? session.id, agent: session.agent };
  throw new AppError(
    'forbidden',
    'Notifications are switched on in the browser that is to get them; nothing was changed.',
    'Open the console there and sign in.',
  );
}
