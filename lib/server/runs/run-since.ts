import 'server-only';
import { conflict } from '@/lib/domain/errors';
import type { Transaction } from '../audit/append-event';
import type { LoadedRun } from './load-run';

/**
 * What a run has done may have been undone by any run on its target that started after it, in whatever incident. A target
 * takes one run at a time, so none of them overlap. Throws AppError `conflict` where there is one. `remedy`: the next move.
 */
export async function assertNoneSince(tx: Transaction, run: LoadedRun, remedy: string): Promise<void> {
  if (run.startedAt === null) return;
  const since = await tx.run.findFirst({
    // Of two that started in the same millisecond nobody knows which came first.
    where: { targetId: run.targetId, id: { not: run.id }, startedAt: { gte: run.startedAt } },
    orderBy: { startedAt: 'desc' },
    select: { procedureKey: true, incident: { select: { code: true } } },
  });
  if (!since) return;
  const { procedureKey, incident } = since;
  throw conflict(
    `Procedure ${procedureKey} was run on this target in ${incident.code} since that run began, and may have undone what it did; nothing was changed.`,
    remedy,
  );
}
