import { getRoomView } from '@/lib/server/incidents/get-room-view';
import { answer } from '@/lib/server/route';

export async function GET(_request: Request, { params }: { params: Promise<{ code: string }> }): Promise<Response> {
  const { code } = await params;
  return answer((me) => getRoomView(me, code), 'incident');
}
