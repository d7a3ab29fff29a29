import type { ErrorCode } from '@/lib/domain/errors';

/** What a terminal ends with, and what each number says. 0 stands for success and for nothing else. */
export const EXIT = {
  ok: { code: 0, says: 'done, and all is well' },
  failed: { code: 1, says: 'it failed in a way that nobody expected, or the console does not run' },
  usage: { code: 2, says: 'the command line is wrong; nothing was done' },
  notSignedIn: { code: 3, says: 'no token, or one that is wrong, expired, revoked, or readable by others' },
  forbidden: { code: 4, says: 'this person may not do it; nothing was changed' },
  refused: { code: 5, says: 'it is not possible as things stand now; nothing was changed' },
  notFound: { code: 6, says: 'there is no such incident, request, target or the like' },
  unwell: {
    code: 7,
    says: 'it was done, and its result is not good: a step failed, a check is red, a plan was denied',
  },
  waiting: { code: 8, says: 'it waits for a person to decide' },
  timedOut: { code: 9, says: 'it was not over in the time given; it goes on by itself' },
  interrupted: { code: 130, says: 'Ctrl-C; what was started goes on by itself' },
} as const satisfies Record<string, { code: number; says: string }>;
export type Exit = keyof typeof EXIT;

export const EXIT_OF_ERROR: Record<ErrorCode, Exit> = {
  invalid_input: 'usage',
  not_signed_in: 'notSignedIn',
  forbidden: 'forbidden',
  stale_sign_in: 'forbidden',
  not_found: 'notFound',
  conflict: 'refused',
  plan_changed: 'refused',
  blocked: 'refused',
  too_many_attempts: 'refused',
  target_unavailable: 'failed',
  unexpected: 'failed',
};
