import 'server-only';
import { randomBytes } from 'node:crypto';
import type { ActionError } from '@/lib/contracts/result';
import { AppError } from '@/lib/domain/errors';
import { logger } from './logger';

/** Expected refusals as they are; anything else logged once, shown with a reference id and no detail. */
export function toActionError(error: unknown): ActionError {
  if (error instanceof AppError && error.code !== 'unexpected')
    return { code: error.code, message: error.message, remedy: error.remedy, fields: error.fields };
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
