import 'server-only';
import type { FollowUpFilter, FollowUpView } from '@/lib/contracts/follow-up';
import type { Me } from '@/lib/contracts/views';
import { dueWords, type FollowUpState, standingOf } from '@/lib/domain/follow-ups';
import { reachableSql } from '../auth/reach';
import { db } from '../db';
import { Prisma } from '../generated/prisma/client';
import { isUuid } from '../is-uuid';

type Row = {
  id: string;
  text: string;
  ownerId: string;
  owner: string;
  dueOn: string;
  state: FollowUpState;
  doneAt: Date | null;
  doneBy: string | null;
  doneNote: string;
  code: string;
  title: string;
  isDrill: boolean;
  targetName: string;
};
/** As the gate has just read them. */
type Person = Pick<Me, 'id' | 'role'>;
type Reading = { today: string; limit: number; after?: string | undefined };

const FROM = Prisma.sql`FROM "FollowUp" f JOIN "Incident" i ON i."id" = f."incidentId"
  JOIN "Target" t ON t."id" = i."targetId" JOIN "Person" o ON o."id" = f."ownerId"`;

/** What each filter asks for; `rest` is what Now has beside one's own. */
export function matching(filter: FollowUpFilter | 'rest', { id }: Person, today: string): Prisma.Sql {
  switch (filter) {
    case 'open':
      return Prisma.sql`f."state" = 'open'`;
    case 'mine':
      return Prisma.sql`f."state" = 'open' AND f."ownerId" = ${id}::uuid`;
    case 'overdue':
      return Prisma.sql`f."state" = 'open' AND f."dueOn" < ${today}::date`;
    case 'rest':
      return Prisma.sql`f."state" = 'open' AND f."dueOn" < ${today}::date AND f."ownerId" <> ${id}::uuid`;
    case 'done':
      return Prisma.sql`f."state" = 'done'`;
  }
}

/** Those that a person reaches: soonest due first, or last done first; `after` is the id of the last one that was read. */
export async function readFollowUps(
  person: Person,
  wanted: Prisma.Sql,
  { today, limit, after }: Reading,
  order: 'due' | 'done' = 'due',
): Promise<FollowUpView[]> {
  const isLater = order === 'due' ? Prisma.sql`(f."dueOn", f."id") >` : Prisma.sql`(f."doneAt", f."id") <`;
  const key = order === 'due' ? Prisma.sql`f2."dueOn", f2."id"` : Prisma.sql`f2."doneAt", f2."id"`;
  // One that they do not reach leads nowhere, as one that is not there.
  const page =
    after === undefined
      ? Prisma.empty
      : Prisma.sql`AND ${isLater} (SELECT ${key} FROM "FollowUp" f2 JOIN "Incident" i2 ON i2."id" = f2."incidentId"
          JOIN "Target" t ON t."id" = i2."targetId"
          WHERE f2."id" = ${isUuid(after) ? after : NOBODYS}::uuid AND ${reachableSql(person)})`;
  const rows = await db().$queryRaw<Row[]>`
    /* planned once */ SELECT f."id", f."text", f."ownerId", o."name" AS owner, f."dueOn"::text AS "dueOn", f."state", f."doneAt",
           d."name" AS "doneBy", f."doneNote", i."code", i."title", i."isDrill", t."name" AS "targetName"
    ${FROM} LEFT JOIN "Person" d ON d."id" = f."doneById"
    WHERE ${wanted} AND ${reachableSql(person)} ${page}
    ORDER BY ${order === 'due' ? Prisma.sql`f."dueOn", f."id"` : Prisma.sql`f."doneAt" DESC, f."id" DESC`}
    LIMIT ${limit}`;
  return rows.map((row) => toView(row, person, today));
}
const NOBODYS = '00000000-0000-0000-0000-000000000000';

/** How many of each filter this person reaches. */
export async function countFollowUps(person: Person, today: string): Promise<Record<FollowUpFilter, number>> {
  const [row] = await db().$queryRaw<Record<FollowUpFilter, number>[]>`
    SELECT count(*) FILTER (WHERE ${matching('open', person, today)})::int AS open,
           count(*) FILTER (WHERE ${matching('mine', person, today)})::int AS mine,
           count(*) FILTER (WHERE ${matching('overdue', person, today)})::int AS overdue,
           count(*) FILTER (WHERE ${matching('done', person, today)})::int AS done
    ${FROM} WHERE ${reachableSql(person)}`;
  return row ?? { open: 0, mine: 0, overdue: 0, done: 0 };
}

function toView(row: Row, { id }: Person, today: string): FollowUpView {
  return {
    id: row.id,
    text: row.text,
    owner: { id: row.ownerId, name: row.owner },
    isMine: row.ownerId === id,
    dueOn: row.dueOn,
    standing: standingOf(row, today),
    dueWords: dueWords(row, today),
    done: row.doneAt ? { at: row.doneAt.toISOString(), by: row.doneBy ?? '', note: row.doneNote } : null,
    incident: { code: row.code, title: row.title, isDrill: row.isDrill },
    targetName: row.targetName,
  };
}
