import 'server-only';
import { type AuditEventView, type AuditFilter, type AuditPage, CONSOLE_CHAIN } from '@/lib/contracts/audit-view';
import type { Me } from '@/lib/contracts/views';
import { factsOf, typesOf } from '@/lib/domain/event-facts';
import { authorise } from '../auth/authorise';
import { reachableSql, reachableTargets, reachesAll } from '../auth/reach';
import { db } from '../db';
import { Prisma } from '../generated/prisma/client';

const PAGE = 50;

type Row = {
  id: bigint;
  seq: number;
  at: Date;
  code: string | null;
  actorName: string;
  type: string;
  data: unknown;
  hash: string;
};

/**
 * The log, newest first, as far as it fits the filter; `before` is the id that the page before ended with. Each question is
 * answered from an index by the event's number, however many there are.
 */
export async function listEvents(me: Me, filter: AuditFilter, before?: string): Promise<AuditPage> {
  const person = await authorise(me, 'audit.read');
  const isFirst = before === undefined || !/^\d{1,18}$/.test(before);
  const wanted = await whereOf(filter, person);
  if (wanted === null)
    return { filter, events: [], older: null, isFirst, nothingBecause: 'There is no such incident.' };
  const older = isFirst ? Prisma.empty : Prisma.sql`AND e."id" < ${BigInt(before)}`;
  const rows = await db().$queryRaw<Row[]>`
    SELECT e."id", e."seq", e."at", i."code", e."actorName", e."type", e."data", e."hash"
    FROM (SELECT * FROM "Event" e WHERE ${wanted} ${older} ORDER BY e."id" DESC LIMIT ${PAGE + 1}) e
    LEFT JOIN "Incident" i ON i."id" = e."incidentId" ORDER BY e."id" DESC`;
  const events = rows.slice(0, PAGE).map(toView);
  return {
    filter,
    events,
    older: rows.length > PAGE ? (events.at(-1)?.id ?? null) : null,
    isFirst,
    nothingBecause: events.length === 0 ? 'No event fits.' : '',
  };
}

/** Null where the filter names an incident that is not there, or not for this reader. */
async function whereOf({ chain, person, type, from, to }: AuditFilter, reader: Me): Promise<Prisma.Sql | null> {
  const isAll = await reachesAll(reader);
  const wanted = [isAll ? Prisma.sql`true` : reached(reader)];
  if (!isAll && chain === CONSOLE_CHAIN) return null;
  if (chain === CONSOLE_CHAIN) wanted.push(Prisma.sql`e."incidentId" IS NULL`);
  else if (chain) {
    const incident = await db().incident.findFirst({
      where: { code: chain, target: reachableTargets(reader) },
      select: { id: true },
    });
    if (!incident) return null;
    wanted.push(Prisma.sql`e."incidentId" = ${incident.id}::uuid`);
  }
  if (person) wanted.push(Prisma.sql`e."actorName" = ${person}`);
  // "approval" asks for all of that kind; by their names, because a beginning is found in no index of every language.
  if (type) wanted.push(Prisma.sql`e."type" = ANY (${type.includes('.') ? [type] : typesOf(type)})`);
  if (from) wanted.push(Prisma.sql`e."at" >= ${`${from}T00:00:00Z`}::timestamptz`);
  if (to) wanted.push(Prisma.sql`e."at" < ${`${to}T00:00:00Z`}::timestamptz + interval '1 day'`);
  return Prisma.join(wanted, ' AND ');
}

/** Of incidents that the reader does not reach nothing is told, nor of the console's own chain, which is about all. */
function reached(reader: Me): Prisma.Sql {
  return Prisma.sql`EXISTS (SELECT 1 FROM "Incident" i JOIN "Target" t ON t."id" = i."targetId"
    WHERE i."id" = e."incidentId" AND ${reachableSql(reader)})`;
}

function toView({ id, seq, at, code, actorName, type, data, hash }: Row): AuditEventView {
  return { id: id.toString(), seq, at: at.toISOString(), code, actorName, type, facts: factsOf(type, data), hash };
}

/** Whoever has done something that is in the log, for the filter to choose from. */
export async function listActors(me: Me): Promise<string[]> {
  await authorise(me, 'audit.read');
  const people = await db().person.findMany({ select: { name: true }, orderBy: { name: 'asc' }, take: 500 });
  return ['Console', ...new Set(people.map(({ name }) => name))];
}
