import { AppError } from './errors';

/** For how long a password or a passkey that was given stands behind what is done in its session. */
export const FRESH_MINUTES = 5;

/** Whether who sits there showed within the last minutes that they are this person. Both times by one clock. */
export function isFresh(freshAt: Date | null, now: Date): boolean {
  return freshAt !== null && now.getTime() - freshAt.getTime() < FRESH_MINUTES * 60_000;
}

/** What is refused without one; the screens know it by its code, ask for the password and try again. */
export function staleSignIn(): AppError {
  return new AppError(
    'stale_sign_in',
    `This needs your password or passkey, given within the last ${FRESH_MINUTES} minutes; nothing was changed.`,
    'Give it where you are asked for it, then try again.',
  );
}
