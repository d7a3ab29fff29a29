import type { NextRequest } from 'next/server';
import { answer } from '@/lib/server/route';
import { getHealthSeries } from '@/lib/server/targets/get-health-series';

export async function GET(request: NextRequest, { params }: { params: Promise<{ key: string }> }): Promise<Response> {
  const { key } = await params;
  const { searchParams } = request.nextUrl;
  return answer(
    (me) =>
      getHealthSeries(me, {
        key,
        minutes: searchParams.get('minutes'),
        from: searchParams.get('from'),
        to: searchParams.get('to'),
      }),
    'target',
  );
}
