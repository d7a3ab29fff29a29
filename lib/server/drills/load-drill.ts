import 'server-only';
import { notFound } from '@/lib/domain/errors';
import type { Transaction } from '../audit/append-event';
import type { Prisma } from '../generated/prisma/client';
import { TOLD_TO_TEAM } from '../runs/load-run';

const withAll = {
  target: true,
  incident: {
    include: {
      runs: { orderBy: { createdAt: 'asc' } },
      checks: true,
      messages: {
        where: TOLD_TO_TEAM,
        orderBy: { at: 'asc' },
        take: 1,
      },
    },
  },
} satisfies Prisma.DrillInclude;
export const drillInclude = withAll;
export type LoadedDrill = Prisma.DrillGetPayload<{ include: typeof withAll }>;

/** A drill with its target and its incident's runs and checks. */
export async function loadDrill(tx: Transaction, id: string): Promise<LoadedDrill> {
  const drill = await tx.drill.findUnique({ where: { id }, include: withAll });
  if (!drill) throw notFound('drill');
  return drill;
}

/** The same, held to the transaction's end. A drill's row is locked before anything of its incident. */
export async function lockDrill(tx: Transaction, id: string): Promise<LoadedDrill> {
  await tx.$executeRaw`SELECT 1 FROM "Drill" WHERE "id" = ${id}::uuid FOR UPDATE`;
  return loadDrill(tx, id);
}

/**
 * Whoever puts drills into the calendar comes one after the other, so that no week gets two by one wish. Taken after the
 * drill's own row, and before anything of its incident.
 */
export async function lockCalendar(tx: Transaction): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('drill-calendar', 2))`;
}
