import type { NextRequest } from 'next/server';
import { answer } from '@/lib/server/route';
import { readMatches } from '@/lib/server/runs/search-output';

/** `?words=`: the numbers of the lines that hold them, in the whole output. */
export async function GET(request: NextRequest, { params }: { params: Promise<{ id: string }> }): Promise<Response> {
  const { id: stepId } = await params;
  const query = request.nextUrl.searchParams;
  const epoch = Number(query.get('epoch')) || 0;
  const words = query.get('words') ?? '';
  return answer((me) => readMatches(me, { stepId, epoch, words, signal: request.signal }), 'step');
}
