import 'server-only';
import type { Channel, RunbookContent } from '@/lib/contracts/runbook';
import type { ChannelFacts, ContactFacts } from '@/lib/domain/message-recipients';
import type { Transaction } from '../audit/append-event';
import type { ChannelSetting, Contact } from '../generated/prisma/client';

/** The channel over which customers are reached. It is no channel of the guide, so the runbook need not name it. */
export const CUSTOMER_CHANNEL: Channel = { key: 'customers', kind: 'email', title: 'Customer e-mail', address: '' };

export type DirectoryChannel = ChannelFacts & { isEnabled: boolean; connectedTo: string; sender: string };
export type DirectoryContact = ContactFacts & { notifiedFor: string };
export type Directory = { channels: DirectoryChannel[]; contacts: DirectoryContact[] };

/** Contacts and channels: the runbook's rows, over which lie those that an administrator has changed. No secret is read. */
export async function readDirectory(tx: Transaction, content: RunbookContent): Promise<Directory> {
  const { settings, rows } = await readChanged(tx);
  return {
    channels: [...content.channels, CUSTOMER_CHANNEL].map((channel) => {
      const set = settings.find((setting) => setting.key === channel.key);
      return {
        key: channel.key,
        kind: channel.kind,
        title: set?.title ?? channel.title,
        address: set?.address ?? channel.address,
        isConnected: set?.isConnected ?? false,
        isEnabled: set?.isEnabled ?? true,
        connectedTo: set?.connectedTo ?? '',
        sender: set?.sender ?? '',
      };
    }),
    contacts: content.contacts.map((contact) => {
      const set = rows.find((row) => row.key === contact.key);
      return {
        key: contact.key,
        name: set?.name ?? contact.name,
        notifiedFor: set?.notifiedFor ?? contact.notifiedFor,
        email: set?.email ?? '',
        phone: set?.phone ?? '',
      };
    }),
  };
}

type Changed = {
  settings: (Pick<ChannelSetting, 'key' | 'title' | 'address' | 'isEnabled' | 'connectedTo' | 'sender'> & {
    isConnected: boolean;
  })[];
  rows: Pick<Contact, 'key' | 'name' | 'notifiedFor' | 'email' | 'phone'>[];
};

async function readChanged(tx: Transaction): Promise<Changed> {
  const [changed] = await tx.$queryRaw<Changed[]>`
    /* planned once */ SELECT (SELECT coalesce(jsonb_agg(jsonb_build_object('key', s."key", 'title', s."title", 'address', s."address",
        'isEnabled', s."isEnabled", 'connectedTo', s."connectedTo", 'sender', s."sender",
        'isConnected', s."isEnabled" AND coalesce(s."secret", '') <> '')), '[]') FROM "ChannelSetting" s) AS settings,
      (SELECT coalesce(jsonb_agg(jsonb_build_object('key', c."key", 'name', c."name", 'notifiedFor', c."notifiedFor",
        'email', c."email", 'phone', c."phone")), '[]') FROM "Contact" c) AS rows`;
  return changed as Changed;
}
