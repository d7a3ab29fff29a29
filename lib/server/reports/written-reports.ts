import 'server-only';
import { WRITTEN_FIELDS, type WrittenKey } from '@/lib/domain/build-report';
import { db } from '../db';
import { Prisma } from '../generated/prisma/client';
import { onceAReading } from '../one-reading';

const isSaid = (key: WrittenKey) => `coalesce("fields"->>'${key}', '') ~ '\\S'`;

/**
 * That every field of a report is written that people write; what was lost needs no words where nothing was. Word for word
 * that of the index "Report_written", or it is not used, and each report that there ever was is read to find those that are
 * complete. The names are the code's own.
 */
export const ALL_IS_WRITTEN = (Object.keys(WRITTEN_FIELDS) as WrittenKey[])
  .map((key) =>
    key === 'data_loss_details' ? `(${isSaid(key)} OR coalesce("fields"->>'data_loss', '') = 'no')` : isSaid(key),
  )
  .join(' AND ');

/** Whether the report of incident `i` is complete: it is closed, and all is written. */
export const IS_COMPLETE = Prisma.sql`(i."state" = 'closed' AND EXISTS (
  SELECT FROM "Report" WHERE "incidentId" = i."id" AND ${Prisma.raw(ALL_IS_WRITTEN)}))`;

/** More than these are quicker asked about one by one, in the order of the list, until a page is full. */
const FEW = 1_000;

/**
 * The same as a condition of a list. Few are found by the index, and their incidents by them: the store believes a written
 * report to be the rule, and would look for them through all incidents that there ever were.
 */
export async function isComplete(wanted: boolean): Promise<Prisma.Sql> {
  if (!wanted) return Prisma.sql`NOT ${IS_COMPLETE}`;
  const written = Prisma.sql`SELECT "incidentId" FROM "Report" WHERE ${Prisma.raw(ALL_IS_WRITTEN)}`;
  const count = await onceAReading('written reports', async () => {
    const [found] = await db().$queryRaw<{ count: number }[]>`
      SELECT count(*)::int AS count FROM (${written} LIMIT ${FEW + 1}) found`;
    return found?.count ?? 0;
  });
  return count > FEW ? IS_COMPLETE : Prisma.sql`i."state" = 'closed' AND i."id" = ANY (ARRAY(${written}))`;
}
