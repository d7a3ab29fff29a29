import type { NextRequest } from 'next/server';
import NextAuth from 'next-auth';
import { ERROR_TABLE, type ErrorCode } from '@/lib/domain/errors';
import { toActionError } from '@/lib/server/action-error';
import { authOptions } from '@/lib/server/auth/options';
import { askPasskeyToSignIn } from '@/lib/server/auth/passkey-sign-in';
import { assertSameOrigin } from '@/lib/server/auth/same-origin';

type Context = { params: Promise<{ nextauth: string[] }> };

/** Beside next-auth's addresses: what a browser asks the passkeys that it keeps for this console. It writes nothing. */
const PASSKEY = 'passkey';
/** What signing in and out needs of next-auth; its own pages and the rest of its addresses are not there. */
const READS = ['csrf', 'providers', PASSKEY];
const WRITES = ['callback/credentials', 'callback/passkey', 'signout'];

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
  if (address === PASSKEY)
    return Response.json(await askPasskeyToSignIn(), { headers: { 'cache-control': 'no-store' } });
  // The options are made a request, because a build has no environment.
  return (await NextAuth(request as never, context as never, authOptions())) as Response;
}
