import 'server-only';
import type { z } from 'zod';
import type { changeSeveritySchema } from '@/lib/contracts/inputs';
import type { Severity } from '@/lib/contracts/runbook';
import type { Me } from '@/lib/contracts/views';
import { compareSeverity, respondBy, rowOf } from '@/lib/domain/assessment';
import { conflict, notFound } from '@/lib/domain/errors';
import { ACTIVE_RUN_STATES, REPLANNED_STATES, type RunState } from '@/lib/domain/run-states';
import { voidOpenApproval } from '../approvals/void-approval';
import { appendEvent, type Transaction } from '../audit/append-event';
import { authorise } from '../auth/authorise';
import { authoriseFor } from '../auth/authorise-for';
import { db } from '../db';
import { fillSeverity } from '../messages/tell-severity';
import { enqueue } from '../queue/enqueue';
import { getCurrentRunbook } from '../runbooks/store-runbook';
import { type LoadedRun, lockPlanning, lockRun } from '../runs/load-run';
import { redraftRun } from '../runs/move';

/** Raising takes a reason, lowering a lead and a reason. The plan is bound to the severity, so an open one is made anew. Whoever hears of it only now is told. */
export async function changeSeverity(me: Me, input: z.output<typeof changeSeveritySchema>): Promise<null> {
  // What it takes is known once the incident is, and that takes being let in to it; whoever may lower may raise as well.
  await authoriseFor(me, 'incident.raise-severity', { incident: input.incidentCode });
  const incident = await db().incident.findUnique({ where: { code: input.incidentCode } });
  if (!incident) throw notFound('incident');
  const isLower = compareSeverity(input.severity, incident.severity as Severity) > 0;
  const actor = await authorise(me, isLower ? 'incident.lower-severity' : 'incident.raise-severity');
  if (incident.state !== 'open')
    throw conflict('This incident is closed; nothing was changed.', 'Its report says what it was.');
  if (incident.severity === input.severity) throw conflict(`It is ${input.severity} already; nothing was changed.`);
  const { content } = await getCurrentRunbook();
  const until = respondBy(rowOf(content.matrix, input.severity), incident.declaredAt);
  const tellAdded = await fillSeverity(incident.id, input.severity, input.reason, actor);
  await db().$transaction(async (tx) => {
    await lockPlanning(tx, incident.code);
    // The running plan was approved for the severity as it is: who may approve and skip hangs on it until the run ends.
    const active = await tx.run.count({ where: { incidentId: incident.id, state: { in: [...ACTIVE_RUN_STATES] } } });
    if (active > 0)
      throw conflict(
        'A rollback is running that was approved for this severity; nothing was changed.',
        'Finish it or abort it, then change the severity.',
      );
    const open = await tx.run.findFirst({
      where: { incidentId: incident.id, state: { in: [...REPLANNED_STATES] } },
      select: { id: true },
    });
    // The run before the event, as everywhere: whoever decides on its plan holds the run and then waits for the chain.
    const run = open && (await lockRun(tx, open.id));
    await appendEvent(tx, {
      type: 'incident.severity_changed',
      incidentId: incident.id,
      actor,
      data: { from: incident.severity as Severity, to: input.severity, reason: input.reason },
    });
    const changed = await tx.incident.updateMany({
      where: { id: incident.id, severity: incident.severity, state: 'open' },
      data: { severity: input.severity, respondBy: until },
    });
    if (changed.count !== 1) throw conflict('Somebody else changed the severity a moment before; nothing was changed.');
    await tellAdded(tx);
    if (run && REPLANNED_STATES.includes(run.state as RunState)) await planAgain(tx, run, actor);
  });
  return null;
}

/** Whoever changes the severity has changed the plan, so they become its preparer and do not approve it. */
async function planAgain(tx: Transaction, run: LoadedRun, actor: Me): Promise<void> {
  await voidOpenApproval(tx, run, actor, 'the severity was changed');
  await redraftRun(tx, run, { planHash: null, preflightAskedAt: new Date(), preparedById: actor.id });
  await enqueue(tx, 'plan_run', { runId: run.id });
}
