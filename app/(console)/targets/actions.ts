'use server';

import { registerTargetSchema, switchFaultSchema } from '@/lib/contracts/inputs';
import type { ActionResult } from '@/lib/contracts/result';
import { runAction } from '@/lib/server/action';
import * as register from '@/lib/server/targets/register-target';
import * as faults from '@/lib/server/targets/switch-fault';

export async function switchFault(input: unknown): Promise<ActionResult> {
  return runAction(switchFaultSchema, input, faults.switchFault);
}
export async function registerTarget(input: unknown): Promise<ActionResult<{ key: string }>> {
  return runAction(registerTargetSchema, input, register.registerTarget);
}
