import 'server-only';
import type { z } from 'zod';
import type { Me } from '@/lib/contracts/views';
import { notFound } from '@/lib/domain/errors';
import { recordDenial } from '../audit/record-denial';
import { comeInByToken } from '../auth/tokens';
import { comingInBy } from '../auth/way-in';
import { parseInput } from '../parse-input';

/**
 * The one way in for the terminal, as runAction is for the browser: token, parse, use case. The token is looked at anew
 * every time, so that revoking it ends a terminal that follows a run, too. The use case authorises by itself.
 */
export async function actAsToken<Schema extends z.ZodType, T>(
  token: string,
  schema: Schema,
  input: unknown,
  act: (me: Me, data: z.output<Schema>) => Promise<T>,
): Promise<T> {
  const { me, way } = await comeInByToken(token);
  return told(
    me,
    comingInBy(way, async () => act(me, parseInput(schema, input))),
  );
}

/** Reads by a use case; `null` from it means that there is no such thing. */
export async function readAsToken<T>(
  token: string,
  read: (me: Me) => Promise<T | null>,
  what = 'thing',
): Promise<NonNullable<T>> {
  const { me, way } = await comeInByToken(token);
  const value = await told(
    me,
    comingInBy(way, () => read(me)),
  );
  if (value === null || value === undefined) throw notFound(what);
  return value;
}

/** A refused try at the terminal is written down as one in the browser is. */
async function told<T>(me: Me, doing: Promise<T>): Promise<T> {
  try {
    return await doing;
  } catch (error) {
    await recordDenial(error, { actor: me, way: 'terminal' });
    throw error;
  }
}
