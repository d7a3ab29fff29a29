import 'server-only';
import type { Severity } from '@/lib/contracts/runbook';
import type { Me } from '@/lib/contracts/views';
import type { Transaction } from '../audit/append-event';
import { contactKeysOf, fillMessage } from './message-drafts';
import { sendBatch } from './send-batch';
import { loadLive } from './tell-resolved';

/**
 * The first notice for those who did not hear of it at the old severity and do at the new one; filled before the
 * transaction that changes it. It says how things stand: they have read nothing of this incident before.
 */
export async function fillSeverity(
  incidentId: string,
  to: Severity,
  reason: string,
  actor: Me,
): Promise<(tx: Transaction) => Promise<void>> {
  const { incident, content, live } = await loadLive(incidentId, actor);
  const known = contactKeysOf(incident, content);
  const added = contactKeysOf({ ...incident, severity: to }, content).filter((key) => !known.includes(key));
  const kind = { audience: 'internal', kind: 'notification' } as const;
  const text = fillMessage(
    { audience: 'internal', kind: 'update' },
    incident,
    content,
    { ...live, severity: to },
    new Date(),
  );
  const because = `Severity is ${to.toUpperCase()} now, was ${incident.severity.toUpperCase()}: ${reason}`;
  return async (tx) => {
    if (added.length === 0) return;
    const body = `${text.body}\n\n${because}`;
    await sendBatch(tx, { ...kind, subject: text.subject, body, incidentId, contactKeys: added, byId: actor.id });
  };
}
