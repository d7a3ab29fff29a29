import 'server-only';
import { createHash, randomUUID } from 'node:crypto';
import type { Me } from '@/lib/contracts/views';
import { type Reach, reachOf } from '@/lib/domain/reach';
import type { Transaction } from '../audit/append-event';
import { db } from '../db';
import { env } from '../env';
import { Prisma } from '../generated/prisma/client';
import { isUuid } from '../is-uuid';

/** However busy somebody is: after that they sign in again. */
export const SESSION_HOURS = 12;
/** For requests that were on their way when a session went on under a new id. */
const GRACE_S = 15;
const SEEN_GRAIN_S = 60;
const LONGEST_AGENT = 400;

/** Where somebody signs in from, as their browser and the way here say it. */
export type CameFrom = { agent: string; address: string };

/**
 * When a session `s` of a person `p` is good: by the store's clock, since webs may disagree about the time. An idle limit
 * that is made shorter counts at once, for the sessions that there are, too.
 */
function holds(): Prisma.Sql {
  return Prisma.sql`s."endedAt" IS NULL AND s."expiresAt" > clock_timestamp() AND p."isActive"
    AND s."lastSeenAt" > clock_timestamp() - make_interval(mins => ${env().CONSOLE_SESSION_IDLE_MINUTES})`;
}

export async function findPersonOfSession(sessionId: string): Promise<Me | null> {
  return (await findSession(sessionId))?.me ?? null;
}

/** The same, with whether using it has to be noted: "last seen" needs no write for each press. */
export async function findSession(sessionId: string): Promise<{ me: Me; isUnseen: boolean } | null> {
  if (!isUuid(sessionId)) return null;
  const [row] = await db().$queryRaw<(Me & { isUnseen: boolean })[]>`
    /* planned once */ SELECT p."id", p."name", p."email", p."role", ${isUnseen()} AS "isUnseen"
    FROM "AuthSession" s JOIN "Person" p ON p."id" = s."personId"
    WHERE s."id" = ${sessionId}::uuid AND ${holds()}`;
  if (!row) return null;
  const { isUnseen: wasUnseen, ...me } = row;
  return { me, isUnseen: wasUnseen };
}

/** Which of these sessions are still good for somebody, in one question however many they are. */
export async function findSessionsThatHold(sessionIds: readonly string[]): Promise<Set<string>> {
  const sessions = await db().$queryRaw<{ id: string }[]>`
    SELECT s."id" FROM "AuthSession" s JOIN "Person" p ON p."id" = s."personId"
    WHERE s."id" = ANY(${sessionIds.filter(isUuid)}::uuid[]) AND ${holds()}`;
  return new Set(sessions.map(({ id }) => id));
}

/** What the people behind these sessions reach now, in one question; a session that does not hold is not in the map. */
export async function readReaches(sessionIds: readonly string[]): Promise<Map<string, Reach>> {
  const rows = await db().$queryRaw<{ id: string; role: Me['role']; teamIds: string[] }[]>`
    SELECT s."id", p."role", ARRAY(SELECT m."teamId"::text FROM "Membership" m WHERE m."personId" = p."id") AS "teamIds"
    FROM "AuthSession" s JOIN "Person" p ON p."id" = s."personId"
    WHERE s."id" = ANY(${sessionIds.filter(isUuid)}::uuid[]) AND ${holds()}`;
  return new Map(rows.map(({ id, role, teamIds }) => [id, reachOf(role, teamIds)]));
}

/** Somebody did something. What a page asks by itself, while nobody sits there, is none of that. */
export async function noteSeen(sessionId: string): Promise<void> {
  await db().$executeRaw`
    UPDATE "AuthSession" s SET "lastSeenAt" = clock_timestamp() FROM "Person" p
    WHERE s."id" = ${sessionId}::uuid AND p."id" = s."personId" AND ${holds()} AND ${isUnseen()}`;
}

const isUnseen = () => Prisma.sql`s."lastSeenAt" < clock_timestamp() - make_interval(secs => ${SEEN_GRAIN_S})`;

