import 'server-only';
import { AppError } from '@/lib/domain/errors';
import { env } from '../env';

/**
 * Refuses a mutation that does not say it comes from this console. Next allows a missing Origin with a warning; a
 * browser always sends one with a POST, so whoever does not is not a browser on our page. X-Forwarded-Host is not read.
 */
export function assertSameOrigin(headers: Headers): void {
  const origin = headers.get('origin');
  if (origin && (isHost(origin, headers.get('host')) || isHost(origin, new URL(env().NEXTAUTH_URL).host))) return;
  throw new AppError(
    'forbidden',
    'The request did not come from this console; nothing was changed.',
    'Open the console in the browser and try again.',
  );
}

function isHost(origin: string, host: string | null): boolean {
  return host !== null && URL.canParse(origin) && new URL(origin).host === host;
}
