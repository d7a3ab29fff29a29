import 'server-only';
import { DenialLimit } from '@/lib/domain/denial-limit';
import { AppError, type ErrorCode } from '@/lib/domain/errors';
import { db } from '../db';
import { logger } from '../logger';
import { appendEvent, type EventActor } from './append-event';

const limit = new DenialLimit();

/** Refusals that somebody tried past: not a slip of the hand, a missing line or a race that was lost. */
const TOLD: readonly ErrorCode[] = ['forbidden', 'not_signed_in', 'too_many_attempts'];

/**
 * Writes a refused try into the console's own chain. Called at the edge, when the transaction of the use case has ended:
 * within it the event would go with it, and on another connection it would wait for its locks. It never fails, since the
 * refusal stands whether or not it could be written down; that it could not is in the log.
 */
export async function recordDenial(
  error: unknown,
  { actor, account, way }: { actor: EventActor; account?: string; way: 'browser' | 'terminal' | 'sign-in' },
): Promise<void> {
  if (!(error instanceof AppError) || !TOLD.includes(error.code)) return;
  // A page that was left open asks again and again once its session is over: nobody is behind that.
  if (error.code === 'not_signed_in' && way !== 'sign-in') return;
  const { isKept, unkept } = limit.take(`${way} ${actor?.id ?? account ?? 'nobody'}`, Date.now());
  if (!isKept) return;
  const data = { way, code: error.code, because: error.message, ...(account ? { account } : {}), unkept };
  try {
    await db().$transaction((tx) => appendEvent(tx, { type: 'access.denied', data, actor }));
  } catch (cause) {
    logger().error({ err: cause, way, code: error.code }, 'a refused try could not be written down');
  }
}
