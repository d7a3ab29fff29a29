import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { encryptSecret } from '../auth/secrets';
import { db } from '../db';
import { declare } from '../testing/rollback';
import { openTestConsole, type TestConsole } from '../testing/test-console';
import { type MailServer, openMailServer, openRoom, type Room } from './channel-servers.fixture';
import { deliverDue } from './deliver-due';
import { type Batch, sendBatch } from './send-batch';

let at: TestConsole;
let mail: MailServer;
let room: Room;
let incident: { id: string; code: string };

beforeAll(async () => {
  [at, mail, room] = await Promise.all([openTestConsole(), openMailServer(), openRoom()]);
  incident = await declare(at);
  // A sandbox's messages are marked as practice.
  await db().target.updateMany({ data: { environment: 'staging' } });
  await connect('slack', room.url);
  await connect('email', mail.url);
  await db().contact.create({
    data: { key: 'on-call', name: 'On call', notifiedFor: 'everything', email: 'on-call@example.com' },
  });
});
afterAll(() => Promise.all([at.close(), mail.close(), room.close()]));
beforeEach(() => {
  mail.answer(() => null);
  mail.mails.length = 0;
  room.posts.length = 0;
});

async function connect(kind: 'slack' | 'email', url: string): Promise<void> {
  const address = kind === 'slack' ? '#room' : 'all@example.com';
  const set = {
    kind,
    title: kind,
    address,
    secret: encryptSecret(url),
    sender: 'console@example.com',
    isEnabled: true,
  };
  await db().channelSetting.upsert({ where: { key: kind }, create: { key: kind, ...set }, update: set });
}

const send = (over: Partial<Batch> = {}) =>
  db().$transaction((tx) =>
    sendBatch(tx, {
      incidentId: incident.id,
      audience: 'internal',
      kind: 'update',
      subject: 'How it stands',
      body: 'We are on it: <b>soon</b>.',
      contactKeys: ['on-call'],
      byId: at.people.engineer.id,
      ...over,
    }),
  );
const deliver = () => Promise.all([deliverDue('slack'), deliverDue('email')]);
const rowsOf = async (batchId: string) => db().message.findMany({ where: { batchId }, orderBy: { recipient: 'asc' } });
/** As if the time until the next try had passed. */
const makeDue = () => db().message.updateMany({ where: { state: 'queued' }, data: { nextAttemptAt: new Date(0) } });
const eventsOf = (type: string) => db().event.findMany({ where: { incidentId: incident.id, type } });

