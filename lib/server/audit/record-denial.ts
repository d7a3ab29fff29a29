import 'server-only';
import { DenialLimit } from '@/lib/domain/denial-limit';
import { AppError } from '@/lib/domain/errors';
import { db } from '../db';
import { logger } from '../logger';
import { appendEvent, type EventActor } from './append-event';

type Way = 'browser' | 'terminal' | 'sign-in';

const limit = new DenialLimit();

/**
 * By its status, since what is denied has more codes than one: not a slip of the hand, a missing line or a race that was lost.
 * 401 only at signing in: a page that was left open asks again and again once its session is over, and nobody is behind that.
 */
const isTold = ({ status }: AppError, way: Way) => [403, 429].includes(status) || (status === 401 && way === 'sign-in');

/**
 * Writes a refused try into the console's own chain. Called at the edge, when the transaction of the use case has ended:
 * within it the event would go with it, and on another connection it would wait for its locks. It never fails, since the
 * refusal stands whether or not it could be written down; that it could not is in the log.
 */
export async function recordDenial(
  error: unknown,
  { actor, account, way }: { actor: EventActor; account?: string; way: Way },
): Promise<void> {
  if (!(error instanceof AppError) || !isTold(error, way)) return;
  const { isKept, unkept } = limit.take(`${way} ${actor?.id ?? account ?? 'nobody'}`, Date.now());
  if (!isKept) return;
  const data = { way, code: error.code, because: error.message, ...(account ? { account } : {}), unkept };
  try {
    await db().$transaction((tx) => appendEvent(tx, { type: 'access.denied', data, actor }));
  } catch (cause) {
    logger().error({ err: cause, way, code: error.code }, 'a refused try could not be written down');
  }
}
