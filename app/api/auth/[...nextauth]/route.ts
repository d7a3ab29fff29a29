import type { NextRequest } from 'next/server';
import NextAuth from 'next-auth';
import { ERROR_TABLE, type ErrorCode } from '@/lib/domain/errors';
import { toActionError } from '@/lib/server/action-error';
import { authOptions } from '@/lib/server/auth/options';
import { assertSameOrigin } from '@/lib/server/auth/same-origin';

type Context = { params: Promise<{ nextauth: string[] }> };

/** What signing in and out needs of next-auth; its own pages and the rest of its addresses are not there. */
const READS = ['csrf', 'providers'];
const WRITES = ['callback/credentials', 'signout'];

export async function GET(request: NextRequest, context: Context): Promise<Response> {
  return answer(READS, WRITES, request, context);
}

export async function POST(request: NextRequest, context: Context): Promise<Response> {
  try {
    assertSameOrigin(request.headers);
  } catch (error) {
    const refusal = toActionError(error);
    return Response.json({ error: refusal }, { status: ERROR_TABLE[refusal.code as ErrorCode].status });
  }
  return answer(WRITES, READS, request, context);
}

async function answer(here: string[], otherwise: string[], request: NextRequest, context: Context): Promise<Response> {
  const address = (await context.params).nextauth.join('/');
  if (!here.includes(address)) return new Response(null, { status: otherwise.includes(address) ? 405 : 404 });
  // The options are made a request, because a build has no environment.
  return (await NextAuth(request as never, context as never, authOptions())) as Response;
}
