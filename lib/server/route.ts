import 'server-only';
import type { Me } from '@/lib/contracts/views';
import { ERROR_TABLE, type ErrorCode, notFound } from '@/lib/domain/errors';
import { toActionError } from './action-error';
import { recordDenial } from './audit/record-denial';
import { findPerson } from './auth/session';

/** A GET route: session, use case, JSON. `null` from the use case is a 404, an expected refusal keeps its sentence. */
export async function answer<T>(act: (me: Me) => Promise<T | null>, what = 'page'): Promise<Response> {
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
