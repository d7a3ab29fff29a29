import 'server-only';
import type { OutputChunk } from '@/lib/contracts/views';
import type { EventData, EventType } from '@/lib/domain/events';
import type { Prisma } from '../generated/prisma/client';
import { chainHash } from './event-chain';

export type Transaction = Prisma.TransactionClient;
export type EventActor = { id: string; name: string } | null;
export type NewEvent<T extends EventType = EventType> = {
  type: T;
  data: EventData<T>;
  actor: EventActor;
  incidentId?: string | null;
  runId?: string | null;
  stepId?: string | null;
};

/** One lock for all appends: events then become visible in the order of their ids, which a reconnecting browser relies on. */
const APPEND_LOCK = 7_140_001;

/**
 * Appends one event to its incident's chain (or the console's own, without an incident) inside the caller's
 * transaction, and announces it when that commits. Keep it late in the transaction: the lock is held to its end.
 */
export async function appendEvent<T extends EventType>(
  tx: Transaction,
  event: NewEvent<T>,
): Promise<{ id: bigint; seq: number; at: Date }> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(${APPEND_LOCK})`;
  const incidentId = event.incidentId ?? null;
  const last = await tx.event.findFirst({
    where: { incidentId },
    orderBy: { seq: 'desc' },
    select: { seq: true, hash: true },
  });
  const at = await storeNow(tx);
  const row = {
    incidentId,
    runId: event.runId ?? null,
    stepId: event.stepId ?? null,
    seq: (last?.seq ?? 0) + 1,
    at,
    actorId: event.actor?.id ?? null,
    actorName: event.actor?.name ?? 'Console',
    type: event.type as string,
    data: JSON.parse(JSON.stringify(event.data)) as Prisma.InputJsonValue,
    prevHash: last?.hash ?? '',
  };
  const made = await tx.event.create({ data: { ...row, hash: chainHash(row) } });
  let incidentCode: string | null = null;
  if (incidentId) {
    const incident = await tx.incident.update({
      where: { id: incidentId },
      data: { headSeq: made.seq, headHash: made.hash },
      select: { code: true },
    });
    incidentCode = incident.code;
  }
  await notifyNews(tx, { kind: 'news', id: made.id.toString(), incidentCode, type: made.type });
  return { id: made.id, seq: made.seq, at };
}

/** Now, on the store's clock, to the millisecond: workers and webs may disagree about the time. */
export async function storeNow(tx: Transaction): Promise<Date> {
  const [row] = await tx.$queryRaw<{ at: Date }[]>`SELECT date_trunc('milliseconds', clock_timestamp()) AS at`;
  return (row as { at: Date }).at;
}

export type News =
  | { kind: 'news'; id: string; incidentCode: string | null; type: string }
  /** Stored up to `lastSeq`; `chunk` is what was stored last where it is small, so that nobody has to ask for it. */
  | { kind: 'output'; stepId: string; epoch: number; lastSeq: number; chunk?: OutputChunk }
  | { kind: 'probe'; targetKey: string }
  /** Something of it was observed that is not as it was: commits, tools, faults, what there is to choose from. */
  | { kind: 'target'; targetKey: string }
  | { kind: 'presence'; incidentCode: string }
  /** Who is in the way of a step of its run is another now. */
  | { kind: 'waits'; incidentCode: string };

export const NEWS_CHANNEL = 'console_news';

/** Announces on commit. Hints other than events carry no sequence: a reconnecting browser reads their state anew. */
export async function notifyNews(tx: Pick<Transaction, '$executeRaw'>, news: News): Promise<void> {
  await tx.$executeRaw`SELECT pg_notify(${NEWS_CHANNEL}, ${JSON.stringify(news)})`;
}
