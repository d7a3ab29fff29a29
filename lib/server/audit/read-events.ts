import 'server-only';
import type { DomainEvent } from '@/lib/domain/events';
import { db } from '../db';
import type { Event } from '../generated/prisma/client';

/** An incident's events in their order. */
export async function readEvents(incidentId: string): Promise<Event[]> {
  return db().event.findMany({ where: { incidentId }, orderBy: { seq: 'asc' } });
}

export function toDomainEvents(events: readonly Event[]): DomainEvent[] {
  return events.map(
    ({ id, seq, at, actorName, runId, stepId, type, data }) =>
      ({
        id: id.toString(),
        seq,
        at: at.toISOString(),
        actorName,
        runId,
        stepId,
        type,
        data,
      }) as unknown as DomainEvent,
  );
}
