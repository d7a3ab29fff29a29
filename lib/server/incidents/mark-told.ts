import 'server-only';
import type { z } from 'zod';
import type { markToldSchema } from '@/lib/contracts/inputs';
import type { Severity } from '@/lib/contracts/runbook';
import type { Me } from '@/lib/contracts/views';
import { conflict, notFound } from '@/lib/domain/errors';
import { contactsFor } from '@/lib/domain/notify-contacts';
import { appendEvent } from '../audit/append-event';
import { authoriseFor } from '../auth/authorise-for';
import { db } from '../db';
import { settleClock } from '../messages/message-clocks';
import { getCurrentRunbook } from '../runbooks/store-runbook';

/** Records that this person told the team by other means: the gate before the first step. */
export async function markTold(me: Me, input: z.output<typeof markToldSchema>): Promise<null> {
  const actor = await authoriseFor(me, 'incident.declare', { incident: input.incidentCode });
  const { content } = await getCurrentRunbook();
  return db().$transaction(async (tx) => {
    const incident = await tx.incident.findUnique({
      where: { code: input.incidentCode },
      include: { runs: { select: { procedureKey: true } } },
    });
    if (!incident) throw notFound('incident');
    if (incident.state !== 'open')
      throw conflict('This incident is closed; nothing was recorded.', 'Write it in the report instead.');
    const contacts = contactsFor(
      content.contacts,
      incident.severity as Severity,
      incident.runs.map((r) => r.procedureKey),
    );
    const names = contacts.map((contact) => contact.name);
    const message = await tx.message.create({
      data: {
        incidentId: incident.id,
        audience: 'internal',
        channel: 'in_person',
        recipient: names.join(', '),
        reaches: contacts.map((contact) => contact.key),
        body: input.note,
        state: 'told_by_person',
        byId: actor.id,
        answer: `${actor.name} told them`,
      },
    });
    await settleClock(tx, message);
    await appendEvent(tx, {
      type: 'people.notified',
      incidentId: incident.id,
      actor,
      data: { contacts: names, channels: [{ title: input.note, state: 'told_by_person' }], body: input.note },
    });
    return null;
  });
}
