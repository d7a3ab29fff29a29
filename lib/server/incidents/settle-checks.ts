import 'server-only';
import type { z } from 'zod';
import type {
  closeIncidentSchema,
  runChecksSchema,
  tickCriterionSchema,
  waiveCriterionSchema,
} from '@/lib/contracts/inputs';
import type { Me } from '@/lib/contracts/views';
import { type CheckFacts, checkActions, whyNotClose } from '@/lib/domain/closing';
import { settlerOf } from '@/lib/domain/criteria';
import { AppError, conflict, notFound } from '@/lib/domain/errors';
import type { Permission } from '@/lib/domain/permissions';
import type { RunState } from '@/lib/domain/run-states';
import { openReviewsOf } from '../approvals/broken-glass';
import { anchorHeads } from '../audit/anchor-head';
import { appendEvent, storeNow, type Transaction } from '../audit/append-event';
import { authoriseFor } from '../auth/authorise-for';
import { checkRows } from '../checks/check-rows';
import { db } from '../db';
import { endLevels } from '../escalations/end-levels';
import { logger } from '../logger';
import { stopClocks } from '../messages/message-clocks';
import { fillResolved } from '../messages/tell-resolved';
import { enqueue } from '../queue/enqueue';
import { getCurrentRunbook } from '../runbooks/store-runbook';
import { toLoadedTarget } from '../targets/get-target';
import { checkFacts } from './check-views';

/**
 * Has the worker measure one group of an incident's checks: all of it that a machine can measure on the target. Any
 * number of times, one at a time; the last result counts, and every one is in the events.
 */
export async function runChecks(me: Me, input: z.output<typeof runChecksSchema>): Promise<null> {
  const actor = await authoriseFor(me, 'incident.validate', { incident: input.incidentCode });
  const incident = await openIncident(input.incidentCode);
  const { content } = await getCurrentRunbook();
  const { inventory } = toLoadedTarget(incident.target);
  const rows = checkRows(content, incident.isDrill).filter((row) => row.group === input.group);
  const keys = rows.flatMap((row) =>
    settlerOf(row.group, row.key, content, inventory).by === 'machine' ? row.key : [],
  );
  const group = { incidentId: incident.id, group: input.group };
  await db().$transaction(async (tx) => {
    // An incident from before the runbook had them gets them now.
    await tx.incidentCheck.createMany({
      data: rows.map((row) => ({ ...row, incidentId: incident.id })),
      skipDuplicates: true,
    });
    await lockChecks(tx, incident.id);
    const measurable = { ...group, key: { in: keys } };
    const before = await tx.incidentCheck.findMany({
      where: measurable,
      select: { key: true, title: true, state: true },
    });
    const wanted = keys.flatMap((key) => before.filter((check) => check.key === key && check.state !== 'waived'));
    if (before.some((check) => check.state === 'running'))
      throw conflict('It is being measured already; nothing was started.', 'Wait for its results.');
    if (wanted.length === 0)
      throw conflict('There is nothing here that the console can measure; nothing was started.', NOTHING_TO_MEASURE);
    await tx.incidentCheck.updateMany({
      where: { ...measurable, state: { not: 'waived' } },
      data: { state: 'running' },
    });
    await enqueue(tx, 'measure_checks', group);
    const data = { group: input.group, checks: wanted.map((check) => check.title) };
    await appendEvent(tx, { type: 'validation.asked', incidentId: incident.id, actor, data });
  });
  return null;
}
const NOTHING_TO_MEASURE = 'A person ticks it, or a lead has waived it.';

async function openIncident(code: string) {
  const incident = await db().incident.findUnique({
    where: { code },
    include: { checks: true, runs: true, target: true },
  });
  if (!incident) throw notFound('incident');
  if (incident.state !== 'open')
    throw conflict('This incident is closed; nothing was changed.', 'Its report is where things can still be written.');
  return incident;
}

/** In one order, so that two who hold all of an incident's checks do not each wait for the other. */
async function lockChecks(tx: Transaction, incidentId: string): Promise<void> {
  await tx.$executeRaw`SELECT 1 FROM "IncidentCheck" WHERE "incidentId" = ${incidentId}::uuid ORDER BY "id" FOR UPDATE`;
}

export function tickCriterion(me: Me, input: z.output<typeof tickCriterionSchema>): Promise<null> {
  const { isPassed, note } = input;
  return settle(
    me,
    'criterion.tick',
    input.checkId,
    isPassed ? 'tick' : 'untick',
    isPassed ? 'passed' : 'failed',
    note,
    (tx, check, actor) =>
      appendEvent(tx, {
        type: 'criterion.ticked',
        incidentId: check.incidentId,
        actor,
        data: { title: check.title, isPassed, note },
      }),
  );
}

