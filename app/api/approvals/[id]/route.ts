import { getApprovalView } from '@/lib/server/approvals/get-approval-view';
import { answer } from '@/lib/server/route';

export async function GET(_request: Request, { params }: { params: Promise<{ id: string }> }): Promise<Response> {
  const { id } = await params;
  return answer((me) => getApprovalView(me, id), 'request for approval');
}
