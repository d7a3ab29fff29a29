import 'server-only';
import { randomBytes } from 'node:crypto';
import { headers } from 'next/headers';
import { unstable_rethrow } from 'next/navigation';
import type { z } from 'zod';
import type { ActionError, ActionResult } from '@/lib/contracts/result';
import type { Me } from '@/lib/contracts/views';
import { AppError } from '@/lib/domain/errors';
import { findPerson } from './auth/session';
import { assertSameOrigin } from './auth/same-origin';
import { logger } from './logger';

/**
 * The one way in for server actions: origin, session, parse, use case, error. The use case authorises by itself,
 * since it is called from the worker and the command line as well.
 */
export async function runAction<Schema extends z.ZodType, T>(
  schema: Schema,
  input: unknown,
  useCase: (me: Me, data: z.output<Schema>) => Promise<T>,
): Promise<ActionResult<T>> {
  try {
    assertSameOrigin(await headers());
    const me = await findPerson();
    if (!me) throw new AppError('not_signed_in', 'You are not signed in any more; nothing was changed.', 'Sign in again; the page keeps what you typed.');
    return { ok: true, value: await useCase(me, parseInput(schema, input)) };
  } catch (error) {
    unstable_rethrow(error);
    return { ok: false, error: toActionError(error) };
  }
}

/** Parses untrusted input or throws AppError('invalid_input') with a sentence a field. */
export function parseInput<Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const fields = Object.fromEntries(parsed.error.issues.map((issue) => [issue.path.join('.'), issue.message]));
  throw new AppError('invalid_input', Object.values(fields)[0] ?? 'Something in the form is not right.', 'Nothing was changed; mend the marked field and try again.', { fields });
}

/** Expected refusals as they are; anything else logged once, shown with a reference id and no detail. */
export function toActionError(error: unknown): ActionError {
  if (error instanceof AppError && error.code !== 'unexpected') return { code: error.code, message: error.message, remedy: error.remedy, fields: error.fields };
  const referenceId = randomBytes(4).toString('hex');
  logger().error({ err: error, referenceId }, 'unexpected error');
  return {
    code: 'unexpected',
    message: 'The console failed in a way it did not expect.',
    remedy: 'Reload the page to see what state things are in, then try again. If it happens again, give this reference to an administrator.',
    referenceId,
  };
}
