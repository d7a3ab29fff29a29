import 'server-only';
import { randomBytes } from 'node:crypto';
import type { ActionError } from '@/lib/contracts/result';
import { AppError } from '@/lib/domain/errors';
import { logger } from './logger';

/** PostgreSQL's own word for text with a NUL: an address of a page may hold one, and nothing is stored under it. */
const isNoText = (error: unknown) => error instanceof Error && /Code: `22021`/.test(error.message);

/** Expected refusals as they are; anything else logged once, shown with a reference id and no detail. */
export function toActionError(error: unknown): ActionError {
  if (error instanceof AppError && error.code !== 'unexpected')
    return { code: error.code, message: error.message, remedy: error.remedy, fields: error.fields };
  if (isNoText(error))
    return {
      code: 'invalid_input',
      message: 'The request holds a NUL, which is part of no text. Nothing was changed.',
      remedy: 'Check the address, or find the page from the Now page.',
    };
  const referenceId = randomBytes(4).toString('hex');
  logger().error({ err: error, referenceId }, 'unexpected error');
  return {
    code: 'unexpected',
    message: 'The console failed in a way it did not expect.',
    remedy:
      'Reload the page to see what state things are in, then try again. If it happens again, give this reference to an administrator.',
    referenceId,
  };
}