/**
 * A new session at every sign-in: one that existed before is never taken over. Null where the account was disabled, or
 * given another password than the `passwordHash` that was looked at, in the meantime: the row is waited for.
 */
export async function startSession(
  personId: string,
  from: CameFrom = { agent: '', address: '' },
  passwordHash: string | null = null,
  tx: Transaction = db(),
): Promise<string | null> {
  const id = randomUUID();
  const started = await tx.$executeRaw`
    INSERT INTO "AuthSession" ("id", "personId", "expiresAt", "lastSeenAt", "freshAt", "agent", "address")
    SELECT ${id}::uuid, p."id", clock_timestamp() + make_interval(hours => ${SESSION_HOURS}), clock_timestamp(),
      clock_timestamp(), ${from.agent.slice(0, LONGEST_AGENT)}, ${from.address}
    FROM "Person" p WHERE p."id" = ${personId}::uuid AND p."isActive"
      AND (${passwordHash}::text IS NULL OR p."passwordHash" = ${passwordHash}) FOR SHARE`;
  return started === 1 ? id : null;
}

/**
 * Goes on under a new id in which the password was just given: who took the old one gains nothing by it. The new one ends
 * when the old one would have. Null where it does not hold any more. Of two at once, the second finds what the first made.
 */
export async function renewSession(sessionId: string, tx: Transaction): Promise<string | null> {
  const [old] = await tx.$queryRaw<{ replacedById: string | null }[]>`
    SELECT s."replacedById" FROM "AuthSession" s JOIN "Person" p ON p."id" = s."personId"
    WHERE s."id" = ${sessionId}::uuid AND ${holds()} FOR UPDATE OF s`;
  if (!old) return null;
  if (old.replacedById) return old.replacedById;
  const id = randomUUID();
  await tx.$executeRaw`
    INSERT INTO "AuthSession" ("id", "personId", "createdAt", "expiresAt", "lastSeenAt", "freshAt", "agent", "address")
    SELECT ${id}::uuid, "personId", "createdAt", "expiresAt", clock_timestamp(), clock_timestamp(), "agent", "address"
    FROM "AuthSession" WHERE "id" = ${sessionId}::uuid`;
  await tx.$executeRaw`
    UPDATE "AuthSession" SET "replacedById" = ${id}::uuid, "freshAt" = NULL,
      "expiresAt" = LEAST("expiresAt", clock_timestamp() + make_interval(secs => ${GRACE_S}))
    WHERE "id" = ${sessionId}::uuid`;
  await tx.$executeRaw`UPDATE "PushDevice" SET "sessionId" = ${id}::uuid WHERE "sessionId" = ${sessionId}::uuid`;
  return id;
}

/** Ends a session, with what goes on in its place and what it replaced. */
export async function endSession(sessionId: string, tx: Transaction = db()): Promise<void> {
  if (!isUuid(sessionId)) return;
  await tx.$executeRaw`
    UPDATE "AuthSession" SET "endedAt" = clock_timestamp()
    WHERE "endedAt" IS NULL AND (${sessionId}::uuid IN ("id", "replacedById")
      OR "id" = (SELECT "replacedById" FROM "AuthSession" WHERE "id" = ${sessionId}::uuid))`;
}

/** Ends all of a person's sessions, but for one that stays; says how many of them somebody could still have used. */
export async function endSessionsOf(
  tx: Transaction,
  personId: string,
  exceptId: string | null = null,
): Promise<number> {
  const ended = await tx.$queryRaw<{ wasOpen: boolean }[]>`
    UPDATE "AuthSession" SET "endedAt" = clock_timestamp()
    WHERE "personId" = ${personId}::uuid AND "endedAt" IS NULL AND "id" IS DISTINCT FROM ${exceptId}::uuid
    RETURNING "replacedById" IS NULL AND "expiresAt" > clock_timestamp() AS "wasOpen"`;
  return ended.filter(({ wasOpen }) => wasOpen).length;
}

/** What screens and forms call a session: enough to tell it apart, and nothing that a cookie is made of. */
export function sessionName(id: string): string {
  return createHash('sha256').update(id).digest('hex').slice(0, 16);
}
