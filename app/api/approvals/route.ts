import { listApprovals } from '@/lib/server/approvals/list-approvals';
import { answer } from '@/lib/server/route';

export const dynamic = 'force-dynamic';

export const GET = (): Promise<Response> => answer(listApprovals);
