import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { db } from '../db';
import { refusalOf } from '../testing/refusal';
import { openTestConsole, type People, type TestConsole } from '../testing/test-console';
import { changeChannel, disconnectChannel, testChannel } from './change-channel';
import { changeContact } from './change-contact';
import { openRoom, type Room } from './channel-servers.fixture';
import { deliverDue } from './deliver-due';
import { getContactsView } from './get-contacts-view';

let at: TestConsole;
let people: People;
let room: Room;

beforeAll(async () => {
  [at, room] = await Promise.all([openTestConsole(), openRoom()]);
  people = at.people;
});
afterAll(() => Promise.all([at.close(), room.close()]));

const change = (over: Partial<Parameters<typeof changeChannel>[1]>, by = people.administrator) =>
  changeChannel(by, { key: 'slack', address: '#room', sender: '', secret: '', ...over });
const channel = async (key: string) => (await getContactsView(people.engineer)).channels.find((one) => one.key === key);
const asAdministrator = () => people.administrator;

describe('contacts and channels', () => {
  it('are the runbook’s until an administrator changes them', async () => {
    const { contacts, channels, canManage } = await getContactsView(people.engineer);
    expect(canManage).toBe(false);
    expect(contacts[0]).toEqual({ key: 'on-call', name: 'On call', notifiedFor: 'everything', email: '', phone: '' });
    expect(channels.map((one) => [one.key, one.isConnected])).toEqual([
      ['slack', false],
      ['email', false],
      ['hotline', false],
      ['customers', false],
    ]);
    const input = {
      key: 'on-call',
      name: 'Ada',
      notifiedFor: 'everything',
      email: 'ada@example.com',
      phone: '+49 30 1',
    };
    await changeContact(asAdministrator(), input);
    expect((await getContactsView(people.engineer)).contacts[0]).toEqual(input);
    expect(await db().event.findFirst({ where: { type: 'contact.changed' } })).toMatchObject({
      data: { key: 'on-call', change: 'name, e-mail address, phone number' },
    });
  });

  it('are changed and tested by administrators only', async () => {
    for (const who of ['engineer', 'lead', 'executive', 'manager'] as const) {
      expect(await refusalOf(change({}, people[who]))).toMatchObject({ code: 'forbidden' });
      expect(await refusalOf(testChannel(people[who], { key: 'slack' }))).toMatchObject({ code: 'forbidden' });
    }
  });
});

describe('a connection', () => {
  it.each([
    ['slack', 'hooks.slack.com', 'not an address'],
    ['slack', 'http://hooks.slack.com/services/T', 'https://'],
    ['slack', 'ftp://hooks.slack.com/services/T', 'https://'],
    ['email', 'mail.example.com:587', 'smtp://'],
    ['email', 'smtp://user@mail.example.com', 'no password'],
    ['email', 'smtp://:secret@mail.example.com', 'no user name'],
    ['email', 'smtp://mail.example.com/inbox', 'after the port'],
    ['hotline', '+49 30 1', 'nothing to connect'],
  ])('of %s to %s is refused, and nothing is changed', async (key, secret, words) => {
    const address = key === 'slack' ? '#room' : '';
    const refusal = await refusalOf(change({ key, address, secret, sender: 'console@example.com' }));
    expect(refusal).toMatchObject({ code: 'invalid_input' });
    expect(refusal.message).toMatch(new RegExp(words.replace('after the port', 'follow the port')));
    expect(await db().channelSetting.findUnique({ where: { key } })).toBeNull();
  });

  it('is kept encrypted, shown to nobody, and says where it leads', async () => {
    await change({ secret: room.url });
    const stored = await db().channelSetting.findUniqueOrThrow({ where: { key: 'slack' } });
    const seen = JSON.stringify(
      [stored, await getContactsView(people.administrator), await db().event.findMany()],
      (_, v) => (typeof v === 'bigint' ? String(v) : v),
    );
    expect(seen).not.toContain('a-secret-path');
    expect(await channel('slack')).toMatchObject({ isConnected: true, connectedTo: new URL(room.url).host });
  });

  it('stays when only the address is changed', async () => {
    await change({ address: '#another-room' });
    expect(await channel('slack')).toMatchObject({ isConnected: true, address: '#another-room' });
  });

  it('is tried with a message whose answer comes back, once', async () => {
    await testChannel(asAdministrator(), { key: 'slack' });
    expect((await channel('slack'))?.lastTest).toMatchObject({ state: 'queued' });
    await deliverDue('slack');
    expect((await channel('slack'))?.lastTest).toMatchObject({ state: 'sent', answer: '200 ok', by: 'administrator' });
    room.answers.push({ status: 500, body: 'out of order' });
    await testChannel(asAdministrator(), { key: 'slack' });
    await deliverDue('slack');
    expect((await channel('slack'))?.lastTest).toMatchObject({ state: 'failed', answer: '500 out of order' });
  });

  it('that is taken away leaves the telling to people', async () => {
    await disconnectChannel(asAdministrator(), { key: 'slack' });
    expect(await channel('slack')).toMatchObject({ isConnected: false, connectedTo: '' });
    expect(await refusalOf(testChannel(asAdministrator(), { key: 'slack' }))).toMatchObject({ code: 'conflict' });
  });

  it('to customers is tried on oneself', async () => {
    await change({
      key: 'customers',
      address: 'all-customers@example.com',
      sender: 'us@example.com',
      secret: 'smtp://127.0.0.1:1',
    });
    await testChannel(asAdministrator(), { key: 'customers' });
    await deliverDue('email');
    expect((await channel('customers'))?.lastTest).toMatchObject({
      state: 'failed',
      recipient: `administrator <${people.administrator.email}>`,
      answer: expect.stringContaining('ECONNREFUSED'),
    });
  });
});
