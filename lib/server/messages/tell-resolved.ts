import 'server-only';
import type { Me } from '@/lib/contracts/views';
import type { MessageText } from '@/lib/domain/message-template';
import type { Transaction } from '../audit/append-event';
import { readEvents, toDomainEvents } from '../audit/read-events';
import { db } from '../db';
import { toRunView } from '../incidents/run-view';
import { getCurrentRunbook } from '../runbooks/store-runbook';
import { loadRun } from '../runs/load-run';
import { contactKeysOf, fillMessage, liveIncident } from './message-drafts';
import { sendBatch } from './send-batch';

/** An incident with what its messages are filled from, read outside of any transaction. */
export async function loadLive(incidentId: string, actor: Me) {
  const [incident, { content }, events] = await Promise.all([
    db().incident.findUniqueOrThrow({
      where: { id: incidentId },
      include: { target: true, signals: true, runs: { orderBy: { createdAt: 'desc' } } },
    }),
    getCurrentRunbook(),
    readEvents(incidentId).then(toDomainEvents),
  ]);
  const newest = incident.runs[0];
  const run = newest ? await toRunView(await loadRun(db(), newest.id), actor) : null;
  return { incident, content, live: liveIncident(incident, content, events, run, actor) };
}

/** What the team is told when the incident is closed; filled before the transaction that closes it. */
export async function fillResolved(incidentId: string, actor: Me): Promise<(tx: Transaction) => Promise<void>> {
  const { incident, content, live } = await loadLive(incidentId, actor);
  const kind = { audience: 'internal', kind: 'resolved' } as const;
  const text: MessageText = fillMessage(kind, incident, content, live, new Date());
  const batch = { ...kind, incidentId, contactKeys: contactKeysOf(incident, content), byId: actor.id };
  return async (tx) => {
    const body = `${text.body}\n\n${await headWords(tx, incidentId)}`;
    await sendBatch(tx, { ...batch, ...text, body });
  };
}

/** The chain's head in everybody's mailbox, where nobody who rewrites the log gets at it. The message itself comes after it. */
async function headWords(tx: Transaction, incidentId: string): Promise<string> {
  const where = { id: incidentId };
  const { headSeq, headHash } = await tx.incident.findUniqueOrThrow({
    where,
    select: { headSeq: true, headHash: true },
  });
  return `The log until this message: event ${headSeq}, ${headHash}.`;
}
