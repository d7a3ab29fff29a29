import type { Metadata } from 'next';
import { ApprovalList } from '@/components/lists/approval-list';
import { PageHead } from '@/components/ui/page-head';
import { listApprovals } from '@/lib/server/approvals/list-approvals';
import { requirePerson } from '@/lib/server/auth/session';

export const metadata: Metadata = { title: 'Approvals' };

export default async function ApprovalsPage() {
  const me = await requirePerson();
  return (
    <div className="page">
      <PageHead
        title="Approvals"
        about="Whoever asked for a rollback never approves it. What is approved is exactly the plan that you read."
      />
      <ApprovalList initial={await listApprovals(me)} />
    </div>
  );
}
