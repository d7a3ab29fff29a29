import 'server-only';
import type { z } from 'zod';
import type { changePasswordSchema } from '@/lib/contracts/account';
import type { Me } from '@/lib/contracts/views';
import { AppError, conflict } from '@/lib/domain/errors';
import { appendEvent, type Transaction } from '../audit/append-event';
import { db } from '../db';
import { authorise } from './authorise';
import { hashPassword } from './passwords';
import { endSessionsOf, renewSession } from './session-store';
import { assertPassword } from './step-up';
import { findWayIn } from './way-in';

/**
 * Changes one's own password, by the one that holds. Every other browser is signed out at once, and this one goes on under
 * the id that is answered: whoever had taken its cookie is out, too. Terminals keep their tokens, which no password made.
 */
export async function changePassword(me: Me, input: z.output<typeof changePasswordSchema>): Promise<string> {
  const actor = await authorise(me, 'account.own');
  const held = await assertPassword(actor, input.current, 'current');
  const passwordHash = await hashPassword(input.password);
  return db().$transaction(async (tx) => {
    // An administrator may have set another one in the meantime: that one holds.
    const { count } = await tx.person.updateMany({
      where: { id: actor.id, passwordHash: held },
      data: { passwordHash },
    });
    if (count !== 1) throw conflict('Your password was changed a moment before; nothing was changed.');
    const here = await stayHere(tx, actor);
    const change = 'their own password';
    await appendEvent(tx, { type: 'person.changed', data: { email: actor.email, change }, actor });
    return here;
  });
}

async function stayHere(tx: Transaction, actor: Me): Promise<string> {
  const way = findWayIn();
  const sessionId = way?.kind === 'session' ? way.sessionId : null;
  await endSessionsOf(tx, actor.id, sessionId);
  const renewed = sessionId && (await renewSession(sessionId, tx));
  if (renewed) return renewed;
  throw new AppError('not_signed_in', 'You are not signed in any more; nothing was changed.', 'Sign in again.');
}
