import 'server-only';
import { z } from 'zod';
import { type changeChannelSchema, type channelSchema, phoneNumberSchema } from '@/lib/contracts/message-inputs';
import type { Me } from '@/lib/contracts/views';
import { AppError, conflict, notFound } from '@/lib/domain/errors';
import { readSmtpUrl, readWebhookUrl } from '@/lib/domain/message-channels';
import { appendEvent, storeNow, type Transaction } from '../audit/append-event';
import { authorise } from '../auth/authorise';
import { encryptSecret } from '../auth/secrets';
import { db } from '../db';
import { getCurrentRunbook } from '../runbooks/store-runbook';
import { CUSTOMER_CHANNEL, type DirectoryChannel, readDirectory } from './directory';

type ChangeInput = z.output<typeof changeChannelSchema>;

/** Sets a channel's address and, where it is given, its connection: written, encrypted, and never shown again. */
export async function changeChannel(me: Me, input: ChangeInput): Promise<null> {
  const actor = await authorise(me, 'contact.manage');
  return db().$transaction(async (tx) => {
    const channel = await channelOf(tx, input.key);
    assertAddresses(channel, input);
    const connection = input.secret === '' ? null : readConnection(channel, input);
    const { key, kind, title } = channel;
    const row = {
      kind,
      title,
      address: input.address,
      sender: input.sender,
      isEnabled: true,
      updatedById: actor.id,
      ...(connection ? { secret: encryptSecret(input.secret), connectedTo: connection } : {}),
    };
    await tx.channelSetting.upsert({ where: { key }, create: { key, ...row }, update: row });
    const change = connection ? `connected to ${connection}` : `address ${input.address || 'removed'}`;
    await appendEvent(tx, { type: 'channel.changed', actor, data: { key, title, change } });
    return null;
  });
}

/** Takes the connection away: from then on people tell each other over it. What waits to be sent fails and says so. */
export async function disconnectChannel(me: Me, input: z.output<typeof channelSchema>): Promise<null> {
  const actor = await authorise(me, 'contact.manage');
  return db().$transaction(async (tx) => {
    const { key, title } = await channelOf(tx, input.key);
    const changed = await tx.channelSetting.updateMany({
      where: { key, secret: { not: null } },
      data: { secret: null, connectedTo: '', updatedById: actor.id },
    });
    if (changed.count === 0) throw conflict(`${title} is not connected; nothing was changed.`);
    await appendEvent(tx, { type: 'channel.changed', actor, data: { key, title, change: 'disconnected' } });
    return null;
  });
}

/**
 * Sends one message that says it is a test; its answer is the channel's. Customers get none: theirs goes to whoever
 * asks for it, over the same mail server.
 */
export async function testChannel(me: Me, input: z.output<typeof channelSchema>): Promise<null> {
  const actor = await authorise(me, 'contact.manage');
  return db().$transaction(async (tx) => {
    const channel = await channelOf(tx, input.key);
    if (!channel.isConnected)
      throw conflict(`${channel.title} is not connected; nothing was sent.`, 'Connect it first.');
    const toOneself = channel.key === CUSTOMER_CHANNEL.key || (channel.kind === 'email' && channel.address === '');
    const recipient = toOneself ? `${actor.name} <${actor.email}>` : channel.address || channel.title;
    await tx.message.create({
      data: {
        audience: 'internal',
        kind: 'test',
        channel: channel.kind,
        channelKey: channel.key,
        recipient,
        subject: 'Test of the rollback console',
        body: `This is a test: nothing is wrong. ${actor.name} tries whether the rollback console reaches you here.`,
        state: 'queued',
        byId: actor.id,
        nextAttemptAt: await storeNow(tx),
      },
    });
    const data = { key: channel.key, title: channel.title, change: `test to ${recipient}` };
    await appendEvent(tx, { type: 'channel.changed', actor, data });
    return null;
  });
}

async function channelOf(tx: Transaction, key: string): Promise<DirectoryChannel> {
  const { content } = await getCurrentRunbook(tx);
  const channel = (await readDirectory(tx, content)).channels.find((one) => one.key === key);
  if (!channel) throw notFound('channel');
  return channel;
}

function assertAddresses({ kind, isConnected }: DirectoryChannel, { address, sender, secret }: ChangeInput): void {
  if (kind === 'email' && sender === '' && (isConnected || secret !== ''))
    throw refused('sender', 'Enter the address that the mail comes from.');
  if (address === '') return;
  if (kind === 'email' && !z.email().safeParse(address).success)
    throw refused('address', 'Enter the mailbox, such as emergency@example.com, or leave it empty.');
  const phone = phoneNumberSchema.safeParse(address);
  if (kind === 'hotline' && !phone.success) throw refused('address', phone.error.issues[0]?.message ?? '');
}

/** Where the connection leads, as host and port; throws with the field that has to be mended. */
function readConnection({ kind, title }: DirectoryChannel, input: ChangeInput): string {
  if (kind === 'hotline') throw refused('secret', `${title} is a number to call; there is nothing to connect.`);
  if (kind === 'slack') {
    const webhook = readWebhookUrl(input.secret);
    if (!webhook.ok) throw refused('secret', webhook.problem);
    return webhook.value.host;
  }
  const server = readSmtpUrl(input.secret);
  if (!server.ok) throw refused('secret', server.problem);
  return `${server.value.host}:${server.value.port}`;
}

function refused(field: string, message: string): AppError {
  return new AppError('invalid_input', message, 'Nothing was changed; mend the marked field and try again.', {
    fields: { [field]: message },
  });
}
