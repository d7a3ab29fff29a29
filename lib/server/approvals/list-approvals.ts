import 'server-only';
import type { ApprovalSummary } from '@/lib/contracts/approval-view';
import type { Me } from '@/lib/contracts/views';
import { storeNow } from '../audit/append-event';
import { authorise } from '../auth/authorise';
import { reachableTargets } from '../auth/reach';
import { db } from '../db';
import { summarised, toApprovalSummaries } from './approval-summary';

/** Requests that wait, then the newest that were decided. Those waiting for this person come first. */
export async function listApprovals(me: Me): Promise<ApprovalSummary[]> {
  const person = await authorise(me, 'console.read');
  const [open, decided] = await Promise.all([
    readOpen(person),
    db().approval.findMany({
      where: { state: { not: 'requested' }, run: { target: reachableTargets(person) } },
      select: summarised,
      orderBy: { requestedAt: 'desc' },
      take: 30,
    }),
  ]);
  return decidableFirst(await toApprovalSummaries([...open, ...decided], person));
}

/** Only those that wait. */
export async function listOpenApprovals(me: Me): Promise<ApprovalSummary[]> {
  const person = await authorise(me, 'console.read');
  return decidableFirst(await toApprovalSummaries(await readOpen(person), person));
}

const readOpen = async (person: Me) =>
  db().approval.findMany({
    where: {
      state: 'requested',
      expiresAt: { gt: await storeNow(db()) },
      run: { target: reachableTargets(person) },
    },
    select: summarised,
    orderBy: { requestedAt: 'asc' },
  });

const decidableFirst = (summaries: ApprovalSummary[]) =>
  summaries.sort((a, b) => Number(b.canDecide) - Number(a.canDecide));
