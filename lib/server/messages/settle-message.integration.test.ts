import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MessageKind } from '@/lib/contracts/message';
import { encryptSecret } from '../auth/secrets';
import { db } from '../db';
import { getRoomView } from '../incidents/get-room-view';
import { closeIncident } from '../incidents/settle-checks';
import { startRun } from '../runs/start-run';
import { outcomesOf, refusalOf } from '../testing/refusal';
import { approvedRun, declare } from '../testing/rollback';
import { openTestConsole, type People, type TestConsole } from '../testing/test-console';
import { openMailServer, openRoom, type Room } from './channel-servers.fixture';
import { composeMessage } from './compose-message';
import { deliverDue } from './deliver-due';
import { sendBatch } from './send-batch';
import { confirmMessage, markMessagesTold, sendMessageAgain, withdrawMessage } from './settle-message';

let at: TestConsole;
let people: People;
let room: Room;

beforeAll(async () => {
  [at, room] = await Promise.all([openTestConsole(), openRoom()]);
  people = at.people;
});
afterAll(() => Promise.all([at.close(), room.close()]));

const set = { kind: 'slack', title: 'Slack', address: '#room', isEnabled: true };
const connectSlack = () => {
  const data = { ...set, secret: encryptSecret(room.url) };
  return db().channelSetting.upsert({ where: { key: 'slack' }, create: { key: 'slack', ...data }, update: data });
};
const disconnectSlack = () => db().channelSetting.updateMany({ data: { secret: null } });
const compose = (
  incidentCode: string,
  over: Partial<Parameters<typeof composeMessage>[1]> = {},
  by = people.engineer,
) =>
  composeMessage(by, {
    incidentCode,
    audience: 'internal',
    kind: 'update',
    subject: 'Now',
    body: 'So.',
    leaveOut: [],
    ...over,
  });
const toCustomers = async (incidentCode: string, by = people.engineer, kind: 'update' | 'resolved' = 'update') => {
  const { batchId } = await compose(incidentCode, { audience: 'customer', kind }, by);
  return (await db().message.findFirstOrThrow({ where: { batchId } })).id;
};
const stateOf = async (id: string) => (await db().message.findUniqueOrThrow({ where: { id } })).state;
const clockOf = (incidentId: string, audience: string) =>
  db().messageClock.findUnique({ where: { incidentId_audience: { incidentId, audience } } });

