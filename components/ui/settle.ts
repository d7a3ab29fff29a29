import type { ActionResult } from '@/lib/contracts/result';

/** A server action that was not reached throws; people get a sentence all the same. */
export async function settle<T>(pending: Promise<ActionResult<T>>): Promise<ActionResult<T>> {
  try {
    return await pending;
  } catch (cause) {
    // Next steers redirects through errors; those are not failures.
    if (typeof cause === 'object' && cause !== null && 'digest' in cause && String(cause.digest).startsWith('NEXT_'))
      throw cause;
    return {
      ok: false,
      error: {
        code: 'UNREACHED',
        message: 'The console’s server did not answer.',
        remedy: 'It may or may not have been done. Look at the page’s state first, then try again.',
      },
    };
  }
}
