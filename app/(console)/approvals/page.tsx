import type { Metadata } from 'next';
import { ApprovalList } from '@/components/lists/approval-list';
import { RowKeys } from '@/components/shell/row-keys';
import { PageHead } from '@/components/ui/page-head';
import { listApprovals } from '@/lib/server/approvals/list-approvals';
import { requirePerson } from '@/lib/server/auth/session';
import { OfferPush } from '../offer-push';

export const metadata: Metadata = { title: 'Approvals' };

export default async function ApprovalsPage() {
  const me = await requirePerson();
  return (
    <div className="page">
      <PageHead
        title="Approvals"
        about="Whoever asked for a rollback never approves it. What is approved is exactly the plan that you read."
      />
      <OfferPush me={me} className="mb-4.5" />
      <RowKeys of="request">
        <ApprovalList initial={await listApprovals(me)} />
      </RowKeys>
    </div>
  );
}