describe('a text to customers', () => {
  it('goes out by a second person’s word only, never by its author’s, whatever the role', async () => {
    const { code } = await declare(at);
    for (const author of [people.engineer, people.lead, people.executive, people.manager]) {
      const messageId = await toCustomers(code, author);
      expect(await refusalOf(confirmMessage(author, { messageId }))).toMatchObject({ code: 'forbidden' });
      for (const who of [people.otherEngineer, people.administrator])
        expect(await refusalOf(confirmMessage(who, { messageId }))).toMatchObject({ code: 'forbidden' });
      expect(await stateOf(messageId)).toBe('draft');
    }
    const messageId = await toCustomers(code);
    const confirms = [people.lead, people.manager].map((who) => confirmMessage(who, { messageId }));
    expect(await outcomesOf(confirms)).toEqual({ done: 1, conflict: 1 });
    expect(await db().event.count({ where: { type: 'message.confirmed' } })).toBe(1);
  });

  it('restarts the clock of customers when a person has told them, not before', async () => {
    const { id, code } = await declare(at, { severity: 'medium' });
    const soon = new Date(Date.now() + 60_000);
    await db().messageClock.updateMany({ where: { incidentId: id }, data: { nextDueAt: soon } });
    const messageId = await toCustomers(code);
    await confirmMessage(people.lead, { messageId });
    expect([await stateOf(messageId), (await clockOf(id, 'customer'))?.nextDueAt]).toEqual(['tell_yourself', soon]);
    await markMessagesTold(people.engineer, { messageIds: [messageId] });
    expect((await clockOf(id, 'customer'))?.nextDueAt.getTime()).toBeGreaterThan(Date.now() + 29 * 60_000);
  });

  it('is sent where a channel to customers is connected, and never from a sandbox', async () => {
    const connection = { kind: 'email', title: 'Customers', address: 'all@example.com', sender: 'us@example.com' };
    await db().channelSetting.create({
      data: { key: 'customers', ...connection, secret: encryptSecret('smtp://127.0.0.1:1') },
    });
    const { code, target } = await declare(at);
    const [practice, real] = [await toCustomers(code), await toCustomers(code)];
    await confirmMessage(people.lead, { messageId: practice });
    await db().target.update({ where: { key: target.key }, data: { environment: 'production' } });
    await confirmMessage(people.lead, { messageId: real });
    expect([await stateOf(practice), await stateOf(real)]).toEqual(['tell_yourself', 'queued']);
    await db().message.delete({ where: { id: real } });
    await db().channelSetting.delete({ where: { key: 'customers' } });
  });

  it('arrives at customers by mail once the second person let it out, and their clock begins anew', async () => {
    const mail = await openMailServer();
    const set = { kind: 'email', title: 'Customers', address: 'all@customers.example', sender: 'us@example.com' };
    await db().channelSetting.create({ data: { key: 'customers', ...set, secret: encryptSecret(mail.url) } });
    const { id, code, target } = await declare(at);
    await db().target.update({ where: { key: target.key }, data: { environment: 'production' } });
    const soon = new Date(Date.now() + 60_000);
    await db().messageClock.updateMany({ where: { incidentId: id }, data: { nextDueAt: soon } });
    const messageId = await toCustomers(code);
    await deliverDue('email');
    expect(mail.mails).toEqual([]);
    await confirmMessage(people.manager, { messageId });
    expect((await clockOf(id, 'customer'))?.nextDueAt).toEqual(soon);
    await deliverDue('email');
    expect(mail.mails).toMatchObject([{ from: 'us@example.com', to: ['all@customers.example'] }]);
    expect(mail.mails[0]?.text).toMatch(/^Subject: Now\r?$[\s\S]*\r?\n\r?\nSo\.\s*$/m);
    expect(await db().message.findUniqueOrThrow({ where: { id: messageId } })).toMatchObject({
      state: 'sent',
      byId: people.engineer.id,
      secondById: people.manager.id,
      answer: expect.stringMatching(/^250 /),
    });
    expect((await clockOf(id, 'customer'))?.nextDueAt.getTime()).toBeGreaterThan(Date.now() + 29 * 60_000);
    expect((await clockOf(id, 'internal'))?.nextDueAt).toEqual(soon);
    await db().channelSetting.delete({ where: { key: 'customers' } });
    await mail.close();
  });

  it('is withdrawn by its author or by who could let it out, with a reason', async () => {
    const { code } = await declare(at);
    const messageId = await toCustomers(code);
    const withdraw = (by: People[keyof People]) => withdrawMessage(by, { messageId, reason: 'a figure is wrong' });
    expect(await refusalOf(withdraw(people.otherEngineer))).toMatchObject({ code: 'conflict' });
    await withdraw(people.engineer);
    expect(await refusalOf(confirmMessage(people.lead, { messageId }))).toMatchObject({ code: 'conflict' });
  });
});

