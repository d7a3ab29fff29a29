'use server';

import { headers } from 'next/headers';
import type { ActionResult } from '@/lib/contracts/result';
import { toActionError } from '@/lib/server/action-error';
import { assertSameOrigin } from '@/lib/server/auth/same-origin';
import * as setup from '@/lib/server/auth/setup';

/** The one action without a session: its token is what lets a person in. */
export async function createFirstAdministrator(input: unknown): Promise<ActionResult<{ email: string }>> {
  try {
    assertSameOrigin(await headers());
    return { ok: true, value: await setup.createFirstAdministrator(input) };
  } catch (error) {
    return { ok: false, error: toActionError(error) };
  }
}
