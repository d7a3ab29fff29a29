import 'server-only';
import type { Audience, MessageKind } from '@/lib/contracts/message';
import type { RunbookContent } from '@/lib/contracts/runbook';
import { audiencesOf, type ClockRule, clockEffect, nextRound } from '@/lib/domain/message-clock';
import { storeNow, type Transaction } from '../audit/append-event';
import { getCurrentRunbook } from '../runbooks/store-runbook';

export function clockRule({ messages }: Pick<RunbookContent, 'messages'>, audience: Audience): ClockRule {
  return { everyMs: messages[audience].everyMinutes * 60_000, warnMs: messages.warnMinutes * 60_000 };
}

/** Starts the clocks of an incident that do not run yet, at its declaration. */
export async function startClocks(tx: Transaction, incident: { id: string; isDrill: boolean }): Promise<void> {
  const { content } = await getCurrentRunbook(tx);
  const now = await storeNow(tx);
  await tx.messageClock.createMany({
    data: audiencesOf(incident).map((audience) => ({
      incidentId: incident.id,
      audience,
      nextDueAt: nextRound(now, clockRule(content, audience)).nextDueAt,
    })),
    skipDuplicates: true,
  });
}

type Heard = { incidentId: string | null; audience: string; kind: string; at: Date };

/** An audience has heard of it: its next update is due a whole round from now, or none any more once it is resolved. */
export async function settleClock(tx: Transaction, { incidentId, audience, kind, at }: Heard): Promise<void> {
  const effect = clockEffect(kind as MessageKind);
  if (!incidentId || effect === 'none') return;
  const incident = await tx.incident.findUniqueOrThrow({
    where: { id: incidentId },
    select: { state: true, isDrill: true },
  });
  if (incident.state !== 'open' || !audiencesOf(incident).includes(audience as Audience)) return;
  const now = await storeNow(tx);
  const clock = { incidentId, audience };
  if (effect === 'stop') {
    await tx.messageClock.updateMany({ where: { ...clock, stoppedAt: null }, data: { stoppedAt: now } });
    return;
  }
  const { content } = await getCurrentRunbook(tx);
  const round = nextRound(now, clockRule(content, audience as Audience));
  // A clock that was stopped runs again with what was written after that, and not with what was only late.
  await tx.messageClock.updateMany({
    where: { ...clock, OR: [{ stoppedAt: null }, { stoppedAt: { lt: at } }] },
    data: { ...round, missedAt: null, missedCount: 0, stoppedAt: null },
  });
  await tx.messageClock.createMany({ data: [{ ...clock, nextDueAt: round.nextDueAt }], skipDuplicates: true });
}

/** With the incident's end nobody waits for an update any more. Take it before the event: rows come before the append lock. */
export async function stopClocks(tx: Transaction, incidentId: string): Promise<void> {
  await tx.messageClock.updateMany({ where: { incidentId, stoppedAt: null }, data: { stoppedAt: await storeNow(tx) } });
}
