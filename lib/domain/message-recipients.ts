import type { Audience, MessageChannel, MessageKind, MessageState } from '@/lib/contracts/message';

/** A channel as this installation has it. Connected: the console can send over it by itself. */
export type ChannelFacts = {
  key: string;
  kind: 'slack' | 'email' | 'hotline';
  title: string;
  /** The channel's name, the mailbox or the number; empty where nobody has set it. */
  address: string;
  isConnected: boolean;
};
export type ContactFacts = { key: string; name: string; email: string; phone: string };
export type PersonFacts = { name: string; email: string };

/** What a person chose for a channel when they wrote the message. Without a choice it is sent where it can be. */
export type ChannelChoice = 'send' | 'told' | 'leave';

export type Recipient = {
  channelKey: string;
  channel: MessageChannel;
  contactKey: string | null;
  /** Contacts who have heard of it once this row is sent, or a person says that they told them. */
  reaches: string[];
  /** Where it goes, as people read it: "#room", "db@example.com", "Product Owner". */
  recipient: string;
  /** The address that it is sent to; empty where nothing is sent. */
  address: string;
  state: Extract<MessageState, 'queued' | 'tell_yourself' | 'told_by_person'>;
  /** Why nothing is sent; empty where something is. */
  because: string;
};

export type Addressed = {
  kind: MessageKind;
  channels: readonly ChannelFacts[];
  contacts: readonly ContactFacts[];
  people: readonly PersonFacts[];
  choices: Readonly<Record<string, ChannelChoice>>;
  /** For what is not worth a person's telling: nothing is planned where nothing is connected. */
  leavesOutUnset: boolean;
};

/** Calling somebody is for what cannot wait until it is read. */
const CALLED_FOR: readonly MessageKind[] = ['notification', 'escalation'];

/**
 * One row a recipient: a room once, a mailbox once, mail to each contact and person with an address. A contact without
 * one, and a channel that is not connected, is for a person to tell, and the row says so.
 */
export function planRecipients(to: Addressed): Recipient[] {
  const told = Object.values(to.choices).includes('told');
  // Whoever says that they told people over a channel says it of all who were to hear.
  const all = to.contacts.map((contact) => contact.key);
  const planned = to.channels.flatMap((channel) => {
    const choice = to.choices[channel.key] ?? 'send';
    if (choice === 'leave') return [];
    if (choice === 'told')
      return [{ ...row(channel, channel.address || channel.title, 'told_by_person'), reaches: all }];
    if (channel.kind === 'hotline') return callRows(channel, to.kind);
    if (!channel.isConnected) return [unset(channel, to)];
    return channel.kind === 'slack'
      ? [sent(channel, channel.address || channel.title, '')]
      : mailRows(channel, to, told);
  });
  const wanted = to.leavesOutUnset ? planned.filter((recipient) => recipient.state !== 'tell_yourself') : planned;
  return withoutRepeats(wanted);
}

function row(channel: ChannelFacts, recipient: string, state: Recipient['state'], because = ''): Recipient {
  return {
    channelKey: channel.key,
    channel: channel.kind,
    contactKey: null,
    reaches: [],
    recipient,
    address: '',
    state,
    because,
  };
}

function sent(channel: ChannelFacts, recipient: string, address: string): Recipient {
  return { ...row(channel, recipient, 'queued'), address };
}

function callRows(channel: ChannelFacts, kind: MessageKind): Recipient[] {
  if (channel.address === '' || !CALLED_FOR.includes(kind)) return [];
  return [row(channel, channel.address, 'tell_yourself', 'A number is called by a person.')];
}

function unset(channel: ChannelFacts, { contacts, people }: Addressed): Recipient {
  const names = channel.kind === 'email' ? [...contacts, ...people].map((one) => one.name) : [];
  const recipient = [channel.address || channel.title, ...new Set(names)].join(', ');
  const numbers = contacts.flatMap(({ name, phone }) => (phone && names.length > 0 ? [`${name}: ${phone}.`] : []));
  const because = [`${channel.title} is not connected to this console.`, ...numbers].join(' ');
  const reaches = channel.kind === 'email' ? contacts.map((contact) => contact.key) : [];
  return { ...row(channel, recipient, 'tell_yourself', because), reaches };
}

function mailRows(channel: ChannelFacts, { contacts, people }: Addressed, isTold: boolean): Recipient[] {
  const mailbox = channel.address ? [sent(channel, channel.address, channel.address)] : [];
  // Whoever said that they told people over some channel has told the contacts; the others get a row that says so.
  const reached = contacts.filter((contact) => contact.email !== '' || !isTold);
  return [
    ...mailbox,
    ...reached.map((contact) => contactRow(channel, contact)),
    ...people.map((person) => sent(channel, `${person.name} <${person.email}>`, person.email)),
  ];
}

function contactRow(channel: ChannelFacts, { key, name, email, phone }: ContactFacts): Recipient {
  const one = { contactKey: key, reaches: [key] };
  if (email !== '') return { ...sent(channel, `${name} <${email}>`, email), ...one };
  const because = `No e-mail address is set for ${name}.${phone ? ` Call ${phone}.` : ''}`;
  return { ...row(channel, name, 'tell_yourself', because), channel: 'in_person', ...one };
}

/** A person who is a contact as well, or a contact whose address is the mailbox, gets it once. */
function withoutRepeats(rows: readonly Recipient[]): Recipient[] {
  const key = ({ channelKey, address }: Recipient) => `${channelKey} ${address.toLowerCase()}`;
  const firstOf = (one: Recipient) => rows.findIndex((other) => key(other) === key(one));
  return rows
    .filter((one, i) => one.address === '' || firstOf(one) === i)
    .map((one) => {
      const same = one.address === '' ? [one] : rows.filter((other) => key(other) === key(one));
      return { ...one, reaches: [...new Set(same.flatMap((row) => row.reaches))] };
    });
}

/** The channels of an audience: customers are reached over one of their own, the team over all others. */
export function channelsFor<T extends { key: string }>(
  audience: Audience,
  channels: readonly T[],
  customerKey: string,
): T[] {
  return channels.filter((channel) => (channel.key === customerKey) === (audience === 'customer'));
}
