import 'server-only';
import { randomUUID } from 'node:crypto';
import type { Audience, MessageKind, MessageState } from '@/lib/contracts/message';
import { AppError } from '@/lib/domain/errors';
import type { EventData } from '@/lib/domain/events';
import {
  type ChannelChoice,
  type ChannelFacts,
  type ContactFacts,
  channelsFor,
  type PersonFacts,
  planRecipients,
  type Recipient,
} from '@/lib/domain/message-recipients';
import type { MessageText } from '@/lib/domain/message-template';
import { isPractice, markDrill, oneLine } from '@/lib/domain/message-text';
import { appendEvent, type EventActor, storeNow, type Transaction } from '../audit/append-event';
import { getCurrentRunbook } from '../runbooks/store-runbook';
import { CUSTOMER_CHANNEL, type Directory, readDirectory } from './directory';

export type Batch = {
  /** Null for what concerns no incident, such as a drill's reminder. */
  incidentId: string | null;
  audience: Audience;
  kind: MessageKind;
  subject: string;
  body: string;
  /** Of what concerns no incident: the target that it names, whose team alone reads it here. */
  targetId?: string;
  /** Keys of the runbook's contacts who are to hear of it. */
  contactKeys: readonly string[];
  /** People of this console who are to have it by mail: an approver, the driver. */
  personIds?: readonly string[];
  /** Who sends it; null for the console itself. */
  byId: string | null;
  /** For what belongs to no incident; an incident says for itself whether it is a drill. */
  isDrill?: boolean;
  /** What a person chose for a channel, by its key. Without a choice it is sent where it can be. */
  choices?: Readonly<Record<string, ChannelChoice>>;
  /** True for what is not worth a person's telling: nothing is written where nothing is connected. */
  leavesOutUnset?: boolean;
  /** True for what concerns `personIds` alone: no room and no mailbox of the team gets it. */
  isPersonal?: boolean;
};
export type SentBatch = { batchId: string; messages: { id: string; recipient: string; state: MessageState }[] };

/**
 * Writes one message to everybody who is to have it, in the caller's transaction: a row a recipient, and the event.
 * Nothing is sent here: workers take the queued rows (deliver-due.ts), so no caller ever waits for a channel. What no
 * channel reaches becomes `tell_yourself` and waits for a person. A customer text is only a draft, whoever writes it: a
 * second person lets it out. Throws where a drill would write to customers. Call it late: its event holds the append lock.
 */
export async function sendBatch(tx: Transaction, batch: Batch): Promise<SentBatch> {
  const isDraft = batch.audience === 'customer';
  const text = await textOf(tx, batch);
  const { content } = await getCurrentRunbook(tx);
  const directory = await readDirectory(tx, content);
  const contacts = batch.contactKeys.map((key) => contactOf(directory, key));
  const people = await peopleOf(tx, batch.personIds ?? []);
  const recipients = isDraft ? [] : recipientsOf(batch, directory, contacts, people);
  const actor = await actorOf(tx, batch.byId);
  const rows = isDraft ? [draftRow(directory)] : recipients.map((recipient) => rowOf(recipient, actor));
  const sent = await writeRows(tx, batch, text, rows);
  // What is left out where nothing is connected was not said to anybody, so there is nothing to log.
  if (rows.length === 0 && batch.leavesOutUnset) return sent;
  await appendEvent(tx, {
    ...(isDraft
      ? { type: 'message.drafted' as const, data: { ...text, kind: batch.kind } }
      : { type: 'people.notified' as const, data: toldData(batch, text, directory, contacts, people, recipients) }),
    incidentId: batch.incidentId,
    actor,
  });
  return sent;
}

type Row = ReturnType<typeof draftRow> | ReturnType<typeof rowOf>;

async function writeRows(tx: Transaction, batch: Batch, text: MessageText, rows: Row[]): Promise<SentBatch> {
  const batchId = randomUUID();
  const dueAt = await storeNow(tx);
  const { incidentId, targetId = null, audience, kind, byId } = batch;
  const messages = await tx.message.createManyAndReturn({
    data: rows.map((row) => ({
      ...row,
      ...text,
      ...{ batchId, incidentId, targetId, audience, kind, byId },
      nextAttemptAt: row.state === 'queued' ? dueAt : null,
    })),
    select: { id: true, recipient: true, state: true },
  });
  return { batchId, messages: messages as SentBatch['messages'] };
}