export function waiveCriterion(me: Me, input: z.output<typeof waiveCriterionSchema>): Promise<null> {
  return settle(me, 'criterion.waive', input.checkId, 'waive', 'waived', input.reason, (tx, check, actor) =>
    appendEvent(tx, {
      type: 'criterion.waived',
      incidentId: check.incidentId,
      actor,
      data: { title: check.title, reason: input.reason },
    }),
  );
}

type Check = { id: string; incidentId: string; title: string };

async function settle(
  me: Me,
  permission: Permission,
  checkId: string,
  key: string,
  state: string,
  note: string,
  tell: (tx: Transaction, check: Check, actor: Me) => Promise<unknown>,
): Promise<null> {
  const actor = await authoriseFor(me, permission, { check: checkId });
  const { content } = await getCurrentRunbook();
  return db().$transaction(async (tx) => {
    await tx.$executeRaw`SELECT 1 FROM "IncidentCheck" WHERE "id" = ${checkId}::uuid FOR UPDATE`;
    const check = await tx.incidentCheck.findUnique({
      where: { id: checkId },
      include: { incident: { include: { target: true } } },
    });
    if (!check) throw notFound('check');
    const { inventory } = toLoadedTarget(check.incident.target);
    const offered = checkActions(checkFacts(check, content, inventory), actor.role, check.incident.state === 'open');
    if (!offered.some((a) => a.key === key))
      throw conflict('This cannot be done with this check now; nothing was changed.');
    const changed = await tx.incidentCheck.updateMany({
      where: { id: check.id, state: check.state },
      data: { state, byId: actor.id, note, at: new Date() },
    });
    if (changed.count !== 1) throw conflict('This check changed a moment before; nothing was changed.');
    await tell(tx, check, actor);
    return null;
  });
}

async function assertClosable(tx: Transaction, incidentId: string, checks: readonly CheckFacts[]): Promise<void> {
  const runs = await tx.run.findMany({ where: { incidentId }, select: { state: true } });
  const because = whyNotClose(checks, runs as { state: RunState }[], await openReviewsOf(tx, incidentId));
  if (because.length === 0) return;
  throw new AppError(
    'blocked',
    `The incident stays open: ${because[0]}${because.length > 1 ? ` (and ${because.length - 1} more)` : ''}`,
    'Settle what is red, or have a team lead waive it with a reason.',
  );
}

/** Closes an incident in which nothing is red, then anchors the head of its chain outside the store. */
export async function closeIncident(me: Me, input: z.output<typeof closeIncidentSchema>): Promise<null> {
  const actor = await authoriseFor(me, 'incident.close', { incident: input.incidentCode });
  const incident = await openIncident(input.incidentCode);
  const { content } = await getCurrentRunbook();
  const { inventory } = toLoadedTarget(incident.target);
  const tellTeam = input.tellTeam ? await fillResolved(incident.id, actor) : null;
  await db().$transaction(async (tx) => {
    // Held, so that nothing turns red between this look and the close; whoever settles a check holds it first, too.
    await lockChecks(tx, incident.id);
    const checks = await tx.incidentCheck.findMany({ where: { incidentId: incident.id } });
    const facts = checks.map((row) => checkFacts(row, content, inventory));
    await assertClosable(tx, incident.id, facts);
    await stopClocks(tx, incident.id);
    await endLevels(tx, incident.id);
    const closedAt = await storeNow(tx);
    const waived = checks.filter((c) => c.state === 'waived').map((c) => c.title);
    await tellTeam?.(tx);
    // The event first: it takes the chain's lock, and whoever holds that may update the incident's row.
    await appendEvent(tx, {
      type: 'incident.closed',
      incidentId: incident.id,
      actor,
      data: { waived, durationMs: closedAt.getTime() - incident.declaredAt.getTime() },
    });
    // Runs and reviews are not held: whoever broke the glass meanwhile had the chain's lock before, and is seen now.
    await assertClosable(tx, incident.id, facts);
    const closed = await tx.incident.updateMany({
      where: { id: incident.id, state: 'open' },
      data: { state: 'closed', closedAt },
    });
    if (closed.count !== 1) throw conflict('Somebody else closed it a moment before.');
  });
  await anchorHeads().catch((error: unknown) => {
    // The incident is closed all the same; an administrator sees in the log that its head is not kept elsewhere.
    logger().error({ err: error, incident: incident.code }, 'the head of the chain could not be anchored');
  });
  return null;
}
