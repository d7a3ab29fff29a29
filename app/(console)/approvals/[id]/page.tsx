import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { ApprovalScreen } from '@/components/approval/approval-screen';
import { getApprovalView } from '@/lib/server/approvals/get-approval-view';
import { requirePerson } from '@/lib/server/auth/session';
import { decideApproval, withdrawApproval } from './actions';

export const metadata: Metadata = { title: 'Approve' };

export default async function ApprovalPage({ params }: { params: Promise<{ id: string }> }) {
  const me = await requirePerson();
  const view = await getApprovalView(me, (await params).id);
  if (!view) notFound();
  return <ApprovalScreen initial={view} decide={decideApproval} withdraw={withdrawApproval} />;
}
