import 'server-only';
import type { EscalationLevel, RunbookContent } from '@/lib/contracts/runbook';
import type { Me } from '@/lib/contracts/views';
import { AppError } from '@/lib/domain/errors';
import { appendEvent, storeNow, type Transaction } from '../audit/append-event';
import { env } from '../env';
import { sendBatch } from '../messages/send-batch';

type Begin = { id: string; incidentId: string; because: string; actor: Me | null; byClock: boolean };

/** The level's clock starts and its people are told, in the caller's transaction, which holds the escalation's row. */
export async function beginLevel(tx: Transaction, content: RunbookContent, row: EscalationLevel, begin: Begin) {
  const now = await storeNow(tx);
  const dueAt = new Date(now.getTime() + row.clock.minutes * 60_000);
  await tx.escalation.update({
    where: { id: begin.id },
    data: { state: 'active', startedAt: now, startedById: begin.actor?.id ?? null, dueAt },
  });
  await appendEvent(tx, {
    type: 'escalation.started',
    incidentId: begin.incidentId,
    actor: begin.actor,
    data: {
      level: row.level,
      because: begin.because,
      notified: namesOf(content, row),
      dueAt: dueAt.toISOString(),
      byClock: begin.byClock,
    },
  });
  await tellLevel(tx, row, { ...begin, dueAt });
}

/** Tells a level's people what happened, until when they have, and what they can choose from. */
export async function tellLevel(
  tx: Transaction,
  row: EscalationLevel,
  { id, incidentId, because, actor, dueAt }: Omit<Begin, 'byClock'> & { dueAt: Date },
): Promise<void> {
  const incident = await tx.incident.findUniqueOrThrow({ where: { id: incidentId } });
  const until = `${dueAt.toISOString().slice(11, 16)} UTC`;
  const { batchId } = await sendBatch(tx, {
    incidentId,
    audience: 'internal',
    kind: 'escalation',
    subject: `Escalation level ${row.level}: ${incident.title} (${incident.code})`,
    body: [
      `Level ${row.level}, ${row.when}. ${because}`,
      `You have ${row.clock.minutes} minutes ${row.clock.words}, until ${until}. To choose from:`,
      ...row.options.map((option) => `- ${option.title}`),
      `The room: ${env().NEXTAUTH_URL}/incidents/${incident.code}`,
    ].join('\n'),
    contactKeys: row.notify,
    byId: actor?.id ?? null,
  });
  await tx.escalation.update({ where: { id }, data: { batchId } });
}

export function namesOf(content: RunbookContent, row: EscalationLevel): string[] {
  return row.notify.map((key) => content.contacts.find((contact) => contact.key === key)?.name ?? key);
}

export function levelOf(content: RunbookContent, level: number): EscalationLevel {
  const row = content.escalation.find((one) => one.level === level);
  if (row) return row;
  throw new AppError(
    'not_found',
    `The runbook has no escalation level ${level}; nothing was changed.`,
    'Use 1, 2 or 3.',
  );
}
