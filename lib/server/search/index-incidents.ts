import 'server-only';
import { seamedText, searchLines } from '@/lib/domain/search-text';
import { readEvents, toDomainEvents } from '../audit/read-events';
import { db } from '../db';

const UP_TO = 'search.upTo';
/** Events that are looked at in one go: a store from before there was a search is caught up with piece by piece. */
const WINDOW = 2_000;

/**
 * Puts what happened since into the texts that incidents are found by. Events become visible in the order of their
 * numbers, so one number says how far it came. Done by one worker at a time; done twice is harmless.
 */
export async function indexIncidents(): Promise<void> {
  while (await indexNext()) {
    // Until nothing new is left.
  }
}

async function indexNext(): Promise<boolean> {
  const setting = await db().setting.findUnique({ where: { key: UP_TO } });
  const upTo = BigInt((setting?.value as string | undefined) ?? '0');
  const events = await db().$queryRaw<{ incidentId: string | null; last: bigint }[]>`
    SELECT "incidentId", max("id") AS last FROM (
      SELECT "id", "incidentId" FROM "Event" WHERE "id" > ${upTo} ORDER BY "id" LIMIT ${WINDOW}
    ) e GROUP BY "incidentId"`;
  if (events.length === 0) return false;
  for (const { incidentId } of events) if (incidentId) await indexIncident(incidentId);
  // biome-ignore lint/complexity/useMathMinMax: of bigints there is no Math.max
  const value = events.reduce((last, event) => (event.last > last ? event.last : last), upTo).toString();
  await db().setting.upsert({ where: { key: UP_TO }, update: { value }, create: { key: UP_TO, value } });
  return true;
}

/** One incident's text, made anew from all its events. A newer one is never written over. */
export async function indexIncident(incidentId: string): Promise<void> {
  const [incident, rows] = await Promise.all([
    db().incident.findUnique({ where: { id: incidentId }, include: { target: true, report: true } }),
    readEvents(incidentId),
  ]);
  if (!incident) return;
  const person = await db().person.findUnique({ where: { id: incident.declaredById }, select: { name: true } });
  const { title, code, target, report } = incident;
  const written = (report?.fields ?? {}) as Record<string, string>;
  const body = seamedText(searchLines(toDomainEvents(rows), written));
  // In small letters already: a store with the locale C knows only those of ASCII.
  const head = seamedText([title, code, target.name, person?.name ?? '']);
  const words = `${head}\n${body}`.toLowerCase();
  // Each word twice: as it is, for names and codes, and by its stem, English or Russian by its letters.
  await db().$executeRaw`
    INSERT INTO "IncidentText" ("incidentId", "upToSeq", "body", "words")
    VALUES (${incidentId}::uuid, ${rows.at(-1)?.seq ?? 0}, ${body},
            to_tsvector('simple', ${words}) || to_tsvector('russian', ${words}))
    ON CONFLICT ("incidentId") DO UPDATE
      SET "upToSeq" = excluded."upToSeq", "body" = excluded."body", "words" = excluded."words"
      WHERE "IncidentText"."upToSeq" <= excluded."upToSeq"`;
}
