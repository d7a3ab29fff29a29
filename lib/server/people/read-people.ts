import 'server-only';
import { db } from '../db';
import type { Person } from '../generated/prisma/client';
import { onceAReading } from '../one-reading';

/** Somebody as requests, rooms and reports name them, with the teams that say what they reach. */
export type KnownPerson = Pick<Person, 'id' | 'name' | 'role' | 'isActive'> & { memberships: { teamId: string }[] };

/** Everybody, by name: a room names people in a dozen places, and they are a list that fits on a page. */
export function readPeople(): Promise<KnownPerson[]> {
  return onceAReading('people', async () => {
    const rows = await db().$queryRaw<(Omit<KnownPerson, 'memberships'> & { teamIds: string[] })[]>`
      /* planned once */ SELECT p."id", p."name", p."role", p."isActive",
        ARRAY(SELECT m."teamId"::text FROM "Membership" m WHERE m."personId" = p."id") AS "teamIds"
      FROM "Person" p ORDER BY p."name"`;
    return rows.map(({ teamIds, ...person }) => ({ ...person, memberships: teamIds.map((teamId) => ({ teamId })) }));
  });
}

/** What these people are called, by their ids. Where there are none, nothing is asked. */
export async function readNames(ids: readonly (string | null)[]): Promise<Map<string, string>> {
  const wanted = new Set(ids);
  wanted.delete(null);
  if (wanted.size === 0) return new Map();
  const people = await readPeople();
  return new Map(people.flatMap(({ id, name }) => (wanted.has(id) ? [[id, name] as const] : [])));
}
