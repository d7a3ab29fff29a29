'use server';

import { giveTargetSchema, registerTargetSchema, switchFaultSchema, targetSchema } from '@/lib/contracts/inputs';
import type { ActionResult } from '@/lib/contracts/result';
import { pinHostKeySchema } from '@/lib/contracts/target-hosts';
import { runAction } from '@/lib/server/action';
import * as teams from '@/lib/server/people/manage-teams';
import * as look from '@/lib/server/targets/look-at-faults';
import * as hosts from '@/lib/server/targets/look-at-hosts';
import * as keys from '@/lib/server/targets/pin-host-key';
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
export async function askHostLook(input: unknown): Promise<ActionResult<null>> {
  return runAction(targetSchema, input, hosts.askHostLook);
}
export async function pinHostKey(input: unknown): Promise<ActionResult<null>> {
  return runAction(pinHostKeySchema, input, keys.pinHostKey);
}
export async function giveTarget(input: unknown): Promise<ActionResult> {
  return runAction(giveTargetSchema, input, teams.giveTarget);
}
