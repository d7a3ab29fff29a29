import 'server-only';
import type { Me } from '@/lib/contracts/views';
import { conflict } from '@/lib/domain/errors';
import { ACTIVE_RUN_STATES, FINAL_RUN_STATES, type RunState } from '@/lib/domain/run-states';
import { openReviewsOf } from '../approvals/broken-glass';
import { voidOpenApproval } from '../approvals/void-approval';
import { appendEvent, storeNow, type Transaction } from '../audit/append-event';
import { endLevels } from '../escalations/end-levels';
import { stopClocks } from '../messages/message-clocks';
import { type LoadedRun, lockPlanning, lockRun } from '../runs/load-run';
import { moveRun } from '../runs/move';

type Aborted = { id: string; code: string; state: string; declaredAt: Date };

/**
 * Closes the incident of an aborted drill without its checks: nothing was mended, and nobody waits for it. A run that
 * has begun has to be ended in the room before; a plan that was not started is given up. What was started without an
 * approval is reviewed first: nobody is asked for that once the incident is closed.
 */
export async function closeAborted(tx: Transaction, incident: Aborted, actor: Me, reason: string): Promise<void> {
  if (incident.state !== 'open') return;
  await lockPlanning(tx, incident.code);
  const run = await lockOpenRun(tx, incident.id);
  await stopClocks(tx, incident.id);
  await endLevels(tx, incident.id);
  if (run) await giveUp(tx, run, actor, reason);
  await assertReviewed(tx, incident.id);
  const closedAt = await storeNow(tx);
  await appendEvent(tx, {
    type: 'incident.closed',
    incidentId: incident.id,
    actor,
    data: { waived: [], durationMs: closedAt.getTime() - incident.declaredAt.getTime() },
  });
  const closed = await tx.incident.updateMany({
    where: { id: incident.id, state: 'open' },
    data: { state: 'closed', closedAt },
  });
  if (closed.count !== 1) throw conflict('Somebody else closed it a moment before.');
}

async function assertReviewed(tx: Transaction, incidentId: string): Promise<void> {
  const [open] = await openReviewsOf(tx, incidentId);
  if (!open) return;
  throw conflict(
    `The break-glass of ${open.by} has not been reviewed, so the drill goes on; nothing was changed.`,
    'Have a team lead or an executive who had no part in it review it in the room, then abort the drill.',
  );
}

/** An incident has one run that is not over, at most. */
async function lockOpenRun(tx: Transaction, incidentId: string): Promise<LoadedRun | null> {
  const open = await tx.run.findFirst({
    where: { incidentId, state: { notIn: [...FINAL_RUN_STATES] } },
    select: { id: true },
  });
  const run = open && (await lockRun(tx, open.id));
  return run && !FINAL_RUN_STATES.includes(run.state as RunState) ? run : null;
}

async function giveUp(tx: Transaction, run: LoadedRun, actor: Me, reason: string): Promise<void> {
  if (ACTIVE_RUN_STATES.includes(run.state as RunState))
    throw conflict(
      'A rollback is under way in this drill; nothing was changed.',
      'Abort the rollback in the room first.',
    );
  await voidOpenApproval(tx, run, actor, 'the drill was aborted');
  await moveRun(tx, run, 'aborted', { finishedAt: await storeNow(tx), preflightAskedAt: null });
  await appendEvent(tx, { type: 'run.aborted', incidentId: run.incidentId, runId: run.id, actor, data: { reason } });
}
