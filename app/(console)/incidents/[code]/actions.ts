'use server';

import * as glassSchema from '@/lib/contracts/break-glass';
import * as handOverSchema from '@/lib/contracts/hand-over';
import * as schema from '@/lib/contracts/inputs';
import * as messageSchema from '@/lib/contracts/message-inputs';
import type { ActionResult } from '@/lib/contracts/result';
import { runAction } from '@/lib/server/action';
import * as glass from '@/lib/server/approvals/break-glass';
import * as remind from '@/lib/server/approvals/remind-approvers';
import * as request from '@/lib/server/approvals/request-approval';
import * as review from '@/lib/server/approvals/review-break-glass';
import * as withdraw from '@/lib/server/approvals/withdraw-approval';
import * as escalation from '@/lib/server/escalations/escalate';
import * as severity from '@/lib/server/incidents/change-severity';
import * as handOver from '@/lib/server/incidents/hand-over-incident';
import * as told from '@/lib/server/incidents/mark-told';
import * as checks from '@/lib/server/incidents/settle-checks';
import * as compose from '@/lib/server/messages/compose-message';
import * as message from '@/lib/server/messages/settle-message';
import * as arm from '@/lib/server/runs/arm-run';
import * as drive from '@/lib/server/runs/drive-run';
import * as prepare from '@/lib/server/runs/prepare-run';
import * as resume from '@/lib/server/runs/resume-run';
import * as schedule from '@/lib/server/runs/schedule-run';
import * as step from '@/lib/server/runs/settle-step';
import * as start from '@/lib/server/runs/start-run';
import * as sideStep from '@/lib/server/side-steps/ask-side-step';

