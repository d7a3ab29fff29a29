'use server';

import {
  addFollowUpSchema,
  changeFollowUpSchema,
  endFollowUpSchema,
  reopenFollowUpSchema,
} from '@/lib/contracts/follow-up';
import type { ActionResult } from '@/lib/contracts/result';
import { runAction } from '@/lib/server/action';
import * as followUps from '@/lib/server/follow-ups/write-follow-up';

export async function addFollowUp(input: unknown): Promise<ActionResult<{ followUpId: string }>> {
  return runAction(addFollowUpSchema, input, followUps.addFollowUp);
}
export async function changeFollowUp(input: unknown): Promise<ActionResult> {
  return runAction(changeFollowUpSchema, input, followUps.changeFollowUp);
}
export async function endFollowUp(input: unknown): Promise<ActionResult> {
  return runAction(endFollowUpSchema, input, followUps.endFollowUp);
}
export async function reopenFollowUp(input: unknown): Promise<ActionResult> {
  return runAction(reopenFollowUpSchema, input, followUps.reopenFollowUp);
}
