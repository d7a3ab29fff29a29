import 'server-only';
import { AppError } from '@/lib/domain/errors';
import { env } from '../env';

/**
 * Whether a mutation says that it comes from this console. Next allows a missing Origin with a warning; a browser always
 * sends one with a POST, so whoever does not is not a browser on our page. X-Forwarded-Host is not read.
 */
export function isSameOrigin(origin: string | null | undefined, host: string | null | undefined): boolean {
  return Boolean(origin) && (isHost(origin, host) || isHost(origin, new URL(env().NEXTAUTH_URL).host));
}

export function assertSameOrigin(headers: Headers): void {
  if (isSameOrigin(headers.get('origin'), headers.get('host'))) return;
  throw new AppError(
    'forbidden',
    'The request did not come from this console; nothing was changed.',
    'Open the console in the browser and try again.',
  );
}

function isHost(origin: string | null | undefined, host: string | null | undefined): boolean {
  return Boolean(origin && host) && URL.canParse(origin as string) && new URL(origin as string).host === host;
}
