import { createECDH } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { endSession } from '../auth/session-store';
import { comingInBy } from '../auth/way-in';
import { db } from '../db';
import { changePerson } from '../people/manage-people';
import { openPushConsole, type PushConsole } from '../testing/push-console';
import { requestedRun } from '../testing/rollback';
import { startSession } from '../testing/session';
import { createPerson, type TestConsole } from '../testing/test-console';
import { until } from '../testing/until';
import { deliverPushes } from './deliver-pushes';
import { addPushDevice, removePushDevice, testPushDevice } from './devices';
import { forgetDevices } from './forget-devices';
import { planNewPushes } from './plan-pushes';
import type { PushService, Subscribed } from './push-service.fixture';
import { getPushView, offersPush } from './push-view';

let at: TestConsole;
let service: PushService;
let publicKey: string;
let { switchOn, push, reached, eventsOf, forget, close } = {} as PushConsole;

beforeAll(async () => {
  ({ at, service, publicKey, switchOn, push, reached, eventsOf, forget, close } = await openPushConsole());
});
afterAll(() => close());
beforeEach(() => forget());

describe('a device', () => {
  it('that its push service does not know any more is forgotten, with an event', async () => {
    await switchOn(at.people.lead, 'gone');
    service.answer('gone', 410);
    await requestedRun(at);
    await push();
    expect(await db().pushDevice.count()).toBe(0);
    expect((await eventsOf('push.device_removed')).at(-1)).toMatchObject({ because: 'its browser took it back' });
    expect((await eventsOf('push.failed')).at(-1)).toMatchObject({
      person: 'lead',
      answer: '410 no such subscription',
    });
  });

  it('whose push service is down is tried again, and reached', async () => {
    await switchOn(at.people.lead, 'shaky');
    service.answer('shaky', 503);
    await requestedRun(at);
    await push();
    expect(await db().push.findFirst({ where: { state: 'queued' } })).toMatchObject({ attempts: 1 });
    service.answer('shaky', 201);
    await db().push.updateMany({ where: { state: 'queued' }, data: { nextAttemptAt: new Date(0) } });
    await push();
    expect(reached()).toEqual(['shaky']);
  });

  it('whose push service does not answer holds nobody else up', async () => {
    const { lead, otherLead } = at.people;
    await switchOn(lead, 'hanging');
    await switchOn(otherLead, 'answering');
    const hanging = service.hang('hanging');
    await requestedRun(at);
    await planNewPushes();
    const delivered = deliverPushes();
    await until('the other device was reached', () => reached().includes('answering'));
    // Also what comes while it hangs.
    const [device] = (await getPushView(otherLead)).devices;
    await testPushDevice(otherLead, { device: device?.key as string });
    await until('the next one was sent', () => service.pushed.some(({ payload }) => payload.kind === 'test'));
    hanging.release();
    await delivered;
    expect(reached()).toEqual(['answering', 'answering', 'hanging']);
  });

  it('of somebody who was disabled, or who signed out there, gets nothing and is forgotten', async () => {
    const disabled = await createPerson('leaver', 'team_lead');
    await switchOn(disabled, 'disabled');
    const sessionId = await switchOn(at.people.lead, 'signed-out');
    await requestedRun(at);
    await planNewPushes();
    // Also what was queued a moment before.
    await changePerson(at.people.administrator, { personId: disabled.id, role: 'team_lead', isActive: false });
    await endSession(sessionId);
    await deliverPushes();
    await requestedRun(at);
    await push();
    expect(reached()).toEqual([]);
    await forgetDevices();
    expect(await db().pushDevice.count()).toBe(0);
    const because = (await eventsOf('push.device_removed'))
      .slice(-2)
      .map((data) => (data as { because: string }).because);
    expect(because.sort()).toEqual(['its browser was signed out', 'the account was disabled']);
  });

  it('of somebody who left the team meanwhile is not told of its targets by a later try', async () => {
    const { lead } = at.people;
    await switchOn(lead, 'left');
    service.answer('left', 503);
    const run = await requestedRun(at);
    await push();
    service.answer('left', 201);
    const { targetId } = await db().incident.findUniqueOrThrow({ where: { id: run.incidentId } });
    const team = await db().team.create({ data: { key: 'others', name: 'Others' } });
    await db().target.update({ where: { id: targetId }, data: { teamId: team.id } });
    await db().push.updateMany({ where: { state: 'queued' }, data: { nextAttemptAt: new Date(0) } });
    await push();
    expect(reached()).toEqual([]);
    expect(await db().push.findFirst({ where: { incidentId: run.incidentId } })).toMatchObject({ state: 'moot' });
    expect(await eventsOf('push.failed')).toContainEqual(
      expect.objectContaining({ person: 'lead', answer: 'Nothing is pushed to this device any more.' }),
    );
  });

  it('whose session only grew old is still told: its person sleeps, and that is whom it is for', async () => {
    const sessionId = await switchOn(at.people.lead, 'asleep');
    await db().authSession.update({
      where: { id: sessionId },
      data: { lastSeenAt: new Date(0), expiresAt: new Date(Date.now() - 1_000) },
    });
    await requestedRun(at);
    await push();
    expect(reached()).toEqual(['asleep']);
  });

  it('is one person’s: whoever switches it on last, and only they can remove or test it', async () => {
    const { lead, otherLead } = at.people;
    const subscribed = service.subscribe('shared');
    await switchOn(lead, 'shared', subscribed);
    expect(await offersPush(lead)).toBe(false);
    await switchOn(otherLead, 'shared', subscribed);
    expect(await offersPush(lead)).toBe(true);
    expect((await getPushView(lead)).devices).toEqual([]);
    const device = (await getPushView(otherLead)).devices[0]?.key as string;
    await expect(removePushDevice(lead, { device })).rejects.toThrow();
    await expect(testPushDevice(lead, { device })).rejects.toThrow();
    await testPushDevice(otherLead, { device });
    await expect(testPushDevice(otherLead, { device })).rejects.toThrow(/on its way/);
    await deliverPushes();
    expect(service.pushed.map(({ payload }) => payload.kind)).toEqual(['test']);
    expect((await getPushView(otherLead)).devices[0]?.test).toMatchObject({ state: 'sent' });
    await removePushDevice(otherLead, { device });
    expect((await getPushView(otherLead)).devices).toEqual([]);
  });

  it('is nobody’s any more once somebody else is signed in there and keeps it', async () => {
    const { lead, otherLead } = at.people;
    const subscribed = service.subscribe('desk');
    await switchOn(lead, 'desk', subscribed);
    const replaces = (await getPushView(lead)).devices[0]?.key as string;
    const sessionId = await startSession(otherLead.id);
    const keep = () => addPushDevice(otherLead, { ...subscribed, publicKey, replaces });
    await comingInBy({ kind: 'session', sessionId }, keep);
    expect(await db().pushDevice.count()).toBe(0);
    expect((await eventsOf('push.device_removed')).at(-1)).toMatchObject({ because: 'somebody else signed in there' });
  });

  it('that is added again changes nothing and writes nothing', async () => {
    const subscribed = service.subscribe('again');
    const sessionId = await switchOn(at.people.lead, 'again', subscribed);
    const before = (await eventsOf('push.device_added')).length;
    await comingInBy({ kind: 'session', sessionId }, () => addPushDevice(at.people.lead, { ...subscribed, publicKey }));
    expect((await eventsOf('push.device_added')).length).toBe(before);
  });

  it('stays its person’s through a new session and a new subscription, and is not added again once it was removed', async () => {
    const { lead } = at.people;
    const [first, second] = [service.subscribe('first'), service.subscribe('second')];
    await switchOn(lead, 'first', first);
    const keyOf = async () => (await getPushView(lead)).devices.map(({ key }) => key);
    const [replaces] = (await keyOf()) as [string];
    const sessionId = await startSession(lead.id);
    const keep = (subscribed: Subscribed) =>
      comingInBy({ kind: 'session', sessionId }, () => addPushDevice(lead, { ...subscribed, publicKey, replaces }));
    await keep(first);
    expect(await db().pushDevice.findMany()).toMatchObject([{ key: replaces, sessionId }]);
    await keep(second);
    expect(await keyOf()).toHaveLength(1);
    expect(await keyOf()).not.toEqual([replaces]);
    await keep(first);
    expect(await keyOf()).not.toEqual([replaces]);
    await db().pushDevice.deleteMany();
    await keep(second);
    expect(await keyOf()).toEqual([]);
  });

  it('has its address and keys encrypted in the store', async () => {
    const subscribed = service.subscribe('secret-word');
    await switchOn(at.people.lead, 'secret-word', subscribed);
    const kept = JSON.stringify(await db().pushDevice.findMany()) + JSON.stringify(await eventsOf('push.device_added'));
    for (const secret of ['secret-word', subscribed.p256dh, subscribed.auth]) expect(kept).not.toContain(secret);
  });

  it.each([
    ['http://169.254.169.254/latest/meta-data', 'only https'],
    ['https://127.0.0.1/x', 'no public host'],
    ['http://127.0.0.1:1/x', 'only https'],
  ])('at %s is refused, and nothing is called', async (endpoint, because) => {
    const subscribed = { ...service.subscribe('x'), endpoint };
    await expect(switchOn(at.people.lead, 'x', subscribed)).rejects.toThrow(because);
  });

  it('made for another key of the console is refused when it is added, and not called when the key changed since', async () => {
    const sessionId = await startSession(at.people.lead.id);
    const other = createECDH('prime256v1').generateKeys().toString('base64url');
    const add = () => addPushDevice(at.people.lead, { ...service.subscribe('old'), publicKey: other });
    await expect(comingInBy({ kind: 'session', sessionId }, add)).rejects.toThrow(/another key/);
    await switchOn(at.people.lead, 'old');
    await db().pushDevice.updateMany({ data: { keyId: 'before' } });
    await requestedRun(at);
    await push();
    expect(reached()).toEqual([]);
    expect((await getPushView(at.people.lead)).devices).toMatchObject([{ isOutdated: true }]);
  });
});
