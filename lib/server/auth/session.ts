import 'server-only';
import { cookies, headers } from 'next/headers';
import { redirect } from 'next/navigation';
import { getToken } from 'next-auth/jwt';
import { cache } from 'react';
import type { Me } from '@/lib/contracts/views';
import { db } from '../db';
import { env } from '../env';
import { isUuid } from '../is-uuid';

const SESSION_HOURS = 12;

/** The session that this request's cookie names, or null; whether it still holds is the store's to say. */
export async function findSessionId(): Promise<string | null> {
  const jar = await cookies();
  const req = {
    headers: Object.fromEntries(await headers()),
    cookies: Object.fromEntries(jar.getAll().map((c) => [c.name, c.value])),
  };
  // next-auth's type wants a whole Next request of the Pages Router; it reads these two.
  const token = await getToken({
    req: req as unknown as Parameters<typeof getToken>[0]['req'],
    secret: env().NEXTAUTH_SECRET,
  });
  return typeof token?.sid === 'string' ? token.sid : null;
}

/**
 * The person behind this request's cookie, or null. The cookie only names a session in the store: signing out,
 * demotion and disabling take with the next request. Read once a request.
 */
export const findPerson = cache(async (): Promise<Me | null> => {
  const sessionId = await findSessionId();
  return sessionId ? findPersonOfSession(sessionId) : null;
});

/**
 * Redirects to the sign-in page, for pages; signing in leads back to the address that proxy.ts noted. It protects
 * nothing by itself: every use case authorises.
 */
export async function requirePerson(): Promise<Me> {
  const me = await findPerson();
  if (me) return me;
  const path = (await headers()).get('x-console-path') ?? '/';
  redirect(path === '/' ? '/sign-in' : `/sign-in?next=${encodeURIComponent(path)}`);
}

export async function findPersonOfSession(sessionId: string): Promise<Me | null> {
  if (!isUuid(sessionId)) return null;
  const session = await db().authSession.findUnique({ where: { id: sessionId }, include: { person: true } });
  if (!session || session.endedAt || session.expiresAt < new Date() || !session.person.isActive) return null;
  const { id, name, email, role } = session.person;
  return { id, name, email, role: role as Me['role'] };
}

/** Which of these sessions are still good for somebody, in one question however many they are. */
export async function findSessionsThatHold(sessionIds: readonly string[]): Promise<Set<string>> {
  const sessions = await db().authSession.findMany({
    where: { id: { in: [...sessionIds] }, endedAt: null, expiresAt: { gte: new Date() }, person: { isActive: true } },
    select: { id: true },
  });
  return new Set(sessions.map(({ id }) => id));
}

/** A new session at every sign-in: one that existed before is never taken over. */
export async function startSession(personId: string): Promise<string> {
  const session = await db().authSession.create({
    data: { personId, expiresAt: new Date(Date.now() + SESSION_HOURS * 3_600_000) },
  });
  return session.id;
}

export async function endSession(sessionId: string): Promise<void> {
  await db().authSession.updateMany({ where: { id: sessionId, endedAt: null }, data: { endedAt: new Date() } });
}
