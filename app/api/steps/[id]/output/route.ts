import type { NextRequest } from 'next/server';
import { answer } from '@/lib/server/route';
import { readOutput } from '@/lib/server/runs/read-output';

export async function GET(request: NextRequest, { params }: { params: Promise<{ id: string }> }): Promise<Response> {
  const { id } = await params;
  const number = (name: string) => Number(request.nextUrl.searchParams.get(name)) || 0;
  return answer((me) => readOutput(me, { stepId: id, epoch: number('epoch'), after: number('after') }), 'step');
}
