import 'server-only';
import { type FoundPart, foundParts, HIT, parseSearch, type Search } from '@/lib/domain/search-text';
import { db } from '../db';
import { Prisma } from '../generated/prisma/client';
import { onceAReading } from '../one-reading';

/** Found in more texts than this, something is in so many that reading the newest ones is the shorter way to a page of them. */
const FEW = 1_000;

/**
 * Whether incident `i` has what is looked for. What has no word in it finds nothing; an empty text asks for nothing. What is
 * in few texts is found by the index, and their incidents by it. What is in many is asked of each incident in the order of
 * the list, so that a page of a word that is everywhere does not read twenty thousand texts.
 */
export async function hasWords(text: string): Promise<Prisma.Sql | null> {
  if (text.trim() === '') return null;
  const search = parseSearch(text);
  if (!search) return Prisma.sql`false`;
  const query = queryOf(search);
  const byIndex = Prisma.sql`SELECT s."incidentId" FROM "IncidentText" s WHERE s."words" @@ (SELECT ${query})`;
  // The list and its count both ask.
  const count = await onceAReading(`found ${text}`, async () => {
    const [found] = await db().$queryRaw<{ count: number }[]>`
      SELECT count(*)::int AS count FROM (${byIndex} LIMIT ${FEW + 1}) found`;
    return found?.count ?? 0;
  });
  if (count <= FEW) return Prisma.sql`i."id" IN (${byIndex})`;
  // The offset keeps the store from finding all of them first, as it does where it believes a word to be rare.
  return Prisma.sql`EXISTS (
    SELECT FROM "IncidentText" s WHERE s."incidentId" = i."id" AND s."words" @@ (SELECT ${query}) OFFSET 0)`;
}

/** By the words as they are, the last one by its beginning while it is typed, and by their stems. */
function queryOf({ wanted, isOpenEnded }: Search): Prisma.Sql {
  const whole = Prisma.sql`websearch_to_tsquery('simple', ${wanted})`;
  const words = isOpenEnded
    ? Prisma.sql`CASE WHEN numnode(${whole}) = 0 THEN ${whole} ELSE (${whole}::text || ':*')::tsquery END`
    : whole;
  return Prisma.sql`(${words} || websearch_to_tsquery('russian', ${wanted}))`;
}

const OPTIONS = `MaxFragments=1, MaxWords=24, MinWords=10, StartSel="${HIT.begin}", StopSel="${HIT.end}"`;

/** Where each of these incidents says it; without those that have it in their title or code alone. */
export async function readFound(incidentIds: string[], text: string): Promise<Map<string, FoundPart[]>> {
  const shown = parseSearch(text)?.shown;
  if (!shown || incidentIds.length === 0) return new Map();
  const rows = await db().$queryRaw<{ incidentId: string; headline: string }[]>`
    SELECT "incidentId", ts_headline('russian', "body", q, ${OPTIONS}) AS headline
    FROM "IncidentText", (SELECT websearch_to_tsquery('simple', ${shown}) || websearch_to_tsquery('russian', ${shown}) AS q) looked
    WHERE "incidentId" = ANY (${incidentIds}::uuid[])`;
  return new Map(
    rows.flatMap(({ incidentId, headline }) => {
      const parts = foundParts(headline);
      return parts ? [[incidentId, parts] as const] : [];
    }),
  );
}
