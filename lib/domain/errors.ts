/** One error class, one table. Expected refusals become values at the edge; anything else is logged once with its cause. */
export const ERROR_TABLE = {
  invalid_input: { status: 400 },
  not_signed_in: { status: 401 },
  forbidden: { status: 403 },
  /** Signed in, but not lately enough for this: a password or passkey is asked for, and the same is tried again. */
  stale_sign_in: { status: 403 },
  not_found: { status: 404 },
  conflict: { status: 409 },
  plan_changed: { status: 409 },
  blocked: { status: 422 },
  too_many_attempts: { status: 429 },
  target_unavailable: { status: 502 },
  unexpected: { status: 500 },
} as const;
export type ErrorCode = keyof typeof ERROR_TABLE;

/**
 * A refusal or failure that a person can act on. `message`: what was refused or failed and what state things are in;
 * `remedy`: the safe next move. Both are shown to people, so neither may carry a secret.
 */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly remedy: string;
  /** Field → sentence, for forms. */
  readonly fields?: Record<string, string>;

  constructor(
    code: ErrorCode,
    message: string,
    remedy: string,
    options: { cause?: unknown; fields?: Record<string, string> } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'AppError';
    this.code = code;
    this.remedy = remedy;
    this.fields = options.fields;
  }

  get status(): number {
    return ERROR_TABLE[this.code].status;
  }
}

/** A refusal by the state table, or a lost race: the caller looks again and decides anew. */
export function conflict(message: string, remedy = 'Look at the page again: it shows how things stand now.'): AppError {
  return new AppError('conflict', message, remedy);
}

/** An id that leads nowhere, or to something this person may not see: the two answer alike. */
export function notFound(what: string): AppError {
  return new AppError('not_found', `There is no such ${what}.`, 'Check the address, or find it from the Now page.');
}
