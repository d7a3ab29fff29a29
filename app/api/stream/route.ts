import type { NextRequest } from 'next/server';
import { authorise } from '@/lib/server/auth/authorise';
import { findSignedIn } from '@/lib/server/auth/session';
import { eventStream } from '@/lib/server/event-stream';

export const dynamic = 'force-dynamic';

export async function GET(request: NextRequest): Promise<Response> {
  const signedIn = await findSignedIn();
  if (!signedIn) return new Response(null, { status: 401 });
  await authorise(signedIn.me, 'console.read');
  const after = request.headers.get('last-event-id') ?? request.nextUrl.searchParams.get('after');
  const sequence = after && /^\d{1,18}$/.test(after) ? BigInt(after) : null;
  const stream = await eventStream({ after: sequence, signal: request.signal, sessionId: signedIn.sessionId });
  return new Response(stream, {
    headers: {
      'content-type': 'text/event-stream',
      'cache-control': 'no-store, no-transform',
      'x-accel-buffering': 'no',
    },
  });
}
