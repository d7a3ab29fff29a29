import 'server-only';
import type { z } from 'zod';
import type { changeContactSchema } from '@/lib/contracts/message-inputs';
import type { Me } from '@/lib/contracts/views';
import { notFound } from '@/lib/domain/errors';
import { appendEvent } from '../audit/append-event';
import { authorise } from '../auth/authorise';
import { db } from '../db';
import { getCurrentRunbook } from '../runbooks/store-runbook';
import { readDirectory } from './directory';

const WORDS = { name: 'name', notifiedFor: 'what for', email: 'e-mail address', phone: 'phone number' } as const;

/** Says how a contact of the runbook is reached here. Who is notified when stays the runbook's. */
export async function changeContact(me: Me, input: z.output<typeof changeContactSchema>): Promise<null> {
  const actor = await authorise(me, 'contact.manage');
  return db().$transaction(async (tx) => {
    const { content } = await getCurrentRunbook(tx);
    const { contacts } = await readDirectory(tx, content);
    const before = contacts.find((contact) => contact.key === input.key);
    if (!before) throw notFound('contact');
    const { key, ...data } = input;
    const changed = Object.entries(WORDS).filter(([field]) => before[field as 'name'] !== data[field as 'name']);
    if (changed.length === 0) return null;
    const row = { ...data, updatedById: actor.id };
    await tx.contact.upsert({ where: { key }, create: { key, ...row }, update: row });
    await appendEvent(tx, {
      type: 'contact.changed',
      actor,
      data: { key, name: data.name, change: changed.map(([, words]) => words).join(', ') },
    });
    return null;
  });
}
