import 'server-only';
import { createHash, randomBytes } from 'node:crypto';
import type { z } from 'zod';
import type { makeTokenSchema, revokeTokenSchema } from '@/lib/contracts/inputs';
import type { TokenView } from '@/lib/contracts/token-view';
import type { Me } from '@/lib/contracts/views';
import { TOKEN_USES, type TokenScope, tokenActions, tokenState, whyNotSignedIn } from '@/lib/domain/access-tokens';
import { AppError, conflict, notFound } from '@/lib/domain/errors';
import { mayDo } from '@/lib/domain/permissions';
import { appendEvent, storeNow, type Transaction } from '../audit/append-event';
import { db } from '../db';
import { authorise } from './authorise';
import type { WayIn } from './way-in';

/** So that people, and tools that look for leaked secrets, know one when they see it. */
const MARK = 'rbk_';
const SHOWN = MARK.length + 8;
const LIST_LIMIT = 500;
const DAY_MS = 24 * 3_600_000;
/** A terminal that follows a run asks every second or so; "last used" needs no write for each. */
const USED_GRAIN_MS = 60_000;

/** A new token of this person's own. The answer is the only place where the token ever is; the store keeps its hash. */
export async function makeToken(me: Me, input: z.output<typeof makeTokenSchema>): Promise<{ token: string }> {
  const token = `${MARK}${randomBytes(32).toString('base64url')}`;
  const prefix = token.slice(0, SHOWN);
  await db().$transaction(async (tx) => {
    // Held, so that a disabling or a new password either comes first and refuses this, or sees the token and ends it.
    await tx.$executeRaw`SELECT 1 FROM "Person" WHERE "id" = ${me.id}::uuid FOR SHARE`;
    const actor = await authorise(me, 'token.make', tx);
    const expiresAt = new Date((await storeNow(tx)).getTime() + input.days * DAY_MS);
    await tx.accessToken.create({
      data: {
        personId: actor.id,
        name: input.name,
        prefix,
        hash: hashToken(token),
        expiresAt,
        scopes: [...TOKEN_USES[input.use].scopes],
      },
    });
    await appendEvent(tx, {
      type: 'token.made',
      actor,
      data: { email: actor.email, name: input.name, prefix, expiresAt: expiresAt.toISOString(), use: input.use },
    });
  });
  return { token };
}

/** This person's tokens, newest first; an administrator sees everybody's. */
export async function listTokens(me: Me): Promise<{ tokens: TokenView[]; isEverybodys: boolean }> {
  const person = await authorise(me, 'token.make');
  const isEverybodys = mayDo(person.role, 'token.revoke-any');
  const rows = await db().accessToken.findMany({
    where: isEverybodys ? {} : { personId: person.id },
    include: { person: { select: { name: true } } },
    orderBy: { createdAt: 'desc' },
    take: LIST_LIMIT,
  });
  const now = await storeNow(db());
  const tokens = rows.map((row) => ({
    id: row.id,
    name: row.name,
    prefix: row.prefix,
    scopes: row.scopes as TokenScope[],
    personName: row.person.name,
    isMine: row.personId === person.id,
    state: tokenState(row, now),
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt.toISOString(),
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
    revokedAt: row.revokedAt?.toISOString() ?? null,
    actions: tokenActions(row, person, now),
  }));
  return { tokens, isEverybodys };
}

/** Ends a token at once: one's own, or as an administrator anybody's. Somebody else's answers like one that is not there. */
export async function revokeToken(me: Me, input: z.output<typeof revokeTokenSchema>): Promise<null> {
  const actor = await authorise(me, 'token.make');
  return db().$transaction(async (tx) => {
    const row = await tx.accessToken.findUnique({ where: { id: input.tokenId }, include: { person: true } });
    const maySee = row && (row.personId === actor.id || mayDo(actor.role, 'token.revoke-any'));
    if (!maySee) throw notFound('token');
    if (tokenActions(row, actor, await storeNow(tx)).length === 0)
      throw conflict('This token has ended already; nothing was changed.');
    await revoke(tx, { id: row.id }, actor);
    return null;
  });
}

/** Ends all of a person's tokens: what they sign in with is not theirs alone any more, or the account is closed. */
export async function revokeTokensOf(tx: Transaction, personId: string, actor: Me): Promise<void> {
  await revoke(tx, { personId, expiresAt: { gt: await storeNow(tx) } }, actor);
}

type Which = { id: string } | { personId: string; expiresAt: { gt: Date } };

async function revoke(tx: Transaction, which: Which, actor: Me): Promise<void> {
  const ended = await tx.accessToken.updateManyAndReturn({
    where: { ...which, revokedAt: null },
    data: { revokedAt: await storeNow(tx) },
    include: { person: { select: { email: true } } },
  });
  if (ended.length === 0 && 'id' in which) throw conflict('This token was revoked a moment before.');
  for (const { name, prefix, person } of ended)
    await appendEvent(tx, { type: 'token.revoked', actor, data: { email: person.email, name, prefix } });
}

/**
 * Whom a token signs in. To be asked anew before every use case of a terminal that stays: a token that was revoked,
 * has expired, or whose person was disabled lets nobody in from that moment.
 */
export async function findPersonOfToken(token: string): Promise<Me> {
  return (await comeInByToken(token)).me;
}

/** The same, with what the token may be used for. */
export async function comeInByToken(token: string): Promise<{ me: Me; way: WayIn }> {
  const row = await db().accessToken.findUnique({ where: { hash: hashToken(token) }, include: { person: true } });
  const now = await storeNow(db());
  const because = whyNotSignedIn(row && { ...row, isPersonActive: row.person.isActive }, now);
  if (because || !row)
    throw new AppError(
      'not_signed_in',
      `${because ?? 'This token is not known here.'} Nothing was done.`,
      'Make a new one in the browser, under Terminal tokens in your menu.',
    );
  if (!row.lastUsedAt || now.getTime() - row.lastUsedAt.getTime() > USED_GRAIN_MS)
    await db().accessToken.updateMany({ where: { id: row.id }, data: { lastUsedAt: now } });
  const { id, name, email, role } = row.person;
  const way: WayIn = { kind: 'token', tokenId: row.id, personId: row.personId, scopes: row.scopes as TokenScope[] };
  return { me: { id, name, email, role: role as Me['role'] }, way };
}

/** Enough for what has 256 random bits: there is nothing to guess, so nothing has to be slow. */
function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
