import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Me } from '@/lib/contracts/views';
import { buildTimeline } from '@/lib/domain/timeline';
import { decideApproval } from '../approvals/decide-approval';
import { withdrawApproval } from '../approvals/withdraw-approval';
import { readEvents, toDomainEvents } from '../audit/read-events';
import { comingInBy } from '../auth/way-in';
import { db } from '../db';
import { acceptHandOver, offerHandOver, withdrawHandOver } from '../incidents/hand-over-incident';
import { openPushConsole, type PushConsole } from '../testing/push-console';
import { type Approved, decision, requestedRun, startedRun, workOff } from '../testing/rollback';
import { startSession } from '../testing/session';
import type { TestConsole } from '../testing/test-console';
import { getWaiting } from './count-waiting';
import { deliverPushes } from './deliver-pushes';
import { addPushDevice, removePushDevice, testPushDevice } from './devices';
import { notePushSeen } from './note-seen';
import { planNewPushes } from './plan-pushes';
import type { PushService } from './push-service.fixture';
import { getPushView } from './push-view';

let at: TestConsole;
let service: PushService;
let publicKey: string;
let { switchOn, push, reached, forget, close } = {} as PushConsole;

beforeAll(async () => {
  ({ at, service, publicKey, switchOn, push, reached, forget, close } = await openPushConsole());
});
afterAll(() => close());
beforeEach(() => forget());

/** What the timeline says of the pushes of a request. */
const lineOf = async (run: Approved) =>
  buildTimeline(toDomainEvents(await readEvents(run.incidentId))).find(({ strong }) => strong === 'Asked for approval')
    ?.push;
const decide = (me: Me, run: Approved) => decideApproval(me, decision(run));

describe('a request for approval', () => {
  it('reaches every device of whoever may decide, and nobody else’s, readable for that browser alone', async () => {
    const { engineer, lead, otherLead, executive, manager, administrator } = at.people;
    await Promise.all([
      switchOn(lead, 'lead-phone'),
      switchOn(lead, 'lead-desk'),
      switchOn(otherLead, 'other-lead'),
      switchOn(executive, 'executive'),
      switchOn(engineer, 'asker'),
      switchOn(manager, 'manager'),
      switchOn(administrator, 'administrator'),
    ]);
    const run = await requestedRun(at);
    await push();
    expect(reached()).toEqual(['executive', 'lead-desk', 'lead-phone', 'other-lead']);
    const { payload, headers, claims } = service.pushed.find(({ device }) => device === 'lead-phone') ?? {};
    expect(payload).toMatchObject({
      kind: 'approval',
      // The test's target is a sandbox.
      title: 'DRILL · High · Your approval is needed',
      body: expect.stringMatching(/^engineer asks: .* on Target target-.* \(sandbox\)\.$/),
      url: `/approvals/${run.approvalId}`,
      tag: `approval-${run.approvalId}`,
      waiting: 1,
    });
    expect(headers).toMatchObject({ urgency: 'high', topic: expect.stringMatching(/^[\w-]{32}$/) });
    expect(Number(headers?.ttl)).toBeGreaterThan(3_500);
    expect(Number(headers?.ttl)).toBeLessThanOrEqual(3_600);
    expect(claims).toMatchObject({ aud: service.origin, sub: expect.stringMatching(/^mailto:/) });
    const all = JSON.stringify(service.pushed.map((one) => one.payload));
    expect(all).not.toContain(run.planHash);
    expect(all).not.toContain('process.execPath');
  });

  it('is planned and sent once, however many workers look at the same moment', async () => {
    await switchOn(at.people.lead, 'once');
    await requestedRun(at);
    await Promise.all([push(), push(), push()]);
    await push();
    expect(reached()).toEqual(['once']);
  });

  it('leaves in the timeline what the device said: delivered, and opened after how long', async () => {
    await switchOn(at.people.lead, 'told');
    const run = await requestedRun(at);
    await push();
    const line = () => lineOf(run);
    expect(await line()).toBe('push on its way');
    const id = service.pushed[0]?.payload.id as string;
    await Promise.all([notePushSeen({ id, seen: 'shown' }), notePushSeen({ id, seen: 'shown' })]);
    expect(await line()).toBe('push delivered');
    await db().push.update({ where: { id }, data: { at: new Date(Date.now() - 38_200) } });
    await notePushSeen({ id, seen: 'opened' });
    await notePushSeen({ id, seen: 'opened' });
    expect(await line()).toBe('push delivered, opened after 38 s');
    expect((await readEvents(run.incidentId)).filter(({ type }) => type === 'push.opened')).toHaveLength(1);
  });

  it('is taken back without a sound from who has not opened it, once somebody decided', async () => {
    const { lead, otherLead, executive } = at.people;
    await Promise.all([switchOn(lead, 'decider'), switchOn(otherLead, 'unread'), switchOn(executive, 'read')]);
    const run = await requestedRun(at);
    await push();
    const payloadOf = (of: string) => service.pushed.find(({ device }) => device === of)?.payload;
    const waited = payloadOf('decider')?.waiting as number;
    await notePushSeen({ id: payloadOf('read')?.id as string, seen: 'opened' });
    service.pushed.length = 0;
    await decide(lead, run);
    await push();
    expect(reached()).toEqual(['decider', 'unread']);
    expect(payloadOf('decider')).toMatchObject({
      kind: 'over',
      tag: `approval-${run.approvalId}`,
      waiting: waited - 1,
    });
    expect(await lineOf(run), 'a phone that was off shows it no more').toMatch(
      /^push: executive delivered, opened after .*; lead not needed any more; otherLead not needed any more$/,
    );
  });

  it('that is over before it could be sent is not sent', async () => {
    await switchOn(at.people.lead, 'late');
    const run = await requestedRun(at);
    await planNewPushes();
    await withdrawApproval(at.people.engineer, { approvalId: run.approvalId, reason: 'a mistake' });
    await deliverPushes();
    expect(reached()).toEqual([]);
    expect(await lineOf(run)).toBe('push not needed any more');
  });

  it('that is answered after a hand-over tells whoever leads now, too: who asked may be asleep', async () => {
    const { engineer, otherEngineer, lead } = at.people;
    await Promise.all([switchOn(engineer, 'asker'), switchOn(otherEngineer, 'leads-now')]);
    const run = await requestedRun(at);
    const { incidentCode } = run;
    const wanted = { incidentCode, kind: 'incident' as const, toId: otherEngineer.id, note: 'Yours from here on.' };
    const { handOverId } = await offerHandOver(engineer, wanted);
    await acceptHandOver(otherEngineer, { handOverId });
    await push();
    service.pushed.length = 0;
    await decide(lead, run);
    await push();
    expect(reached()).toEqual(['asker', 'leads-now']);
  });

  it('that is old when a worker looks is nobody’s news any more', async () => {
    await switchOn(at.people.lead, 'later');
    const run = await requestedRun(at);
    await at.store.query('alter table "Event" disable trigger user');
    await at.store.query(
      `update "Event" set "at" = "at" - interval '2 hours' where "incidentId" = '${run.incidentId}'`,
    );
    await at.store.query('alter table "Event" enable trigger user');
    await push();
    expect(reached()).toEqual([]);
  });

  it('that is answered tells whoever asked that it is their turn', async () => {
    await switchOn(at.people.engineer, 'asker');
    const run = await requestedRun(at);
    await decide(at.people.lead, run);
    await push();
    expect(service.pushed.map(({ payload }) => [payload.title, payload.url])).toEqual([
      ['DRILL · High · Approved: your turn to start', `/incidents/${run.incidentCode}`],
    ]);
  });
});

