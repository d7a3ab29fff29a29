import 'server-only';
import type { ApprovalSummary } from '@/lib/contracts/approval-view';
import type { Me } from '@/lib/contracts/views';
import { authorise } from '../auth/authorise';
import { onceAReading } from '../one-reading';
import { toApprovalSummaries } from './approval-summary';
import { readDecidedApprovals, readOpenApprovals } from './read-approvals';

/** Requests that wait, then the newest that were decided. Those waiting for this person come first. */
export async function listApprovals(me: Me): Promise<ApprovalSummary[]> {
  const person = await authorise(me, 'console.read');
  const [open, decided] = await Promise.all([readOpenApprovals(person), readDecidedApprovals(person)]);
  return decidableFirst(await toApprovalSummaries([...open, ...decided], person));
}

/** Only those that wait. */
export async function listOpenApprovals(me: Me): Promise<ApprovalSummary[]> {
  const person = await authorise(me, 'console.read');
  return onceAReading(`open approvals of ${person.id}`, async () =>
    decidableFirst(await toApprovalSummaries(await readOpenApprovals(person), person)),
  );
}

const decidableFirst = (summaries: ApprovalSummary[]) =>
  summaries.sort((a, b) => Number(b.canDecide) - Number(a.canDecide));
