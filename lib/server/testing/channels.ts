import { encryptSecret } from '../auth/secrets';
import { db } from '../db';
import type { MailServer, Room } from '../messages/channel-servers.fixture';
import { deliverDue } from '../messages/deliver-due';

const SENDER = { sender: 'console@example.com', isEnabled: true };

/** Connects the test runbook's room and mailbox to real receivers. */
export async function connectChannels(mail: Pick<MailServer, 'url'>, room: Pick<Room, 'url'>): Promise<void> {
  await connect('slack', { kind: 'slack', title: 'Slack', address: '#room', secret: encryptSecret(room.url) });
  await connect('email', {
    kind: 'email',
    title: 'E-mail',
    address: 'all@example.com',
    secret: encryptSecret(mail.url),
  });
}

async function connect(key: string, set: { kind: string; title: string; address: string; secret: string }) {
  const data = { ...set, ...SENDER };
  await db().channelSetting.upsert({ where: { key }, create: { key, ...data }, update: data });
}

/** Takes every connection away: what is written from then on is for people to tell. */
export async function disconnectChannels(): Promise<void> {
  await db().channelSetting.updateMany({ data: { secret: null } });
}

/** A worker's part: sends everything that is due. */
export async function deliver(): Promise<void> {
  await Promise.all([deliverDue('slack'), deliverDue('email')]);
}
