import 'server-only';
import type { MessageState } from '@/lib/contracts/message';
import type { ChannelTest, ContactsView, MessageView } from '@/lib/contracts/message-view';
import type { Me } from '@/lib/contracts/views';
import { mayDo } from '@/lib/domain/permissions';
import { authorise } from '../auth/authorise';
import { reachableTargets } from '../auth/reach';
import { db } from '../db';
import { getCurrentRunbook } from '../runbooks/store-runbook';
import { CUSTOMER_CHANNEL, type Directory, readDirectory } from './directory';
import { toMessageViews } from './room-messages';

/** Who is told and over what, for everybody to read; whether this person may change it. No secret is in it. */
export async function getContactsView(me: Me): Promise<ContactsView> {
  const person = await authorise(me, 'console.read');
  const { content } = await getCurrentRunbook();
  const directory = await readDirectory(db(), content);
  const { channels, contacts } = directory;
  const tests = await lastTests();
  return {
    contacts,
    channels: channels.map((channel) => ({
      ...channel,
      isForCustomers: channel.key === CUSTOMER_CHANNEL.key,
      lastTest: tests.get(channel.key) ?? null,
    })),
    others: await otherMessages(directory, person),
    canManage: mayDo(person.role, 'contact.manage'),
    myEmail: person.email,
  };
}

const OTHERS_SHOWN = 20;

async function otherMessages(directory: Directory, me: Me): Promise<MessageView[]> {
  const rows = await db().message.findMany({
    where: {
      incidentId: null,
      kind: { not: 'test' },
      OR: [{ targetId: null }, { target: reachableTargets(me) }],
    },
    orderBy: { at: 'desc' },
    take: OTHERS_SHOWN,
  });
  return toMessageViews(rows, directory, me, false);
}

async function lastTests(): Promise<Map<string, ChannelTest>> {
  const rows = await db().message.findMany({
    where: { kind: 'test' },
    distinct: ['channelKey'],
    orderBy: [{ channelKey: 'asc' }, { at: 'desc' }],
  });
  const ids = rows.flatMap((row) => (row.byId ? [row.byId] : []));
  const people = await db().person.findMany({ where: { id: { in: ids } }, select: { id: true, name: true } });
  return new Map(
    rows.map(({ channelKey, state, recipient, answer, at, byId }) => [
      channelKey,
      {
        state: state as MessageState,
        recipient,
        answer,
        at: at.toISOString(),
        by: people.find((person) => person.id === byId)?.name ?? 'Console',
      },
    ]),
  );
}
