import 'server-only';
import type { NextAuthOptions } from 'next-auth';
import Credentials from 'next-auth/providers/credentials';
import { signInSchema } from '@/lib/contracts/inputs';
import { toActionError } from '../action-error';
import { recordDenial } from '../audit/record-denial';
import { db } from '../db';
import { openSessionByPasskey } from './passkey-sign-in';
import { sessionCookie } from './session-cookie';
import { sessionSecret } from './session-secret';
import { type CameFrom, endSession, SESSION_HOURS } from './session-store';
import { openSession } from './sign-in';

/** next-auth's part: form, cookie and CSRF. The token carries a session id and nothing that could go stale. */
export function authOptions(): NextAuthOptions {
  return {
    secret: sessionSecret(),
    pages: { signIn: '/sign-in', error: '/sign-in' },
    session: { strategy: 'jwt', maxAge: SESSION_HOURS * 3600 },
    cookies: { sessionToken: sessionCookie() },
    providers: [
      Credentials({
        credentials: { email: { label: 'E-mail address' }, password: { label: 'Password', type: 'password' } },
        authorize: (credentials, req) => orRefuse(credentials, () => openSession(credentials, cameFrom(req.headers))),
      }),
      Credentials({
        id: 'passkey',
        name: 'Passkey',
        credentials: { answer: { label: 'Answer of the passkey' } },
        authorize: (credentials, req) =>
          orRefuse(credentials, () => openSessionByPasskey(credentials, cameFrom(req.headers))),
      }),
    ],
    callbacks: {
      jwt: async ({ token, user }) => (user ? { sid: (user as SignedIn).sessionId } : token),
      // The session id stays out of what scripts in the browser can read.
      session: ({ session }) => ({ expires: session.expires }),
      redirect: ({ url, baseUrl }) => (url.startsWith('/') && !url.startsWith('//') ? `${baseUrl}${url}` : baseUrl),
    },
    events: {
      signOut: async ({ token }) => {
        if (typeof token?.sid === 'string') await endSession(token.sid);
      },
    },
  };
}

type SignedIn = { id: string; sessionId: string };

async function orRefuse(credentials: unknown, signIn: () => Promise<SignedIn>): Promise<SignedIn> {
  try {
    return await signIn();
  } catch (error) {
    await recordDenial(error, { actor: null, account: await accountOf(credentials), way: 'sign-in' });
    const refusal = toActionError(error);
    // next-auth hands the message of an Error to the sign-in page as it is.
    throw new Error(refusal.referenceId ? `${refusal.message} Reference ${refusal.referenceId}.` : refusal.message);
  }
}

/** Only an address that somebody has: what is typed in its place may be a password. */
async function accountOf(credentials: unknown): Promise<string> {
  const email = signInSchema.shape.email.safeParse((credentials as { email?: unknown } | null)?.email).data;
  const person = email ? await db().person.findUnique({ where: { email }, select: { email: true } }) : null;
  return person?.email ?? 'an unknown account';
}

type Headers = Record<string, string | string[] | undefined>;

function cameFrom(headers: Headers = {}): CameFrom {
  return { agent: String(headers['user-agent'] ?? ''), address: addressOf(headers['x-forwarded-for']) };
}

/** Behind a proxy this is what the proxy says; a client that forges it still meets the limit by account. */
function addressOf(forwarded: string | string[] | undefined): string {
  return (Array.isArray(forwarded) ? forwarded[0] : forwarded)?.split(',').at(-1)?.trim() || 'unknown';
}
