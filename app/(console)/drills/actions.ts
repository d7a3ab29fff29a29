'use server';

import {
  drillSchema,
  endDrillSchema,
  holdDrillSchema,
  moveDrillSchema,
  scheduleDrillSchema,
  scheduleMonthSchema,
  tickDrillLineSchema,
} from '@/lib/contracts/drill';
import { resetSandboxSchema } from '@/lib/contracts/inputs';
import type { ActionResult } from '@/lib/contracts/result';
import { runAction } from '@/lib/server/action';
import * as ends from '@/lib/server/drills/end-drill';
import * as calendar from '@/lib/server/drills/schedule-drill';
import * as starts from '@/lib/server/drills/start-drill';
import * as lines from '@/lib/server/drills/tick-line';
import * as sandbox from '@/lib/server/targets/reset-sandbox';

export async function scheduleDrill(input: unknown): Promise<ActionResult<{ drillId: string }>> {
  return runAction(scheduleDrillSchema, input, calendar.scheduleDrill);
}
export async function scheduleMonth(input: unknown): Promise<ActionResult<{ count: number }>> {
  return runAction(scheduleMonthSchema, input, calendar.scheduleMonth);
}
export async function moveDrill(input: unknown): Promise<ActionResult> {
  return runAction(moveDrillSchema, input, calendar.moveDrill);
}
export async function startDrill(input: unknown): Promise<ActionResult<{ drillId: string }>> {
  return runAction(drillSchema, input, starts.startDrill);
}
export async function holdDrill(input: unknown): Promise<ActionResult<{ drillId: string }>> {
  return runAction(holdDrillSchema, input, starts.holdDrill);
}
export async function switchFaultAgain(input: unknown): Promise<ActionResult> {
  return runAction(drillSchema, input, starts.switchFaultAgain);
}
export async function cancelDrill(input: unknown): Promise<ActionResult> {
  return runAction(endDrillSchema, input, ends.cancelDrill);
}
export async function abortDrill(input: unknown): Promise<ActionResult> {
  return runAction(endDrillSchema, input, ends.abortDrill);
}
export async function finishDrill(input: unknown): Promise<ActionResult<{ nextDrillId: string }>> {
  return runAction(drillSchema, input, ends.finishDrill);
}
export async function tickDrillLine(input: unknown): Promise<ActionResult> {
  return runAction(tickDrillLineSchema, input, lines.tickDrillLine);
}
export async function resetSandbox(input: unknown): Promise<ActionResult> {
  return runAction(resetSandboxSchema, input, sandbox.resetSandbox);
}