describe('an offer to take over', () => {
  it('that was taken back before it could be sent is not sent', async () => {
    const { engineer, otherEngineer } = at.people;
    await switchOn(otherEngineer, 'offered');
    const { incidentCode } = await requestedRun(at);
    const wanted = { incidentCode, kind: 'incident' as const, toId: otherEngineer.id, note: 'Yours from here on.' };
    const { handOverId } = await offerHandOver(engineer, wanted);
    await planNewPushes();
    expect(await getWaiting(otherEngineer)).toMatchObject({ offers: 1 });
    await withdrawHandOver(engineer, { handOverId });
    expect(await getWaiting(otherEngineer)).toMatchObject({ offers: 0 });
    await push();
    expect(service.pushed.map(({ payload }) => payload.kind)).toEqual(['over']);
  });
});

describe('where the log takes nothing', () => {
  const BREAK = `create function break_it() returns trigger language plpgsql as $$ begin raise 'the log is full'; end $$;
    create trigger broken before insert on "Event" for each row execute function break_it();`;
  const MEND = 'drop trigger broken on "Event"; drop function break_it();';
  const everything = async () =>
    JSON.stringify([
      await db().pushDevice.findMany(),
      await db().setting.findMany(),
      (await db().push.findMany()).map(({ eventId, ...row }) => row),
    ]);

  it('nothing is changed without its event, and what could not be planned is planned once it can be', async () => {
    const { lead, otherLead } = at.people;
    await switchOn(lead, 'patient');
    const device = (await getPushView(lead)).devices[0]?.key as string;
    const sessionId = await startSession(otherLead.id);
    const subscribed = { ...service.subscribe('never'), publicKey };
    const run = await requestedRun(at);
    const deeds = [
      () => comingInBy({ kind: 'session', sessionId }, () => addPushDevice(otherLead, subscribed)),
      () => removePushDevice(lead, { device }),
      () => testPushDevice(lead, { device }),
      planNewPushes,
    ];
    await at.store.query(BREAK);
    try {
      for (const deed of deeds) {
        const before = await everything();
        await expect(deed()).rejects.toThrow('the log is full');
        expect(await everything()).toBe(before);
      }
    } finally {
      await at.store.query(MEND);
    }
    await push();
    expect(service.pushed.map(({ payload }) => payload.url)).toEqual([`/approvals/${run.approvalId}`]);
  });
});

describe('a run', () => {
  it('that waits because a step failed is its driver’s turn', async () => {
    await switchOn(at.people.engineer, 'driver');
    await switchOn(at.people.otherEngineer, 'somebody');
    const run = await startedRun(at, { procedure: '1.5', mode: 'to_decision' });
    await push();
    service.pushed.length = 0;
    const { state } = await workOff(run);
    expect(state).toBe('waiting');
    await push();
    expect(reached()).toEqual(['driver']);
    expect(service.pushed[0]?.payload).toMatchObject({
      kind: 'turn',
      url: `/incidents/${run.incidentCode}`,
      waiting: 1,
    });
    expect(service.pushed[0]?.payload.title).toContain('Your turn');
  });
});
