import { getBenchmarksView } from '@/lib/server/checks/get-benchmarks-view';
import { answer } from '@/lib/server/route';

export async function GET(_: Request, { params }: { params: Promise<{ key: string }> }): Promise<Response> {
  const { key } = await params;
  return answer((me) => getBenchmarksView(me, key), 'target');
}
