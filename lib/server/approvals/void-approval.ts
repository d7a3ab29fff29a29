import 'server-only';
import { appendEvent, type EventActor, storeNow, type Transaction } from '../audit/append-event';

/** Voids what was asked for or approved of a run whose plan is another now. Without an open request it does nothing. */
export async function voidOpenApproval(
  tx: Transaction,
  run: { id: string; incidentId: string },
  actor: EventActor,
  because: string,
): Promise<void> {
  const open = await tx.approval.findFirst({
    where: { runId: run.id, sideStepId: null, state: { in: ['requested', 'approved'] } },
  });
  if (!open) return;
  const ended = await tx.approval.updateMany({
    where: { id: open.id, state: open.state },
    data: { state: 'void', decidedAt: await storeNow(tx) },
  });
  if (ended.count === 1)
    await appendEvent(tx, {
      type: 'approval.voided',
      incidentId: run.incidentId,
      runId: run.id,
      actor,
      data: { planHash: open.planHash, because },
    });
}
