import 'server-only';
import type { z } from 'zod';
import type { askSideStepSchema } from '@/lib/contracts/inputs';
import type { Severity } from '@/lib/contracts/runbook';
import type { SideStepPlan } from '@/lib/contracts/side-step';
import type { Me } from '@/lib/contracts/views';
import { needWords, rolesOfNeeds } from '@/lib/domain/approval-needs';
import { conflict } from '@/lib/domain/errors';
import {
  commandSubject,
  dropIndexPlan,
  endCommandPlan,
  endSessionPlan,
  indexSubject,
  SIDE_STEP_ACTIONS,
  sessionSubject,
  skipStepPlan,
  skipSubject,
} from '@/lib/domain/side-steps';
import { needsBeside } from '../approvals/needs-of-run';
import { tellApprovers } from '../approvals/tell-approvers';
import { appendEvent, storeNow, type Transaction } from '../audit/append-event';
import { hashOf } from '../audit/event-chain';
import { authoriseFor } from '../auth/authorise-for';
import { db } from '../db';
import type { Prisma } from '../generated/prisma/client';
import { assertBesidePlan, assertStepAction } from '../runs/guard';
import { type LoadedRun, type LoadedStep, lockRun, lockRunOfStep, planOf, stepFacts } from '../runs/load-run';
import { toLoadedTarget } from '../targets/get-target';
import { sideWords } from './side-step';

type Ask = z.output<typeof askSideStepSchema>;

/** What is in the way now may be another thing in an hour, so a request about it lapses sooner than one for a plan. */
const SIDE_STEP_MINUTES = 30;

/**
 * Asks for one act beside the plan: to end exactly the session that is in a step's way, to end exactly the command that a step
 * lost sight of, to remove exactly the index that one left INVALID, or to pass over a change that is not confirmed. Nothing is
 * done before the right other person approves.
 */
export async function askSideStep(me: Me, input: Ask): Promise<{ approvalId: string }> {
  const thing = 'runId' in input.of ? { run: input.of.runId } : { step: input.of.stepId };
  const actor = await authoriseFor(me, 'run.drive', thing);
  return db().$transaction(async (tx) => {
    const { run, step } = await hold(tx, actor, input);
    const { plan, subject } = await render(tx, run, step, input);
    const planHash = hashOf(plan);
    const now = await storeNow(tx);
    const side = await create(tx, run, step, actor, { plan, planHash, subject, now });
    const expiresAt = new Date(now.getTime() + SIDE_STEP_MINUTES * 60_000);
    const needs = await needsBeside(tx, run);
    const approval = await tx.approval.create({
      data: {
        runId: run.id,
        sideStepId: side.id,
        planHash,
        severity: plan.severity,
        roles: rolesOfNeeds(needs),
        needs,
        requestedById: actor.id,
        requestedAt: now,
        expiresAt,
        note: input.reason,
      },
    });
    await appendEvent(tx, {
      type: 'side_step.asked',
      incidentId: run.incidentId,
      runId: run.id,
      stepId: step?.id ?? null,
      actor,
      data: {
        ...sideWords(side),
        reason: input.reason,
        approver: needWords(needs, plan.severity),
        expiresAt: expiresAt.toISOString(),
      },
    });
    await tellApprovers(tx, run, approval, actor, false, plan.title);
    return { approvalId: approval.id };
  });
}

/** The run, and the step at the attempt that the asker was looking at; what is not offered to them is refused. */
async function hold(tx: Transaction, actor: Me, input: Ask): Promise<{ run: LoadedRun; step: LoadedStep | null }> {
  const key = actionOf(input.kind);
  if ('runId' in input.of) {
    const run = await lockRun(tx, input.of.runId);
    assertBesidePlan(run, actor, key, input.about);
    return { run, step: null };
  }
  const { run, step } = await lockRunOfStep(tx, input.of.stepId);
  if (step.epoch !== input.of.epoch)
    throw conflict('This step was started again since you looked; nothing was asked for.');
  await assertStepAction(tx, run, step, actor, key, argumentOf(input));
  return { run, step };
}

const actionOf = (kind: Ask['kind']) =>
  Object.keys(SIDE_STEP_ACTIONS).find((key) => SIDE_STEP_ACTIONS[key] === kind) as string;
/** A skip is about the step itself, and its action names nothing else. */
const argumentOf = ({ kind, about }: Ask) => (kind === 'skip_step' ? undefined : about);

async function create(
  tx: Transaction,
  run: LoadedRun,
  step: LoadedStep | null,
  actor: Me,
  { plan, planHash, subject, now }: { plan: SideStepPlan; planHash: string; subject: string; now: Date },
) {
  const [made] = await tx.sideStep.createManyAndReturn({
    data: [
      {
        runId: run.id,
        stepId: step?.id ?? null,
        stepEpoch: step?.epoch ?? 0,
        kind: plan.action.kind,
        plan: plan as unknown as Prisma.InputJsonValue,
        planHash,
        subject,
        requestedById: actor.id,
        createdAt: now,
      },
    ],
    skipDuplicates: true,
  });
  if (!made) throw conflict('It was asked for a moment before; nothing was asked for again.');
  return made;
}

/** From what the worker saw, never from what the browser sent: that only says which of them is meant. */
async function render(
  tx: Transaction,
  run: LoadedRun,
  step: LoadedStep | null,
  { kind, about, reason }: Ask,
): Promise<{ plan: SideStepPlan; subject: string }> {
  const rendered = step && planOf(run)?.steps[step.ordinal];
  const forStep = step && { id: step.id, epoch: step.epoch, title: rendered?.title ?? step.key };
  const base = {
    runId: run.id,
    step: forStep,
    reason,
    severity: run.incident.severity as Severity,
    target: { key: run.target.key, fingerprint: toLoadedTarget(run.target).inventory.fingerprint },
  };
  if (kind === 'skip_step' && forStep)
    return {
      plan: skipStepPlan({ ...base, step: forStep }, rendered?.display ?? ''),
      subject: skipSubject(forStep.id, forStep.epoch),
    };
  const side = step ? (await stepFacts(run, step, tx)).side : { ...run.besidePlan, sessions: [] };
  if (kind === 'end_session') {
    const session = side?.sessions.find(({ pid, backendStart }) => `${pid}:${backendStart}` === about);
    if (session) return { plan: endSessionPlan(base, session), subject: sessionSubject(session) };
  } else if (kind === 'end_command') {
    const command = side?.commands?.find(({ tag }) => tag === about);
    if (command) return { plan: endCommandPlan(base, command), subject: commandSubject(command) };
  } else {
    const index = side?.indexes?.find(({ oid }) => oid === about);
    if (index) return { plan: dropIndexPlan(base, index), subject: indexSubject(index) };
  }
  throw conflict('It is not there any more; nothing was asked for.', 'Look at the page: it shows what there is now.');
}
