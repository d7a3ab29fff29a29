import 'server-only';
import type { OutputChunk } from '@/lib/contracts/views';
import { redactEvent } from '@/lib/domain/event-fields';
import type { EventData, EventType } from '@/lib/domain/events';
import { db } from '../db';
import type { Prisma } from '../generated/prisma/client';
import { onceAReading } from '../one-reading';
import { canonicalAround } from './event-chain';

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

/**
 * Appends one event to its incident's chain (or the console's own, without an incident) inside the caller's
 * transaction, and announces it when that commits. Keep it late in the transaction: the lock of all appends is held to
 * its end. The store's own function does it, in one round trip.
 */
export async function appendEvent<T extends EventType>(
  tx: Transaction,
  event: NewEvent<T>,
): Promise<{ id: bigint; seq: number; at: Date }> {
  const { incidentId, runId, stepId, actorId, actorName, type, data, canonical } = toAppend(event);
  const [made] = await tx.$queryRaw<{ id: bigint; seq: number; at: Date }[]>`
    SELECT event_id AS id, event_seq AS seq, event_at AS at FROM append_event(${incidentId}::uuid, ${runId}::uuid,
      ${stepId}::uuid, ${actorId}::uuid, ${actorName}, ${type}, ${JSON.stringify(data)}::jsonb, ${canonical}::text[])`;
  return made as { id: bigint; seq: number; at: Date };
}

/** An event as the store's `append_event` takes it. */
export function toAppend<T extends EventType>(event: NewEvent<T>) {
  const row = {
    incidentId: event.incidentId ?? null,
    runId: event.runId ?? null,
    stepId: event.stepId ?? null,
    actorId: event.actor?.id ?? null,
    actorName: event.actor?.name ?? 'Console',
    type: event.type as string,
    // As the store will give it back: without what JSON has no word for.
    data: JSON.parse(JSON.stringify(redactEvent(event.type, event.data))) as Prisma.InputJsonValue,
  };
  return { ...row, canonical: canonicalAround(row) };
}

/** Now, on the store's clock, to the millisecond: workers and webs may disagree about the time. */
export async function storeNow(tx: Transaction): Promise<Date> {
  const [row] = await tx.$queryRaw<
    { at: Date }[]
  >`/* planned once */ SELECT date_trunc('milliseconds', clock_timestamp()) AS at`;
  return (row as { at: Date }).at;
}

/** The same for what only shows something: the parts of one page or answer agree about the moment. */
export const momentOfReading = (): Promise<Date> => onceAReading('moment', () => storeNow(db()));

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
