'use server';

import { makeTokenSchema, revokeTokenSchema } from '@/lib/contracts/inputs';
import type { ActionResult } from '@/lib/contracts/result';
import { runAction } from '@/lib/server/action';
import * as tokens from '@/lib/server/auth/tokens';

export async function makeToken(input: unknown): Promise<ActionResult<{ token: string }>> {
  return runAction(makeTokenSchema, input, tokens.makeToken);
}
export async function revokeToken(input: unknown): Promise<ActionResult> {
  return runAction(revokeTokenSchema, input, tokens.revokeToken);
}
