import 'server-only';
import type { Audience } from '@/lib/contracts/message';
import type { RunbookContent, Severity } from '@/lib/contracts/runbook';
import { type ClockRule, isUpdate, nextRound, runsFromDeclaration } from '@/lib/domain/message-clock';
import { storeNow, type Transaction } from '../audit/append-event';
import { getCurrentRunbook } from '../runbooks/store-runbook';

const AUDIENCES: readonly Audience[] = ['internal', 'customer'];

export function clockRule({ messages }: Pick<RunbookContent, 'messages'>, audience: Audience): ClockRule {
  return { everyMs: messages[audience].everyMinutes * 60_000, warnMs: messages.warnMinutes * 60_000 };
}

/**
 * Starts the clocks that this severity asks for and that do not run yet: at the declaration, and when the severity was
 * raised. A drill has no customers, so it has no clock for them.
 */
export async function startClocks(
  tx: Transaction,
  incident: { id: string; severity: Severity; isDrill: boolean },
): Promise<void> {
  const { content } = await getCurrentRunbook(tx);
  const now = await storeNow(tx);
  const wanted = AUDIENCES.filter(
    (audience) => runsFromDeclaration(audience, incident.severity) && !(incident.isDrill && audience === 'customer'),
  );
  await tx.messageClock.createMany({
    data: wanted.map((audience) => ({
      incidentId: incident.id,
      audience,
      nextDueAt: nextRound(now, clockRule(content, audience)).nextDueAt,
    })),
    skipDuplicates: true,
  });
}

/** The audience has heard how things stand, so its next update is due a whole round from now. Starts a clock that did not run. */
export async function restartClock(
  tx: Transaction,
  message: { incidentId: string | null; audience: string; kind: string },
): Promise<void> {
  const { incidentId, kind } = message;
  const audience = message.audience as Audience;
  if (!incidentId || !isUpdate(kind)) return;
  const { content } = await getCurrentRunbook(tx);
  const round = nextRound(await storeNow(tx), clockRule(content, audience));
  const restarted = await tx.messageClock.updateMany({
    where: { incidentId, audience, stoppedAt: null },
    data: { ...round, missedAt: null, missedCount: 0 },
  });
  if (restarted.count > 0) return;
  const incident = await tx.incident.findUnique({ where: { id: incidentId }, select: { state: true, isDrill: true } });
  if (incident?.state !== 'open' || (incident.isDrill && audience === 'customer')) return;
  await tx.messageClock.createMany({
    data: [{ incidentId, audience, nextDueAt: round.nextDueAt }],
    skipDuplicates: true,
  });
}

/** With the incident's end nobody waits for an update any more. Take it before the event: rows come before the append lock. */
export async function stopClocks(tx: Transaction, incidentId: string): Promise<void> {
  await tx.messageClock.updateMany({ where: { incidentId, stoppedAt: null }, data: { stoppedAt: await storeNow(tx) } });
}
