import 'server-only';
import type { RunbookContent } from '@/lib/contracts/runbook';
import { conditionsMet, type Occurred } from '@/lib/domain/escalation';
import { appendEvent, storeNow, type Transaction } from '../audit/append-event';
import { db } from '../db';
import type { Escalation } from '../generated/prisma/client';
import { getCurrentRunbook } from '../runbooks/store-runbook';
import { beginLevel, levelOf, tellLevel } from './begin-level';
import { findTrouble } from './find-trouble';

/** Proposes levels whose condition has occurred, and goes up where a clock ran out. Any number of workers may do it. */
export async function watchEscalations(): Promise<void> {
  const { content } = await getCurrentRunbook();
  const open = await db().incident.findMany({ where: { state: 'open' }, select: { id: true, targetId: true } });
  for (const incident of open) await proposeDue(content, incident);
  const late = await db().$queryRaw<{ id: string }[]>`
    SELECT e."id" FROM "Escalation" e JOIN "Incident" i ON i."id" = e."incidentId"
    WHERE e."state" = 'active' AND i."state" = 'open' AND e."dueAt" <= clock_timestamp()`;
  for (const { id } of late) await db().$transaction((tx) => goUp(tx, content, id));
}

async function proposeDue(content: RunbookContent, incident: { id: string; targetId: string }): Promise<void> {
  const met = conditionsMet(content.escalation, await findTrouble(db(), incident, await storeNow(db())));
  if (met.length === 0) return;
  const known = await db().escalation.findMany({ where: { incidentId: incident.id } });
  for (const occurred of met.filter((one) => isNew(one, known)))
    await db().$transaction((tx) => propose(tx, incident.id, occurred));
}

/** What was proposed since it began has been proposed: a dismissed level comes back only when it occurs anew. */
function isNew({ level, since }: Occurred, known: readonly Escalation[]): boolean {
  return !known.some((e) => e.level === level && (e.state === 'active' || e.proposedAt >= since));
}

async function propose(tx: Transaction, incidentId: string, { level, because }: Occurred): Promise<void> {
  // Another worker may see the same: the index lets one open row a level through.
  const made = await tx.escalation.createMany({
    data: [{ incidentId, level, because, proposedAt: await storeNow(tx) }],
    skipDuplicates: true,
  });
  if (made.count === 0) return;
  await appendEvent(tx, { type: 'escalation.proposed', incidentId, actor: null, data: { level, because } });
}

/** The level above begins by itself; at the last one its people are told again and have their time once more. */
async function goUp(tx: Transaction, content: RunbookContent, id: string): Promise<void> {
  const [row] = await tx.$queryRaw<Escalation[]>`
    SELECT * FROM "Escalation" WHERE "id" = ${id}::uuid AND "state" = 'active' AND "dueAt" <= clock_timestamp()
    FOR UPDATE SKIP LOCKED`;
  if (!row) return;
  const now = await storeNow(tx);
  const to = Math.min(row.level + 1, content.escalation.length);
  const raised = { type: 'escalation.raised' as const, incidentId: row.incidentId, actor: null };
  const because = `Level ${row.level} was not decided in time. ${row.because}`;
  if (to === row.level) {
    const dueAt = new Date(now.getTime() + levelOf(content, to).clock.minutes * 60_000);
    await tx.escalation.update({ where: { id }, data: { dueAt } });
    await appendEvent(tx, { ...raised, data: { level: row.level, to } });
    return tellLevel(tx, levelOf(content, to), { id, incidentId: row.incidentId, because, actor: null, dueAt });
  }
  await tx.escalation.update({ where: { id }, data: { state: 'raised', endedAt: now } });
  await tx.escalation.createMany({
    data: [{ incidentId: row.incidentId, level: to, because, proposedAt: now }],
    skipDuplicates: true,
  });
  const next = await tx.escalation.findFirstOrThrow({
    where: { incidentId: row.incidentId, level: to, state: { in: ['proposed', 'active'] } },
  });
  await appendEvent(tx, { ...raised, data: { level: row.level, to } });
  if (next.state === 'active') return;
  const begin = { id: next.id, incidentId: row.incidentId, because, actor: null, byClock: true };
  await beginLevel(tx, content, levelOf(content, to), begin);
}
