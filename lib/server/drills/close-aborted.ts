import 'server-only';
import type { Me } from '@/lib/contracts/views';
import { conflict } from '@/lib/domain/errors';
import { ACTIVE_RUN_STATES, FINAL_RUN_STATES, type RunState } from '@/lib/domain/run-states';
import { voidOpenApproval } from '../approvals/void-approval';
import { appendEvent, storeNow, type Transaction } from '../audit/append-event';
import { lockPlanning, lockRun } from '../runs/load-run';
import { moveRun } from '../runs/move';

type Aborted = { id: string; code: string; state: string; declaredAt: Date };

/**
 * Closes the incident of an aborted drill without its checks: nothing was mended, and nobody waits for it. A run that
 * has begun has to be ended in the room before; plans that were not started are given up.
 */
export async function closeAborted(tx: Transaction, incident: Aborted, actor: Me, reason: string): Promise<void> {
  if (incident.state !== 'open') return;
  await lockPlanning(tx, incident.code);
  const runs = await tx.run.findMany({ where: { incidentId: incident.id }, select: { id: true }, orderBy: { id: 'asc' } });
  for (const { id } of runs) await giveUp(tx, id, actor, reason);
  const closedAt = await storeNow(tx);
  await appendEvent(tx, {
    type: 'incident.closed',
    incidentId: incident.id,
    actor,
    data: { waived: [], durationMs: closedAt.getTime() - incident.declaredAt.getTime() },
  });
  const closed = await tx.incident.updateMany({ where: { id: incident.id, state: 'open' }, data: { state: 'closed', closedAt } });
  if (closed.count !== 1) throw conflict('Somebody else closed it a moment before.');
}

async function giveUp(tx: Transaction, runId: string, actor: Me, reason: string): Promise<void> {
  const run = await lockRun(tx, runId);
  const state = run.state as RunState;
  if (FINAL_RUN_STATES.includes(state)) return;
  if (ACTIVE_RUN_STATES.includes(state))
    throw conflict('A rollback is under way in this drill; nothing was changed.', 'Abort the rollback in the room first.');
  await voidOpenApproval(tx, run, actor, 'the drill was aborted');
  await moveRun(tx, run, 'aborted', { finishedAt: new Date(), preflightAskedAt: null });
  await appendEvent(tx, { type: 'run.aborted', incidentId: run.incidentId, runId: run.id, actor, data: { reason } });
}
