import 'server-only';
import type { PrepareRunInput } from '@/lib/contracts/inputs';
import type { Procedure } from '@/lib/contracts/runbook';
import type { Me } from '@/lib/contracts/views';
import { AppError, conflict, notFound } from '@/lib/domain/errors';
import { checkParameters } from '@/lib/domain/parameters';
import { ACTIVE_RUN_STATES, FINAL_RUN_STATES, REPLANNED_STATES, type RunState } from '@/lib/domain/run-states';
import { voidOpenApproval } from '../approvals/void-approval';
import { appendEvent, type Transaction } from '../audit/append-event';
import { authoriseFor } from '../auth/authorise-for';
import { db } from '../db';
import { assertDrillTarget } from '../drills/drill-guard';
import { Prisma } from '../generated/prisma/client';
import { enqueue } from '../queue/enqueue';
import { getCurrentRunbook } from '../runbooks/store-runbook';
import { lockPlanning, lockRun } from './load-run';
import { redraftRun } from './move';

/**
 * Makes a draft and asks the worker for its preflight and plan, or changes the incident's open draft: then whatever
 * was approved or asked for is void, since it was another plan.
 */
export async function prepareRun(me: Me, input: PrepareRunInput): Promise<{ runId: string }> {
  const actor = await authoriseFor(me, 'run.prepare', { incident: input.incidentCode });
  const runbook = await getCurrentRunbook();
  const procedure = runbook.content.procedures.find((p) => p.key === input.procedureKey);
  if (!procedure) throw notFound('procedure');
  const chosen = checkChoice(procedure, input);
  return db().$transaction(async (tx) => {
    await lockPlanning(tx, input.incidentCode);
    const incident = await tx.incident.findUnique({
      where: { code: input.incidentCode },
      include: { target: true },
    });
    if (!incident) throw notFound('incident');
    if (incident.state !== 'open')
      throw conflict('This incident is closed; nothing was planned.', 'Declare a new incident if the trouble is back.');
    assertDrillTarget(incident, incident.target);
    const parameters = await parametersFor(tx, procedure, input.branch, incident.targetId, chosen);
    const chosenData = { procedureKey: procedure.key, branch: input.branch, parameters };
    return { runId: await askForPlan(tx, actor, incident, { ...chosenData, runbookVersionId: runbook.id }, procedure) };
  });
}

type Chosen = Pick<DraftData, 'procedureKey' | 'branch' | 'parameters' | 'runbookVersionId'>;

/** Makes the draft and asks the worker for its preflight and plan. `resumes`: the ended run that it goes on from. */
export async function askForPlan(
  tx: Transaction,
  actor: Me,
  incident: { id: string; targetId: string },
  chosen: Chosen,
  procedure: Procedure,
  resumes?: { runId: string; reason: string },
): Promise<string> {
  const data = { ...chosen, preparedById: actor.id, driverId: actor.id, resumesId: resumes?.runId ?? null };
  const runId = await upsertDraft(tx, actor, incident, data);
  await appendEvent(tx, {
    type: 'run.prepared',
    incidentId: incident.id,
    runId,
    actor,
    data: {
      procedureKey: procedure.key,
      procedure: procedure.title,
      ...(procedure.level === undefined ? {} : { level: procedure.level }),
      branch: chosen.branch,
      parameters: chosen.parameters,
      ...(resumes && { resumes }),
    },
  });
  await enqueue(tx, 'plan_run', { runId });
  return runId;
}

export function checkChoice(
  procedure: Procedure,
  input: Pick<PrepareRunInput, 'branch' | 'parameters'>,
): Record<string, string> {
  if (!procedure.branches.some((branch) => branch.key === input.branch && !branch.isAlternativeOnly)) {
    throw new AppError('invalid_input', 'Choose one of the ways that this procedure has.', 'Nothing was planned.', {
      fields: { branch: 'Choose a way.' },
    });
  }
  return checkParameters(procedure.parameters, input.parameters);
}

/**
 * A way back that is planned alone takes back what the last run did, so it was chosen then what that was. When it is done
 * is a choice of its own.
 */
async function parametersFor(
  tx: Transaction,
  procedure: Procedure,
  branch: string,
  targetId: string,
  chosen: Record<string, string>,
): Promise<Record<string, string>> {
  if (!procedure.branches.some((one) => one.key === branch && one.isWayBack)) return chosen;
  const last = await tx.run.findFirst({
    where: { targetId, procedureKey: procedure.key, startedAt: { not: null } },
    orderBy: { startedAt: 'desc' },
    select: { parameters: true },
  });
  const then = (last?.parameters ?? {}) as Record<string, string>;
  const taken = procedure.parameters.filter(({ key, type }) => Object.hasOwn(then, key) && !isAboutWhen(type));
  return { ...chosen, ...Object.fromEntries(taken.map(({ key }) => [key, then[key] as string])) };
}

const isAboutWhen = (type: Procedure['parameters'][number]['type']) =>
  type.kind === 'choice' && type.choices.some(({ isWindow }) => isWindow);

type DraftData = {
  procedureKey: string;
  branch: string;
  parameters: Record<string, string>;
  runbookVersionId: string;
  preparedById: string;
  driverId: string;
  resumesId: string | null;
};

async function upsertDraft(
  tx: Transaction,
  actor: Me,
  incident: { id: string; targetId: string },
  data: DraftData,
): Promise<string> {
  const found = await tx.run.findFirst({
    where: { incidentId: incident.id, state: { in: [...REPLANNED_STATES, ...ACTIVE_RUN_STATES] } },
    select: { id: true },
  });
  // Held before its approval is voided: whoever decides on it holds the run first, too.
  const open = found && (await lockRun(tx, found.id));
  const fresh = {
    ...data,
    preflightAskedAt: new Date(),
    plan: Prisma.DbNull,
    planHash: null,
    preflight: Prisma.DbNull,
    preflightAt: null,
  };
  if (!open || FINAL_RUN_STATES.includes(open.state as RunState))
    return (
      await tx.run.create({
        data: { ...fresh, state: 'draft' satisfies RunState, incidentId: incident.id, targetId: incident.targetId },
      })
    ).id;
  if (ACTIVE_RUN_STATES.includes(open.state as RunState))
    throw conflict(
      'A rollback is running in this incident; nothing was planned.',
      'Finish it or abort it, then plan again.',
    );
  await voidOpenApproval(tx, open, actor, 'the plan was changed');
  // A plan that is changed still goes on from where it went on from, as long as it is of the same procedure.
  const resumesId = data.resumesId ?? (open.procedureKey === data.procedureKey ? open.resumesId : null);
  await redraftRun(tx, open, { ...fresh, resumesId });
  return open.id;
}