describe('a message', () => {
  it('goes to the room once, to the mailbox once and to each contact, and keeps what the channels said', async () => {
    const { batchId, messages } = await send();
    expect(messages.map((message) => message.state)).toEqual(['queued', 'queued', 'queued']);
    await deliver();
    expect(await rowsOf(batchId)).toMatchObject([
      { recipient: '#room', state: 'sent', answer: '200 ok', attempts: 1 },
      { recipient: 'On call <on-call@example.com>', state: 'sent', answer: expect.stringMatching(/^250 /) },
      { recipient: 'all@example.com', state: 'sent', answer: expect.stringMatching(/^250 /) },
    ]);
    expect(room.posts).toEqual([{ text: '*How it stands*\nWe are on it: &lt;b&gt;soon&lt;/b&gt;.' }]);
    expect(mail.mails.flatMap((one) => one.to).sort()).toEqual(['all@example.com', 'on-call@example.com']);
    expect(mail.mails[0]?.text).toContain('Subject: How it stands');
  });

  it('is sent once, whoever looks for it at the same moment', async () => {
    await send({ contactKeys: [] });
    await Promise.all([deliver(), deliver(), deliver()]);
    expect([room.posts.length, mail.mails.length]).toEqual([1, 1]);
  });

  it('is tried again after a 500, and then sent', async () => {
    room.answers.push({ status: 500, body: 'rollup_error' });
    const { batchId } = await send({ choices: { email: 'leave' } });
    await deliver();
    const [waiting] = await rowsOf(batchId);
    expect(waiting).toMatchObject({ state: 'queued', answer: '500 rollup_error', attempts: 1 });
    expect(waiting?.nextAttemptAt?.getTime()).toBeGreaterThan(Date.now());
    await deliver();
    expect(room.posts).toEqual([]);
    await makeDue();
    await deliver();
    expect(await rowsOf(batchId)).toMatchObject([{ state: 'sent', answer: '200 ok', attempts: 2 }]);
  });

  it('that was taken by a worker that died is sent by another one once its lease has run out', async () => {
    const { batchId } = await send({ choices: { email: 'leave' } });
    await db().message.updateMany({
      where: { batchId },
      data: { state: 'sending', attempts: 1, nextAttemptAt: new Date(Date.now() + 60_000) },
    });
    await deliver();
    expect(room.posts).toEqual([]);
    await db().message.updateMany({ where: { batchId }, data: { nextAttemptAt: new Date(0) } });
    await deliver();
    expect(await rowsOf(batchId)).toMatchObject([{ state: 'sent', attempts: 2 }]);
  });

  it('ends as failed after the last try, with the answer kept and in the log', async () => {
    mail.answer(() => ({ code: 451, text: 'the disk is full' }));
    const { batchId } = await send({ contactKeys: [], choices: { slack: 'leave' } });
    await db().message.updateMany({ where: { batchId }, data: { attempts: 7 } });
    await deliver();
    expect(await rowsOf(batchId)).toMatchObject([
      { state: 'failed', answer: '451 the disk is full (tried 8 times)', sentAt: null },
    ]);
    const failed = await eventsOf('message.failed');
    expect(failed.at(-1)?.data).toMatchObject({ recipient: 'all@example.com', attempts: 8 });
  });

  it.each([
    ['an unknown mailbox', () => mail.answer(() => ({ code: 550, text: 'no such user' })), /^550 no such user/],
    ['a wrong password', () => connect('email', mail.url.replace('password', 'wrong')), /^535 /],
  ])('to %s fails at once, since the next try would say the same', async (_, spoil, answer) => {
    await spoil();
    const { batchId } = await send({ contactKeys: [], choices: { slack: 'leave' } });
    await deliver();
    expect(await rowsOf(batchId)).toMatchObject([
      { state: 'failed', answer: expect.stringMatching(answer), attempts: 1 },
    ]);
    await connect('email', mail.url);
  });

  it('never shows the webhook’s address, also where the channel repeats it', async () => {
    room.answers.push({ status: 404, body: 'no hook at /services/T000/B000/a-secret-path' });
    const { batchId } = await send({ choices: { email: 'leave' } });
    await deliver();
    const [row] = await rowsOf(batchId);
    expect(row).toMatchObject({ state: 'failed', answer: expect.stringMatching(/^404 no hook at •/) });
  });

  it('over a channel that was disconnected meanwhile fails and says so', async () => {
    const { batchId } = await send({ choices: { email: 'leave' } });
    await db().channelSetting.update({ where: { key: 'slack' }, data: { isEnabled: false } });
    await deliver();
    expect(await rowsOf(batchId)).toMatchObject([{ state: 'failed', answer: expect.stringContaining('disconnected') }]);
    await connect('slack', room.url);
  });
});

describe('who cannot be reached', () => {
  it('is for a person to tell: a contact without an address, a channel that is not connected', async () => {
    await db().channelSetting.update({ where: { key: 'slack' }, data: { secret: null } });
    const { batchId } = await send({ contactKeys: ['second'] });
    await deliver();
    expect(await rowsOf(batchId)).toMatchObject([
      { recipient: '#room', state: 'tell_yourself', answer: 'slack is not connected to this console.' },
      { recipient: 'Second', state: 'tell_yourself', answer: 'No e-mail address is set for Second.' },
      { recipient: 'all@example.com', state: 'sent' },
    ]);
    await connect('slack', room.url);
  });
});

describe('a drill', () => {
  it('is named in every subject and text, and never writes to customers', async () => {
    const drill = await declare(at);
    await db().incident.update({ where: { id: drill.id }, data: { isDrill: true } });
    const { batchId } = await send({ incidentId: drill.id });
    for (const row of await rowsOf(batchId))
      expect([row.subject, row.body]).toEqual([expect.stringMatching(/^DRILL: /), expect.stringMatching(/^DRILL\. /)]);
    await expect(send({ incidentId: drill.id, audience: 'customer' })).rejects.toThrow('never writes to customers');
  });
});
