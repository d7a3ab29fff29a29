import 'server-only';
import type { Me } from '@/lib/contracts/views';
import { AppError, notFound } from '@/lib/domain/errors';
import type { Permission } from '@/lib/domain/permissions';
import { REACHES_EVERYTHING } from '@/lib/domain/reach';
import type { Transaction } from '../audit/append-event';
import { db } from '../db';
import { Prisma } from '../generated/prisma/client';
import { isUuid } from '../is-uuid';
import { authorise } from './authorise';

/** A thing by what its address names, and what it is called where there is none. */
const THINGS = {
  target: { word: 'target', isId: false },
  incident: { word: 'incident', isId: false },
  report: { word: 'report', isId: false },
  run: { word: 'run', isId: true },
  step: { word: 'step', isId: true },
  approval: { word: 'request for approval', isId: true },
  review: { word: 'review', isId: true },
  message: { word: 'message', isId: true },
  check: { word: 'check', isId: true },
  drill: { word: 'drill', isId: true },
  benchmark: { word: 'benchmark', isId: true },
  validation: { word: 'validation', isId: true },
  handOver: { word: 'offer', isId: true },
  followUp: { word: 'follow-up', isId: true },
} as const;
export type ThingKind = keyof typeof THINGS;
/** Its key, its code or its id, as it came from outside. */
export type Thing = { [K in ThingKind]: Record<K, string> }[ThingKind];

/** From each thing to its target, `t`: one row for a thing that is there. What concerns no target has none. */
const LEADING: Record<ThingKind, (name: string) => Prisma.Sql> = {
  target: (key) => Prisma.sql`"Target" t WHERE t."key" = ${key}`,
  incident: (code) => Prisma.sql`"Incident" x JOIN "Target" t ON t."id" = x."targetId" WHERE x."code" = ${code}`,
  report: (code) => Prisma.sql`"Incident" x JOIN "Target" t ON t."id" = x."targetId" WHERE x."code" = ${code}`,
  run: (id) => Prisma.sql`"Run" x JOIN "Target" t ON t."id" = x."targetId" WHERE x."id" = ${id}::uuid`,
  step: (id) =>
    Prisma.sql`"Step" x JOIN "Run" r ON r."id" = x."runId" JOIN "Target" t ON t."id" = r."targetId" WHERE x."id" = ${id}::uuid`,
  approval: (id) =>
    Prisma.sql`"Approval" x JOIN "Run" r ON r."id" = x."runId" JOIN "Target" t ON t."id" = r."targetId" WHERE x."id" = ${id}::uuid`,
  review: (id) =>
    Prisma.sql`"Review" x JOIN "Incident" i ON i."id" = x."incidentId" JOIN "Target" t ON t."id" = i."targetId" WHERE x."id" = ${id}::uuid`,
  message: (id) =>
    Prisma.sql`"Message" x LEFT JOIN "Incident" i ON i."id" = x."incidentId"
      LEFT JOIN "Target" t ON t."id" = coalesce(i."targetId", x."targetId") WHERE x."id" = ${id}::uuid`,
  check: (id) =>
    Prisma.sql`"IncidentCheck" x JOIN "Incident" i ON i."id" = x."incidentId" JOIN "Target" t ON t."id" = i."targetId" WHERE x."id" = ${id}::uuid`,
  drill: (id) => Prisma.sql`"Drill" x JOIN "Target" t ON t."id" = x."targetId" WHERE x."id" = ${id}::uuid`,
  benchmark: (id) => Prisma.sql`"Benchmark" x JOIN "Target" t ON t."id" = x."targetId" WHERE x."id" = ${id}::uuid`,
  handOver: (id) =>
    Prisma.sql`"HandOver" x JOIN "Incident" i ON i."id" = x."incidentId" JOIN "Target" t ON t."id" = i."targetId" WHERE x."id" = ${id}::uuid`,
  followUp: (id) =>
    Prisma.sql`"FollowUp" x JOIN "Incident" i ON i."id" = x."incidentId" JOIN "Target" t ON t."id" = i."targetId" WHERE x."id" = ${id}::uuid`,
  validation: (id) => Prisma.sql`"Validation" x JOIN "Target" t ON t."id" = x."targetId" WHERE x."id" = ${id}::uuid`,
};

/**
 * The gate, for one thing. One that this person does not reach is refused as one that is not there: by the same question,
 * in the same words, after the same time. So is a name that can be none.
 */
export async function authoriseFor(
  me: Pick<Me, 'id'>,
  permission: Permission,
  thing: Thing,
  tx?: Transaction,
): Promise<Me> {
  const { person, isThere } = await look(me, permission, thing, tx);
  if (!isThere) throw notFound(THINGS[kindOf(thing)].word);
  return person;
}

/**
 * The same for what begins later in somebody's name: their role and their reach as they are by then. It is refused to
 * whoever sees the thing, so the words say what is the matter.
 */
export async function authoriseInTheirName(
  personId: string,
  permission: Permission,
  thing: Thing,
  tx: Transaction,
): Promise<Me> {
  const { person, isThere } = await look({ id: personId }, permission, thing, tx);
  if (isThere) return person;
  throw new AppError(
    'forbidden',
    `${person.name}, who asked for it, is not in the team of this target any more. Nothing was started.`,
    'Do it in your own name.',
  );
}

/** The same for what is read by its address: null where there is no such thing for this person. */
export async function authoriseToRead(me: Pick<Me, 'id'>, thing: Thing): Promise<Me | null> {
  const { person, isThere } = await look(me, 'console.read', thing);
  return isThere ? person : null;
}

/** Neither answer hangs on the other, and a role that may not is said first. A transaction has one connection. */
async function look(me: Pick<Me, 'id'>, permission: Permission, thing: Thing, tx?: Transaction) {
  if (tx) return { person: await authorise(me, permission, tx), isThere: await isWithinReach(me, thing, tx) };
  const [person, isThere] = await Promise.all([authorise(me, permission), isWithinReach(me, thing, db())]);
  return { person, isThere };
}

const kindOf = (thing: Thing): ThingKind => Object.keys(thing)[0] as ThingKind;

/** Whether there is such a thing for this person. Absent, out of reach and malformed are one answer. */
async function isWithinReach(me: Pick<Me, 'id'>, thing: Thing, tx: Transaction): Promise<boolean> {
  const kind = kindOf(thing);
  const name = (thing as Record<string, string>)[kind] as string;
  // The store has no such texts and would answer with an error of its own.
  if (THINGS[kind].isId ? !isUuid(name) : name.includes('\0')) return false;
  const found = await tx.$queryRaw<unknown[]>`
    /* planned once */ SELECT 1 FROM ${LEADING[kind](name)} AND (t."teamId" IS NULL OR EXISTS (
      SELECT 1 FROM "Person" p WHERE p."id" = ${me.id}::uuid AND (p."role" = ANY (${[...REACHES_EVERYTHING]}::text[])
        OR EXISTS (SELECT 1 FROM "Membership" m WHERE m."personId" = p."id" AND m."teamId" = t."teamId"))))`;
  return found.length > 0;
}
