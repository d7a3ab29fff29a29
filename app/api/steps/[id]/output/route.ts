import type { NextRequest } from 'next/server';
import { answer } from '@/lib/server/route';
import { readOutput } from '@/lib/server/runs/read-output';

/** `?tail`, `?before=` and `?line=` read backwards or around a line; without them `?after=` reads on. */
export async function GET(request: NextRequest, { params }: { params: Promise<{ id: string }> }): Promise<Response> {
  const { id: stepId } = await params;
  const query = request.nextUrl.searchParams;
  const number = (name: string) => wholeNumber(query.get(name));
  const place = query.has('line')
    ? { line: number('line') }
    : query.has('tail') || query.has('before')
      ? { before: query.has('before') ? number('before') : null }
      : { after: number('after') };
  return answer((me) => readOutput(me, { stepId, epoch: number('epoch'), ...place }), 'step');
}

/** What the store's numbers can be; anything else counts as 0. */
function wholeNumber(text: string | null): number {
  const number = Number(text);
  return Number.isInteger(number) && number >= 0 && number < 2 ** 31 ? number : 0;
}