/** The text as it goes out. Throws where a drill would write to customers. */
async function textOf(tx: Transaction, batch: Batch): Promise<MessageText> {
  const practice = await practiceOf(tx, batch);
  if (practice.isDrill && batch.audience === 'customer')
    throw new AppError(
      'blocked',
      'A drill never writes to customers; nothing was sent.',
      'Write to the team instead: the message says that it is a drill.',
    );
  const given = { subject: oneLine(batch.subject), body: batch.body.trim() };
  return practice.isMarked ? markDrill(given) : given;
}

/** What happens on a sandbox is practice even where nobody planned it as a drill: people must not take it for real. */
async function practiceOf(tx: Transaction, batch: Batch): Promise<{ isDrill: boolean; isMarked: boolean }> {
  if (!batch.incidentId) return { isDrill: batch.isDrill ?? false, isMarked: batch.isDrill ?? false };
  const { isDrill, target } = await tx.incident.findUniqueOrThrow({
    where: { id: batch.incidentId },
    select: { isDrill: true, target: { select: { environment: true } } },
  });
  return { isDrill, isMarked: isPractice({ isDrill, environment: target.environment }) };
}

/** A contact that the runbook of today does not know is told by a person: better a line too many than nobody told. */
function contactOf({ contacts }: Directory, key: string): ContactFacts {
  return contacts.find((contact) => contact.key === key) ?? { key, name: key, email: '', phone: '' };
}

async function peopleOf(tx: Transaction, ids: readonly string[]): Promise<PersonFacts[]> {
  if (ids.length === 0) return [];
  return tx.person.findMany({
    where: { id: { in: [...ids] }, isActive: true },
    orderBy: { name: 'asc' },
    select: { name: true, email: true },
  });
}

function recipientsOf(
  batch: Batch,
  directory: Directory,
  contacts: readonly ContactFacts[],
  people: readonly PersonFacts[],
): Recipient[] {
  const channels = channelsFor(batch.audience, directory.channels, CUSTOMER_CHANNEL.key);
  return planRecipients({
    kind: batch.kind,
    channels: batch.isPersonal ? mailOf(channels) : channels,
    contacts,
    people,
    choices: batch.choices ?? {},
    leavesOutUnset: batch.leavesOutUnset ?? false,
  });
}

const mailOf = (channels: readonly ChannelFacts[]): ChannelFacts[] =>
  channels.filter(({ kind }) => kind === 'email').map((channel) => ({ ...channel, address: '' }));

function draftRow({ channels }: Directory) {
  const channel = channels.find((one) => one.key === CUSTOMER_CHANNEL.key) ?? CUSTOMER_CHANNEL;
  const recipient = channel.address || 'Customers';
  return {
    channel: channel.kind,
    channelKey: channel.key,
    contactKey: null,
    reaches: [],
    recipient,
    state: 'draft',
    answer: '',
  };
}

function rowOf({ channel, channelKey, contactKey, reaches, recipient, state, because }: Recipient, actor: EventActor) {
  const answer = state === 'told_by_person' ? `${actor?.name ?? 'Somebody'} told them` : because;
  return { channel, channelKey, contactKey, reaches, recipient, state, answer };
}

/** A line a recipient in the event, so that the log says who was to have it and how. */
function toldData(
  batch: Batch,
  text: MessageText,
  { channels }: Directory,
  contacts: readonly ContactFacts[],
  people: readonly PersonFacts[],
  recipients: readonly Recipient[],
): EventData<'people.notified'> {
  const titleOf = ({ channelKey, recipient }: Recipient) => {
    const title = channels.find((channel) => channel.key === channelKey)?.title ?? channelKey;
    return recipient === title ? title : `${title} ${recipient}`;
  };
  return {
    contacts: [...contacts, ...people].map((one) => one.name),
    channels: recipients.map((recipient) => ({ title: titleOf(recipient), state: recipient.state })),
    ...text,
    kind: batch.kind,
  };
}

async function actorOf(tx: Transaction, byId: string | null): Promise<EventActor> {
  if (!byId) return null;
  return tx.person.findUniqueOrThrow({ where: { id: byId }, select: { id: true, name: true } });
}
