import { createECDH } from 'node:crypto';
import type { Me } from '@/lib/contracts/views';
import { comingInBy } from '../auth/way-in';
import { db } from '../db';
import { deliverPushes } from '../push/deliver-pushes';
import { addPushDevice } from '../push/devices';
import { planNewPushes } from '../push/plan-pushes';
import { openPushService, type PushService, type Subscribed } from '../push/push-service.fixture';
import { startSession } from './session';
import { openTestConsole, type TestConsole } from './test-console';

export type PushConsole = {
  at: TestConsole;
  service: PushService;
  /** What browsers subscribe with. */
  publicKey: string;
  /** A browser in which this person is signed in and has switched notifications on; says its session. */
  switchOn: (me: Me, device: string, subscribed?: Subscribed) => Promise<string>;
  /** A worker's part. */
  push: () => Promise<void>;
  /** Devices that got something since `forget`, by name. */
  reached: () => string[];
  /** No devices, and nothing on its way. */
  forget: () => Promise<void>;
  eventsOf: (type: string) => Promise<unknown[]>;
  close: () => Promise<void>;
};

/** A console with a key to push with, and a push service on this machine that an administrator listed. */
export async function openPushConsole(): Promise<PushConsole> {
  const pair = createECDH('prime256v1');
  const publicKey = pair.generateKeys().toString('base64url');
  const service = await openPushService(publicKey);
  process.env.CONSOLE_PUSH_KEY = pair.getPrivateKey().toString('base64url');
  process.env.CONSOLE_PUSH_SERVICES = service.origin;
  const at = await openTestConsole();
  const push = async () => {
    await planNewPushes();
    await deliverPushes();
  };
  await push();
  return {
    at,
    service,
    publicKey,
    push,
    async switchOn(me, device, subscribed = service.subscribe(device)) {
      const sessionId = await startSession(me.id);
      await comingInBy({ kind: 'session', sessionId }, () => addPushDevice(me, { ...subscribed, publicKey }));
      return sessionId;
    },
    reached: () => service.pushed.map(({ device }) => device).sort(),
    async forget() {
      await push();
      await db().pushDevice.deleteMany();
      service.pushed.length = 0;
    },
    eventsOf: async (type) =>
      (await db().event.findMany({ where: { type }, orderBy: { id: 'asc' } })).map(({ data }) => data),
    async close() {
      await Promise.all([at.close(), service.close()]);
      delete process.env.CONSOLE_PUSH_KEY;
      delete process.env.CONSOLE_PUSH_SERVICES;
    },
  };
}
