import 'server-only';
import type { RunbookContent } from '@/lib/contracts/runbook';
import { momentText, reminderFrom } from '@/lib/domain/drill-calendar';
import { contactsFor } from '@/lib/domain/notify-contacts';
import { estimateWords } from '@/lib/domain/words';
import { appendEvent, storeNow } from '../audit/append-event';
import { db } from '../db';
import { env } from '../env';
import { sendBatch } from '../messages/send-batch';
import { getCurrentRunbook } from '../runbooks/store-runbook';
import { type LoadedDrill, lockDrill } from './load-drill';

/** Two days: no time zone makes the day before longer. */
const HORIZON_MS = 48 * 60 * 60_000;

/**
 * Reminds of the drills of the next day, on the store's clock. Each is reminded of once, however many workers look: the
 * note that it was is written by the transaction that writes the messages.
 */
export async function remindDrills(): Promise<void> {
  const now = await storeNow(db());
  const { content } = await getCurrentRunbook();
  const soon = await db().drill.findMany({
    where: {
      state: 'scheduled',
      remindedAt: null,
      scheduledFor: { gt: now, lte: new Date(now.getTime() + HORIZON_MS) },
    },
    orderBy: { scheduledFor: 'asc' },
    select: { id: true, scheduledFor: true },
  });
  for (const { id, scheduledFor } of soon)
    if (reminderFrom(scheduledFor, content.drills.timeZone) <= now) await remind(id, now, content);
}

async function remind(id: string, now: Date, content: RunbookContent): Promise<void> {
  await db().$transaction(async (tx) => {
    const drill = await lockDrill(tx, id);
    if (drill.state !== 'scheduled' || drill.remindedAt || drill.scheduledFor <= now) return;
    await tx.drill.update({ where: { id }, data: { remindedAt: now } });
    await appendEvent(tx, {
      type: 'drill.reminded',
      actor: null,
      data: { drillId: id, title: drill.title, scheduledFor: drill.scheduledFor.toISOString() },
    });
    await sendBatch(tx, {
      incidentId: null,
      targetId: drill.targetId,
      isDrill: true,
      audience: 'internal',
      kind: 'reminder',
      ...reminderText(drill, content),
      // Those who hear of every rollback, and those whom this procedure concerns.
      contactKeys: contactsFor(content.contacts, 'low', [drill.procedureKey]).map((contact) => contact.key),
      byId: null,
    });
  });
}

function reminderText(drill: LoadedDrill, content: RunbookContent): { subject: string; body: string } {
  const procedure = content.procedures.find((p) => p.key === drill.procedureKey);
  const when = momentText(drill.scheduledFor, content.drills.timeZone);
  return {
    subject: `Rollback drill ${when}: ${drill.title}`,
    body: [
      `Drill: ${drill.title} (week ${drill.week})`,
      `When: ${when}`,
      `Where: ${drill.target.name}`,
      `Time target: ${procedure ? estimateWords(procedure.estimateMinutes) : 'not known, the runbook lacks the procedure'}`,
      `Start it here: ${env().NEXTAUTH_URL}/drills/${drill.id}`,
    ].join('\n'),
  };
}
