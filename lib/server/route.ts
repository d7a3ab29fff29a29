import 'server-only';
import { headers } from 'next/headers';
import type { z } from 'zod';
import type { Me } from '@/lib/contracts/views';
import { AppError, ERROR_TABLE, type ErrorCode, notFound } from '@/lib/domain/errors';
import { toActionError } from './action-error';
import { recordDenial } from './audit/record-denial';
import { assertSameOrigin } from './auth/same-origin';
import { findPerson } from './auth/session';
import { inOneReading } from './one-reading';
import { parseInput } from './parse-input';

/** A GET route: session, use case, JSON. `null` from the use case is a 404, an expected refusal keeps its sentence. */
export function answer<T>(act: (me: Me) => Promise<T | null>, what = 'page'): Promise<Response> {
  return inOneReading(() => answerAnew(act, what));
}

async function answerAnew<T>(act: (me: Me) => Promise<T | null>, what = 'page'): Promise<Response> {
  let me: Me | null = null;
  try {
    me = await findPerson();
    if (!me)
      return Response.json(
        { error: { code: 'not_signed_in', message: 'You are not signed in any more.', remedy: 'Sign in again.' } },
        { status: 401 },
      );
    const value = await act(me);
    if (value === null) throw notFound(what);
    return value instanceof Response ? value : Response.json(value, { headers: { 'cache-control': 'no-store' } });
  } catch (error) {
    await recordDenial(error, { actor: me, way: 'browser' });
    const refusal = toActionError(error);
    return Response.json({ error: refusal }, { status: ERROR_TABLE[refusal.code as ErrorCode].status });
  }
}

/** Signs of life are a few names; nothing longer is read. */
const LONGEST_SIGN = 1_000;

/**
 * A POST route for what a page says by itself, such as what it looks at: origin, session, schema, use case, JSON. What a
 * person does is a server action, which counts their session as used; this keeps none open that nobody sits at.
 */
export function take<Schema extends z.ZodType, T>(
  request: Request,
  schema: Schema,
  act: (me: Me, data: z.output<Schema>) => Promise<T>,
): Promise<Response> {
  return answerAnew(async (me) => {
    assertSameOrigin(await headers());
    const length = Number(request.headers.get('content-length') ?? Number.NaN);
    if (!(length <= LONGEST_SIGN))
      throw new AppError('invalid_input', 'This is longer than a sign of life; nothing was kept.', 'Reload the page.');
    return act(me, parseInput(schema, await request.json().catch(() => null)));
  });
}
