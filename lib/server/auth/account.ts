import 'server-only';
import type { z } from 'zod';
import type { AccountView, PasskeyView, SessionView, sessionNameSchema } from '@/lib/contracts/account';
import type { Me } from '@/lib/contracts/views';
import { notFound } from '@/lib/domain/errors';
import { appendEvent } from '../audit/append-event';
import { db } from '../db';
import { authorise } from './authorise';
import { endSession, endSessionsOf, findSessionsThatHold, sessionName } from './session-store';

/** Where this person is signed in, and what they sign in with. `sessionId` is the one that asks. */
export async function getAccount(me: Me, sessionId: string): Promise<AccountView> {
  const person = await authorise(me, 'account.own');
  return { sessions: await listSessions(person.id, sessionId), passkeys: await listPasskeys(person.id) };
}

/** Signs this person out in one of their browsers, from the next request there. Somebody else's answers as if absent. */
export async function endMySession(me: Me, input: z.output<typeof sessionNameSchema>): Promise<null> {
  const actor = await authorise(me, 'account.own');
  return db().$transaction(async (tx) => {
    const mine = await tx.authSession.findMany({
      where: { personId: actor.id, endedAt: null, replacedById: null },
      select: { id: true },
    });
    const found = mine.find(({ id }) => sessionName(id) === input.session);
    if (!found) throw notFound('session of yours');
    await endSession(found.id, tx);
    await appendEvent(tx, { type: 'session.ended', actor, data: { email: actor.email, count: 1 } });
    return null;
  });
}

/** Signs this person out everywhere, here too. Terminals go on: their tokens are revoked one by one. */
export async function endMySessions(me: Me): Promise<null> {
  const actor = await authorise(me, 'account.own');
  return db().$transaction(async (tx) => {
    const count = await endSessionsOf(tx, actor.id);
    await appendEvent(tx, { type: 'session.ended', actor, data: { email: actor.email, count } });
    return null;
  });
}

async function listSessions(personId: string, hereId: string): Promise<SessionView[]> {
  const rows = await db().authSession.findMany({
    where: { personId, endedAt: null, replacedById: null },
    orderBy: { lastSeenAt: 'desc' },
    take: 100,
  });
  const open = await findSessionsThatHold(rows.map(({ id }) => id));
  const sessions = rows.filter(({ id }) => open.has(id));
  return sessions.map((row) => ({
    name: sessionName(row.id),
    isHere: row.id === hereId,
    agent: row.agent,
    address: row.address,
    signedInAt: row.createdAt.toISOString(),
    lastSeenAt: row.lastSeenAt.toISOString(),
    expiresAt: row.expiresAt.toISOString(),
  }));
}

async function listPasskeys(personId: string): Promise<PasskeyView[]> {
  const rows = await db().passkey.findMany({ where: { personId }, orderBy: { createdAt: 'asc' } });
  return rows.map(({ id, name, createdAt, lastUsedAt }) => ({
    id,
    name,
    createdAt: createdAt.toISOString(),
    lastUsedAt: lastUsedAt?.toISOString() ?? null,
  }));
}
