import 'server-only';
import { headers } from 'next/headers';
import { unstable_rethrow } from 'next/navigation';
import type { z } from 'zod';
import type { ActionResult } from '@/lib/contracts/result';
import type { Me } from '@/lib/contracts/views';
import { AppError } from '@/lib/domain/errors';
import { toActionError } from './action-error';
import { recordDenial } from './audit/record-denial';
import { assertSameOrigin } from './auth/same-origin';
import { comeIn } from './auth/session';
import { comingInBy } from './auth/way-in';
import { parseInput } from './parse-input';

/**
 * The one way in for server actions: origin, session, parse, use case, error. The use case authorises by itself,
 * since it is called from the worker and the command line as well.
 */
export async function runAction<Schema extends z.ZodType, T>(
  schema: Schema,
  input: unknown,
  act: (me: Me, data: z.output<Schema>) => Promise<T>,
): Promise<ActionResult<T>> {
  let me: Me | null = null;
  try {
    const signedIn = await comeIn();
    me = signedIn?.me ?? null;
    assertSameOrigin(await headers());
    if (!signedIn)
      throw new AppError(
        'not_signed_in',
        'You are not signed in any more; nothing was changed.',
        'Sign in again; the page keeps what you typed.',
      );
    const data = parseInput(schema, input);
    const way = { kind: 'session', sessionId: signedIn.sessionId } as const;
    return { ok: true, value: await comingInBy(way, () => act(signedIn.me, data)) };
  } catch (error) {
    unstable_rethrow(error);
    await recordDenial(error, { actor: me, way: 'browser' });
    return { ok: false, error: toActionError(error) };
  }
}
