'use server';

import { registerTargetSchema, switchFaultSchema, targetSchema } from '@/lib/contracts/inputs';
import type { ActionResult } from '@/lib/contracts/result';
import { runAction } from '@/lib/server/action';
import * as look from '@/lib/server/targets/look-at-faults';
import * as register from '@/lib/server/targets/register-target';
import * as faults from '@/lib/server/targets/switch-fault';

export async function switchFault(input: unknown): Promise<ActionResult> {
  return runAction(switchFaultSchema, input, faults.switchFault);
}
export async function lookAtFaults(input: unknown): Promise<ActionResult<null>> {
  return runAction(targetSchema, input, look.lookAtFaults);
}
export async function registerTarget(input: unknown): Promise<ActionResult<{ key: string }>> {
  return runAction(registerTargetSchema, input, register.registerTarget);
}
