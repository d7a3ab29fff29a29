'use server';

import { decideSchema } from '@/lib/contracts/inputs';
import type { ActionResult } from '@/lib/contracts/result';
import { runAction } from '@/lib/server/action';
import * as decide from '@/lib/server/approvals/decide-approval';

export async function decideApproval(input: unknown): Promise<ActionResult<{ state: string }>> {
  return runAction(decideSchema, input, decide.decideApproval);
}
