import type { NextRequest } from 'next/server';
import { answer } from '@/lib/server/route';
import { readWholeOutput } from '@/lib/server/runs/download-output';

/** The whole output as a file of text, or one line of it: `?line=`. */
export async function GET(request: NextRequest, { params }: { params: Promise<{ id: string }> }): Promise<Response> {
  const { id: stepId } = await params;
  const query = request.nextUrl.searchParams;
  const line = Number(query.get('line')) || undefined;
  return answer(async (me) => {
    const whole = await readWholeOutput(me, { stepId, epoch: Number(query.get('epoch')) || 0, line });
    if (!whole) return null;
    const headers = {
      'content-type': 'text/plain; charset=utf-8',
      'content-disposition': `attachment; filename="${whole.fileName}"`,
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    };
    return new Response(whole.body, { headers });
  }, 'output');
}
