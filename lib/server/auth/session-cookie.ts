import 'server-only';
import { cookies, headers } from 'next/headers';
import { encode, getToken } from 'next-auth/jwt';
import { env } from '../env';
import { sessionSecret } from './session-secret';
import { SESSION_HOURS } from './session-store';

/** Over HTTPS the browser itself sees to it that no other host, no other path and no plain HTTP has set this cookie. */
export function sessionCookie() {
  const isSecure = env().NEXTAUTH_URL.startsWith('https://');
  return {
    name: `${isSecure ? '__Host-' : ''}next-auth.session-token`,
    options: { httpOnly: true, sameSite: 'lax', path: '/', secure: isSecure },
  } as const;
}

/** The session that this request's cookie names, or null; whether it still holds is the store's to say. */
export async function findSessionId(): Promise<string | null> {
  const jar = await cookies();
  const req = {
    headers: Object.fromEntries(await headers()),
    cookies: Object.fromEntries(jar.getAll().map((c) => [c.name, c.value])),
  };
  // next-auth's type wants a whole Next request of the Pages Router; it reads these two.
  const token = await getToken({
    req: req as unknown as Parameters<typeof getToken>[0]['req'],
    secret: sessionSecret(),
    cookieName: sessionCookie().name,
  });
  return typeof token?.sid === 'string' ? token.sid : null;
}

/** Hands the browser another session in place of the one it has. Only in a server action: pages cannot set cookies. */
export async function writeSessionCookie(sessionId: string): Promise<void> {
  const { name, options } = sessionCookie();
  const maxAge = SESSION_HOURS * 3600;
  const value = await encode({ token: { sid: sessionId }, secret: sessionSecret(), maxAge });
  (await cookies()).set(name, value, { ...options, maxAge });
}
