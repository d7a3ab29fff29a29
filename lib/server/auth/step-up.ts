import 'server-only';
import type { z } from 'zod';
import type { confirmPasswordSchema } from '@/lib/contracts/account';
import type { Me } from '@/lib/contracts/views';
import { AppError } from '@/lib/domain/errors';
import { appendEvent, type Transaction } from '../audit/append-event';
import { db } from '../db';
import { authorise } from './authorise';
import { verifyPassword } from './passwords';
import { renewSession } from './session-store';
import { beginAttempt, forgiveAttempts } from './throttle';
import { findWayIn, type WayIn } from './way-in';

/** Counted apart from sign-in: whoever knows no password must not be able to keep an approver from confirming. */
const triesOf = ({ id }: Me) => `confirming ${id}`;

/**
 * Takes the password of somebody who is signed in, for what needs a fresh one. Wrong ones are slowed down as at sign-in.
 * Answers with the id under which a browser's session goes on; null at a terminal, whose token stays as it is.
 */
export async function stepUpByPassword(
  me: Me,
  { password }: z.output<typeof confirmPasswordSchema>,
): Promise<string | null> {
  const actor = await authorise(me, 'account.own');
  await assertPassword(actor, password, 'password');
  return db().$transaction((tx) => stepUp(tx, actor, 'password'));
}

/**
 * Refuses what is not this person's password, and slows down who guesses. Answers with the hash that it matched.
 * `field`: where it was typed.
 */
export async function assertPassword(actor: Me, password: string, field: string): Promise<string> {
  const attemptId = await beginAttempt(triesOf(actor), triesOf(actor), 'You can try again');
  const { passwordHash } = await db().person.findUniqueOrThrow({ where: { id: actor.id } });
  if (!(await verifyPassword(password, passwordHash))) throw wrongPassword(field);
  await forgiveAttempts(attemptId, triesOf(actor));
  return passwordHash;
}

/** Writes down that this person showed who they are, the way they came in; in the caller's transaction. */
export async function stepUp(tx: Transaction, actor: Me, by: 'password' | 'passkey'): Promise<string | null> {
  const renewed = await freshen(tx, actor, findWayIn());
  await appendEvent(tx, { type: 'person.confirmed', actor, data: { email: actor.email, by } });
  return renewed;
}

async function freshen(tx: Transaction, actor: Me, way: WayIn | null): Promise<string | null> {
  if (way?.kind === 'session') {
    const renewed = await renewSession(way.sessionId, tx);
    if (renewed) return renewed;
  }
  if (way?.kind === 'token') {
    const fresh = await tx.$executeRaw`
      UPDATE "AccessToken" SET "freshAt" = clock_timestamp()
      WHERE "id" = ${way.tokenId}::uuid AND "personId" = ${actor.id}::uuid AND "revokedAt" IS NULL`;
    if (fresh === 1) return null;
  }
  throw new AppError(
    'not_signed_in',
    'You are not signed in any more; nothing was changed.',
    'Sign in again; the page keeps what you typed.',
  );
}

function wrongPassword(field: string): AppError {
  const message = 'This is not your password; nothing was changed.';
  return new AppError('forbidden', message, 'Try again; after some wrong ones you have to wait.', {
    fields: { [field]: message },
  });
}