describe('no step runs before the team was told', () => {
  const start = (run: { runId: string; planHash: string }) =>
    startRun(people.engineer, { runId: run.runId, planHash: run.planHash, mode: 'step' });

  const tellByHand = async ({ incidentId }: { incidentId: string }, recipient: { contains: string }) => {
    const open = await db().message.findMany({ where: { incidentId, kind: 'notification', recipient } });
    await markMessagesTold(people.otherEngineer, { messageIds: open.map((message) => message.id) });
  };

  it('nor before whoever hears of every rollback has, by name', async () => {
    const run = await approvedRun(at, { told: false });
    await tellByHand(run, { contains: '#room' });
    expect((await refusalOf(start(run))).message).toContain('On call hears of every rollback');
    const view = await getRoomView(people.engineer, run.incidentCode);
    expect(view?.incident.untoldBecause).toContain('On call');
    expect(view?.incident.actions.find((action) => action.key === 'mark-told')).toMatchObject({ isPrimary: true });
    await tellByHand(run, { contains: 'On call' });
    await start(run);
  });

  it('and what waits to be sent, failed, or is for a person to tell does not count', async () => {
    await connectSlack();
    // The notice, and the request for approval.
    room.answers.push({ status: 404, body: 'no_service' }, { status: 404, body: 'no_service' });
    const run = await approvedRun(at, { told: false });
    const refused = async () => expect((await refusalOf(start(run))).message).toContain('Tell the team first');
    await refused();
    await deliverDue('slack');
    await refused();
    const [failed] = await db().message.findMany({
      where: { incidentId: run.incidentId, kind: 'notification', state: 'failed' },
    });
    expect(failed).toMatchObject({ answer: '404 no_service' });
    await sendMessageAgain(people.otherEngineer, { messageId: failed?.id as string });
    await refused();
    await deliverDue('slack');
    // The room has it now; whoever hears of every rollback has not, as far as anybody knows.
    expect((await refusalOf(start(run))).message).toContain('On call hears of every rollback');
    await tellByHand(run, { contains: 'On call' });
    await start(run);
    await disconnectSlack();
  });

  it('nor does a message to a few people only', async () => {
    await connectSlack();
    const run = await approvedRun(at, { told: false });
    await db().message.deleteMany({ where: { incidentId: run.incidentId } });
    const send = (kind: MessageKind) =>
      db().$transaction((tx) =>
        sendBatch(tx, {
          incidentId: run.incidentId,
          audience: 'internal',
          kind,
          subject: 'Please look',
          body: 'Please.',
          contactKeys: [],
          byId: null,
        }),
      );
    for (const kind of ['approval', 'reminder', 'escalation'] as const) await send(kind);
    await deliverDue('slack');
    expect((await refusalOf(start(run))).message).toContain('Tell the team first');
    await disconnectSlack();
  });

  it('until somebody says that they told them', async () => {
    const run = await approvedRun(at, { told: false });
    const open = await db().message.findMany({
      where: { incidentId: run.incidentId, kind: 'notification', state: 'tell_yourself' },
      orderBy: { recipient: 'asc' },
    });
    expect(open.map((message) => message.recipient)).toEqual(['#room', 'all@example.com, On call']);
    await markMessagesTold(people.otherEngineer, { messageIds: open.map((message) => message.id) });
    expect(await refusalOf(markMessagesTold(people.engineer, { messageIds: [open[0]?.id as string] }))).toMatchObject({
      code: 'conflict',
    });
    await start(run);
  });
});

describe('an incident that is closed', () => {
  it('tells the team that it is resolved, if so wished, and takes no other message', async () => {
    const { id, code } = await declare(at);
    await db().incidentCheck.updateMany({ where: { incidentId: id }, data: { state: 'passed' } });
    await closeIncident(people.engineer, { incidentCode: code, tellTeam: true });
    const resolved = await db().message.findMany({ where: { incidentId: id, kind: 'resolved' } });
    expect(resolved[0]).toMatchObject({
      subject: 'DRILL: Rollback finished: Something is wrong',
      byId: people.engineer.id,
    });
    expect(resolved[0]?.body).toContain('Current status: resolved');
    // The head of the chain, so that it lies in mailboxes: that of the event before the one that tells of the message.
    const [, seq, hash] =
      /The log until this message: event (\d+), ([0-9a-f]{64})\./.exec(resolved[0]?.body ?? '') ?? [];
    expect(await db().event.findFirst({ where: { incidentId: id, seq: Number(seq) } })).toMatchObject({ hash });
    expect(await refusalOf(compose(code))).toMatchObject({ code: 'conflict' });
    const messageId = await toCustomers(code, people.engineer, 'resolved');
    await confirmMessage(people.lead, { messageId });
    expect(await stateOf(messageId)).toBe('tell_yourself');
  });
});

describe('the room', () => {
  it('has messages filled from the incident, with where each would go and what this person may do', async () => {
    const { code } = await declare(at, { told: false });
    await toCustomers(code);
    const view = await getRoomView(people.engineer, code);
    expect(view?.messageDrafts.map((draft) => [draft.audience, draft.kind])).toEqual([
      ['internal', 'update'],
      ['internal', 'resolved'],
      ['customer', 'update'],
      ['customer', 'resolved'],
    ]);
    expect(view?.messageDrafts[0]?.body).toContain(
      'ROLLBACK IN PROGRESS\n\nPhase: being decided\nCurrent status: a procedure is being chosen',
    );
    expect(view?.messageDrafts[2]?.body).toContain('Impact: Many requests fail.');
    const draft = view?.messages.find((message) => message.state === 'draft');
    expect(draft?.actions.find((action) => action.key === 'message-confirm')?.disabledBecause).toContain(
      'You wrote it',
    );
    expect(view?.messageClocks.map((clock) => clock.audience)).toEqual(['internal', 'customer']);
  });
});
