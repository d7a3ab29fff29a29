'use server';

import { decideSchema, withdrawApprovalSchema } from '@/lib/contracts/inputs';
import type { ActionResult } from '@/lib/contracts/result';
import { runAction } from '@/lib/server/action';
import * as decide from '@/lib/server/approvals/decide-approval';
import * as withdraw from '@/lib/server/approvals/withdraw-approval';

export async function decideApproval(input: unknown): Promise<ActionResult<{ state: string }>> {
  return runAction(decideSchema, input, decide.decideApproval);
}
export async function withdrawApproval(input: unknown): Promise<ActionResult> {
  return runAction(withdrawApprovalSchema, input, withdraw.withdrawApproval);
}
