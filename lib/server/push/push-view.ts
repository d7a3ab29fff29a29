import 'server-only';
import type { PushDeviceView, PushView } from '@/lib/contracts/push';
import type { Me } from '@/lib/contracts/views';
import { mayDo } from '@/lib/domain/permissions';
import { authorise } from '../auth/authorise';
import { db } from '../db';
import type { Push, PushDevice } from '../generated/prisma/client';
import { findPushKey } from './push-key';

/** Where this person is told, and what a browser needs to be added. */
export async function getPushView(me: Me): Promise<PushView> {
  const person = await authorise(me, 'account.own');
  const key = findPushKey();
  const devices = await db().pushDevice.findMany({
    where: { personId: person.id, session: { endedAt: null } },
    orderBy: { createdAt: 'asc' },
  });
  const tests = await db().push.findMany({
    where: { personId: person.id, kind: 'test', deviceKey: { in: devices.map((device) => device.key) } },
    orderBy: { at: 'asc' },
  });
  const newest = new Map(tests.map((test) => [test.deviceKey, test]));
  return {
    publicKey: key?.publicKey ?? null,
    devices: devices.map((one) => toView(one, newest.get(one.key), key?.id)),
  };
}

function toView(device: PushDevice, test: Push | undefined, keyId: string | undefined): PushDeviceView {
  return {
    key: device.key,
    agent: device.agent,
    service: device.service,
    addedAt: device.createdAt.toISOString(),
    lastSuccessAt: device.lastSuccessAt?.toISOString() ?? null,
    isOutdated: device.keyId !== keyId,
    test: test ? { at: test.at.toISOString(), state: testState(test), answer: test.answer } : null,
  };
}

function testState({ state, shownAt }: Push): 'under_way' | 'sent' | 'shown' | 'failed' {
  if (shownAt) return 'shown';
  if (state === 'queued' || state === 'sending') return 'under_way';
  return state === 'sent' ? 'sent' : 'failed';
}

/** What a browser needs to be added with; null where the console has no key to push with. */
export async function getPushKey(me: Me): Promise<string | null> {
  await authorise(me, 'console.read');
  return findPushKey()?.publicKey ?? null;
}

/** Whether to offer notifications: to who may approve, and can be told nowhere. */
export async function offersPush(me: Me): Promise<boolean> {
  const person = await authorise(me, 'console.read');
  if (!findPushKey() || !mayDo(person.role, 'approval.decide')) return false;
  return (await db().pushDevice.count({ where: { personId: person.id, session: { endedAt: null } } })) === 0;
}
