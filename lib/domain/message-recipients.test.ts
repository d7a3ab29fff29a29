import { describe, expect, it } from 'vitest';
import { type Addressed, type ChannelFacts, channelsFor, planRecipients } from './message-recipients';

const channel = (key: string, kind: ChannelFacts['kind'], over: Partial<ChannelFacts> = {}): ChannelFacts => ({
  key,
  kind,
  title: key,
  address: '',
  isConnected: true,
  ...over,
});
const slack = channel('slack', 'slack', { address: '#room' });
const email = channel('email', 'email', { address: 'db@example.com' });
const hotline = channel('hotline', 'hotline', { address: '+49 30 1', isConnected: false });
const ada = { key: 'ada', name: 'Ada', email: 'ada@example.com', phone: '' };
const bob = { key: 'bob', name: 'Bob', email: '', phone: '+49 30 2' };
const nothing: Addressed = {
  kind: 'update',
  channels: [],
  contacts: [],
  people: [],
  choices: {},
  leavesOutUnset: false,
};
const plan = (over: Partial<Addressed> = {}) =>
  planRecipients({ ...nothing, channels: [slack, email], contacts: [ada], ...over }).map(
    ({ recipient, state }) => `${state}: ${recipient}`,
  );

describe('a message goes', () => {
  it('to the room once, to the mailbox once and to each contact', () => {
    expect(plan()).toEqual(['queued: #room', 'queued: db@example.com', 'queued: Ada <ada@example.com>']);
  });

  it('once to an address, whoever has it', () => {
    const people = [
      { name: 'Ada B.', email: 'ADA@example.com' },
      { name: 'Cy', email: 'cy@example.com' },
    ];
    const contacts = [ada, { ...ada, key: 'team', name: 'Team', email: 'db@example.com' }];
    expect(plan({ contacts, people })).toEqual([
      'queued: #room',
      'queued: db@example.com',
      'queued: Ada <ada@example.com>',
      'queued: Cy <cy@example.com>',
    ]);
  });

  it('nowhere over a channel that somebody left out', () => {
    expect(plan({ choices: { email: 'leave' } })).toEqual(['queued: #room']);
  });
});

describe('a message reaches by name', () => {
  const off = { ...email, isConnected: false };
  const reaches = (over: Partial<Addressed>) =>
    planRecipients({ ...nothing, contacts: [ada, bob], ...over }).map((row) => `${row.recipient}: ${row.reaches}`);

  it('each contact by the row that is theirs, nobody by the room and the mailbox', () => {
    expect(reaches({ channels: [slack, email] })).toEqual([
      '#room: ',
      'db@example.com: ',
      'Ada <ada@example.com>: ada',
      'Bob: bob',
    ]);
  });

  it('a contact whose address is the mailbox by that', () => {
    const contacts = [{ ...ada, email: 'DB@example.com' }];
    expect(reaches({ channels: [email], contacts })).toEqual(['db@example.com: ada']);
  });

  it('those whom a person is to tell in one go, or says that they told', () => {
    expect(reaches({ channels: [{ ...slack, isConnected: false }, off] })).toEqual([
      '#room: ',
      'db@example.com, Ada, Bob: ada,bob',
    ]);
    expect(reaches({ channels: [slack, hotline], choices: { hotline: 'told' } })).toEqual([
      '#room: ',
      '+49 30 1: ada,bob',
    ]);
  });
});

describe('a person tells', () => {
  const off = { ...email, isConnected: false };

  it('a contact without an address, with the number to call', () => {
    const [, , row] = planRecipients({ ...nothing, channels: [slack, email], contacts: [bob] });
    expect(row).toMatchObject({
      channel: 'in_person',
      state: 'tell_yourself',
      because: 'No e-mail address is set for Bob. Call +49 30 2.',
    });
  });

  it('everybody whom a channel that is not connected would have reached, in one row', () => {
    expect(plan({ channels: [off], contacts: [ada, bob] })).toEqual(['tell_yourself: db@example.com, Ada, Bob']);
    const [row] = planRecipients({ ...nothing, channels: [off], contacts: [ada, bob] });
    expect(row?.because).toBe('email is not connected to this console. Bob: +49 30 2.');
  });

  it('nobody about what is not worth it', () => {
    expect(plan({ channels: [off, slack], contacts: [bob], leavesOutUnset: true })).toEqual(['queued: #room']);
  });

  it.each([
    ['notification', true],
    ['escalation', true],
    ['update', false],
    ['reminder', false],
  ] as const)('the hotline of a(n) %s: %s', (kind, isCalled) => {
    expect(plan({ kind, channels: [hotline] })).toEqual(isCalled ? ['tell_yourself: +49 30 1'] : []);
    expect(plan({ kind, channels: [{ ...hotline, address: '' }] })).toEqual([]);
  });

  it('and has told where they say so, the contacts too', () => {
    expect(plan({ channels: [slack, email], contacts: [bob], choices: { slack: 'told' } })).toEqual([
      'told_by_person: #room',
      'queued: db@example.com',
    ]);
    expect(plan({ channels: [{ ...hotline, address: '' }], choices: { hotline: 'told' } })).toEqual([
      'told_by_person: hotline',
    ]);
  });
});

it('customers have a channel of their own, which the team is not told over', () => {
  const all = [slack, channel('customers', 'email')];
  expect(channelsFor('customer', all, 'customers').map((one) => one.key)).toEqual(['customers']);
  expect(channelsFor('internal', all, 'customers').map((one) => one.key)).toEqual(['slack']);
});