export async function prepareRun(input: unknown): Promise<ActionResult<{ runId: string }>> {
  return runAction(schema.prepareRunSchema, input, prepare.prepareRun);
}
export async function resumeRun(input: unknown): Promise<ActionResult<{ runId: string }>> {
  return runAction(schema.resumeRunSchema, input, resume.resumeRun);
}
export async function replanRun(input: unknown): Promise<ActionResult<{ runId: string }>> {
  return runAction(schema.replanRunSchema, input, resume.replanRun);
}
export async function requestApproval(input: unknown): Promise<ActionResult<{ approvalId: string }>> {
  return runAction(schema.requestApprovalSchema, input, request.requestApproval);
}
export async function remindApprovers(input: unknown): Promise<ActionResult> {
  return runAction(schema.approvalSchema, input, remind.remindApprovers);
}
export async function withdrawApproval(input: unknown): Promise<ActionResult> {
  return runAction(schema.withdrawApprovalSchema, input, withdraw.withdrawApproval);
}
export async function breakGlass(input: unknown): Promise<ActionResult<{ reviewId: string }>> {
  return runAction(glassSchema.breakGlassSchema, input, glass.breakGlass);
}
export async function reviewBreakGlass(input: unknown): Promise<ActionResult> {
  return runAction(glassSchema.reviewBreakGlassSchema, input, review.reviewBreakGlass);
}
export async function startRun(input: unknown): Promise<ActionResult> {
  return runAction(schema.startRunSchema, input, start.startRun);
}
export async function armRun(input: unknown): Promise<ActionResult> {
  return runAction(schema.armRunSchema, input, arm.armRun);
}
export async function disarmRun(input: unknown): Promise<ActionResult> {
  return runAction(schema.runSchema, input, arm.disarmRun);
}
export async function scheduleRun(input: unknown): Promise<ActionResult> {
  return runAction(schema.scheduleRunSchema, input, schedule.scheduleRun);
}
export async function unscheduleRun(input: unknown): Promise<ActionResult> {
  return runAction(schema.runSchema, input, schedule.unscheduleRun);
}
export async function continueRun(input: unknown): Promise<ActionResult> {
  return runAction(schema.continueRunSchema, input, drive.continueRun);
}
export async function abortRun(input: unknown): Promise<ActionResult> {
  return runAction(schema.abortRunSchema, input, drive.abortRun);
}
export async function takeWheel(input: unknown): Promise<ActionResult> {
  return runAction(schema.takeWheelSchema, input, drive.takeWheel);
}
export async function offerHandOver(input: unknown): Promise<ActionResult<{ handOverId: string }>> {
  return runAction(handOverSchema.offerHandOverSchema, input, handOver.offerHandOver);
}
export async function acceptHandOver(input: unknown): Promise<ActionResult> {
  return runAction(handOverSchema.acceptHandOverSchema, input, handOver.acceptHandOver);
}
export async function declineHandOver(input: unknown): Promise<ActionResult> {
  return runAction(handOverSchema.declineHandOverSchema, input, handOver.declineHandOver);
}
export async function withdrawHandOver(input: unknown): Promise<ActionResult> {
  return runAction(handOverSchema.withdrawHandOverSchema, input, handOver.withdrawHandOver);
}
export async function nudgeHandOver(input: unknown): Promise<ActionResult> {
  return runAction(handOverSchema.nudgeHandOverSchema, input, handOver.nudgeHandOver);
}
export async function retryStep(input: unknown): Promise<ActionResult> {
  return runAction(schema.stepSchema, input, step.retryStep);
}
export async function runEverywhere(input: unknown): Promise<ActionResult> {
  return runAction(schema.skipStepSchema, input, step.runEverywhere);
}
export async function skipStep(input: unknown): Promise<ActionResult> {
  return runAction(schema.skipStepSchema, input, step.skipStep);
}
export async function takeAlternative(input: unknown): Promise<ActionResult> {
  return runAction(schema.alternativeSchema, input, step.takeAlternative);
}
export async function takeWayBack(input: unknown): Promise<ActionResult> {
  return runAction(schema.alternativeSchema, input, step.takeWayBack);
}
export async function settleUnknown(input: unknown): Promise<ActionResult> {
  return runAction(schema.settleUnknownSchema, input, step.settleUnknown);
}
export async function askSideStep(input: unknown): Promise<ActionResult<{ approvalId: string }>> {
  return runAction(schema.askSideStepSchema, input, sideStep.askSideStep);
}
export async function cancelStep(input: unknown): Promise<ActionResult> {
  return runAction(schema.stepSchema, input, step.cancelStep);
}
export async function completeManual(input: unknown): Promise<ActionResult> {
  return runAction(schema.completeManualSchema, input, step.completeManual);
}
export async function runChecks(input: unknown): Promise<ActionResult> {
  return runAction(schema.runChecksSchema, input, checks.runChecks);
}
export async function tickCriterion(input: unknown): Promise<ActionResult> {
  return runAction(schema.tickCriterionSchema, input, checks.tickCriterion);
}
export async function waiveCriterion(input: unknown): Promise<ActionResult> {
  return runAction(schema.waiveCriterionSchema, input, checks.waiveCriterion);
}
export async function closeIncident(input: unknown): Promise<ActionResult> {
  return runAction(schema.closeIncidentSchema, input, checks.closeIncident);
}
export async function changeSeverity(input: unknown): Promise<ActionResult> {
  return runAction(schema.changeSeveritySchema, input, severity.changeSeverity);
}
export async function escalate(input: unknown): Promise<ActionResult> {
  return runAction(schema.escalateSchema, input, escalation.escalate);
}
export async function chooseEscalation(input: unknown): Promise<ActionResult> {
  return runAction(schema.chooseEscalationSchema, input, escalation.chooseEscalation);
}
export async function dismissEscalation(input: unknown): Promise<ActionResult> {
  return runAction(schema.dismissEscalationSchema, input, escalation.dismissEscalation);
}
export async function markTold(input: unknown): Promise<ActionResult> {
  return runAction(schema.markToldSchema, input, told.markTold);
}
export async function composeMessage(input: unknown): Promise<ActionResult<{ batchId: string }>> {
  return runAction(messageSchema.composeMessageSchema, input, compose.composeMessage);
}
export async function markMessagesTold(input: unknown): Promise<ActionResult> {
  return runAction(messageSchema.messagesSchema, input, message.markMessagesTold);
}
export async function sendMessageAgain(input: unknown): Promise<ActionResult> {
  return runAction(messageSchema.messageSchema, input, message.sendMessageAgain);
}
export async function confirmMessage(input: unknown): Promise<ActionResult> {
  return runAction(messageSchema.messageSchema, input, message.confirmMessage);
}
export async function withdrawMessage(input: unknown): Promise<ActionResult> {
  return runAction(messageSchema.withdrawMessageSchema, input, message.withdrawMessage);
}
