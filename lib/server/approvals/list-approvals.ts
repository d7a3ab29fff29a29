import 'server-only';
import type { ApprovalSummary } from '@/lib/contracts/approval-view';
import type { Me } from '@/lib/contracts/views';
import { authorise } from '../auth/authorise';
import { db } from '../db';
import { toApprovalSummary, withRun } from './approval-summary';

/** Requests that wait, then the newest that were decided. Those waiting for this person come first. */
export async function listApprovals(me: Me): Promise<ApprovalSummary[]> {
  await authorise(me, 'console.read');
  const [open, decided] = await Promise.all([
    db().approval.findMany({
      where: { state: 'requested', expiresAt: { gt: new Date() } },
      include: withRun,
      orderBy: { requestedAt: 'asc' },
    }),
    db().approval.findMany({
      where: { state: { not: 'requested' } },
      include: withRun,
      orderBy: { requestedAt: 'desc' },
      take: 30,
    }),
  ]);
  const summaries = await Promise.all([...open, ...decided].map((row) => toApprovalSummary(row, me)));
  return summaries.sort((a, b) => Number(b.canDecide) - Number(a.canDecide));
}
