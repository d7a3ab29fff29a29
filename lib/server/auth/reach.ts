import 'server-only';
import type { Me } from '@/lib/contracts/views';
import { REACHES_EVERYTHING, type Reach, reachOf } from '@/lib/domain/reach';
import { db } from '../db';
import { Prisma } from '../generated/prisma/client';
import { onceAReading } from '../one-reading';

/**
 * `mayReach` of lib/domain/reach.ts as the store asks it: one rule in the forms that queries need. A test compares them
 * with the rule over every combination.
 */
type Who = Pick<Me, 'id' | 'role'>;

/** The targets that somebody whom the gate has just read reaches. */
export function reachableTargets({ id, role }: Who): Prisma.TargetWhereInput {
  if (REACHES_EVERYTHING.includes(role)) return {};
  return { OR: [{ teamId: null }, { team: { members: { some: { personId: id } } } }] };
}

/** The same about the target `t` of a query in SQL. The teams are looked up once a query, by an index. */
export function reachableSql({ id, role }: Who): Prisma.Sql {
  if (REACHES_EVERYTHING.includes(role)) return Prisma.sql`true`;
  return Prisma.sql`(t."teamId" IS NULL OR t."teamId" IN (SELECT "teamId" FROM "Membership" WHERE "personId" = ${id}::uuid))`;
}

/**
 * Whether this person reaches every target that there is: the console's own chain is about all of them, and one that is
 * shown in part could not be followed.
 */
export async function reachesAll(person: Who): Promise<boolean> {
  if (REACHES_EVERYTHING.includes(person.role)) return true;
  return (await db().target.findFirst({ where: { NOT: reachableTargets(person) }, select: { id: true } })) === null;
}

/** The people who reach a target of this team. */
export function peopleWhoReach(teamId: string | null): Prisma.PersonWhereInput {
  if (teamId === null) return {};
  return { OR: [{ role: { in: [...REACHES_EVERYTHING] } }, { memberships: { some: { teamId } } }] };
}

/** Whether the person `p` of a query in SQL reaches its target `t`. */
export const reachesSql = Prisma.sql`(t."teamId" IS NULL OR p."role" IN (${Prisma.join([...REACHES_EVERYTHING])})
  OR EXISTS (SELECT 1 FROM "Membership" m WHERE m."personId" = p."id" AND m."teamId" = t."teamId"))`;

/** Of a person who was read with their teams. */
export function reachOfPerson({ role, memberships }: { role: string; memberships: { teamId: string }[] }): Reach {
  return reachOf(
    role as Me['role'],
    memberships.map(({ teamId }) => teamId),
  );
}

/** What figures are kept by: people who reach the same targets share them, until a target changes hands. */
export function reachKey(person: Who): Promise<string> {
  return onceAReading(`reach ${person.id}`, async () => {
    const [row] = await db().$queryRaw<{ key: string | null }[]>`
      /* planned once */ SELECT md5(string_agg(t."id"::text, ' ' ORDER BY t."id")) AS key FROM "Target" t WHERE ${reachableSql(person)}`;
    return row?.key ?? 'nothing';
  });
}
