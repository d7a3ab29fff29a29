import { env } from '@/lib/server/env';

/** Fails the server's start, rather than a page in the night, when its environment is not usable. */
export async function register(): Promise<void> {
  const { NEXTAUTH_URL, NODE_ENV, CONSOLE_TRUSTED_PROXIES } = env();
  // Next builds this file for its edge, too, which has no Node and is not used; only this very sentence tells it so.
  if (process.env.NEXT_RUNTIME !== 'nodejs') return;
  const { guardRequests } = await import('@/lib/server/door/guard-requests');
  guardRequests({
    isHttps: NEXTAUTH_URL.startsWith('https://'),
    isProduction: NODE_ENV === 'production',
    trusted: CONSOLE_TRUSTED_PROXIES,
    built: NODE_ENV === 'production' ? '.next/static' : null,
  });
}
