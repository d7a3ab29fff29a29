import { env } from '@/lib/server/env';

/** Fails the server's start, rather than a page in the night, when its environment is not usable. */
export function register(): void {
  env();
}
