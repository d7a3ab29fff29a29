import { CommanderError } from 'commander';
import type { ActionError } from '@/lib/contracts/result';
import { AppError, conflict, notFound } from '@/lib/domain/errors';
import { EXIT_OF_ERROR, type Exit } from './exit-codes';

/** Somebody pressed Ctrl-C while something was followed. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

/** What was waited for did not come in the time given; it goes on by itself. */
export class TimedOut extends Error {
  override readonly name = 'TimedOut';
}

/** No worker is there to do what is waited for. */
export class Unattended extends Error {
  override readonly name = 'Unattended';
}

export function usageError(message: string, remedy = 'See --help for what can be given.'): AppError {
  return new AppError('invalid_input', message, remedy);
}

/** What the worker told of something that was waited for, as this command's own failure. */
export function workerError({ message, remedy, referenceId }: ActionError): AppError {
  return new AppError('target_unavailable', referenceId ? `${message} Reference ${referenceId}.` : message, remedy);
}

/** What the use cases say of pages, for somebody who has none before them. */
const TERMINAL_REMEDIES: Record<string, string> = {
  [notFound('').remedy]: 'npx rollback status shows what there is.',
  [conflict('').remedy]: 'npx rollback status shows how things stand now.',
};

export type Failure = { error: ActionError; exit: Exit };

/** Any error as people and scripts are told it. Nothing here carries more than its sentence. */
export function toFailure(error: unknown): Failure {
  if (error instanceof AppError && error.code !== 'unexpected') {
    const { code, message, remedy, fields } = error;
    const words = TERMINAL_REMEDIES[remedy] ?? remedy;
    return { error: { code, message, remedy: words, ...(fields ? { fields } : {}) }, exit: EXIT_OF_ERROR[code] };
  }
  if (error instanceof CommanderError)
    return failure('invalid_input', commanderWords(error), 'See --help for what can be given.', 'usage');
  if (error instanceof Interrupted) return failure('interrupted', error.message, '', 'interrupted');
  if (error instanceof TimedOut)
    return failure('timed_out', error.message, 'Look again with npx rollback status.', 'timedOut');
  if (error instanceof Unattended)
    return failure(
      'unavailable',
      error.message,
      'Start the console (npm start) or a worker, and look again.',
      'failed',
    );
  const { name, message } = error instanceof Error ? error : { name: '', message: String(error) };
  if (name === 'Refusal' || name === 'Sentence') return failure('unavailable', message, '', 'failed');
  return failure(
    'unexpected',
    `The console failed in a way it did not expect: ${message.trim().split('\n').at(-1)}`,
    'See how things stand with npx rollback status, then try again; --debug shows where it failed.',
    'failed',
  );
}

function failure(code: string, message: string, remedy: string, exit: Exit): Failure {
  return { error: { code, message, remedy }, exit };
}

function commanderWords({ message }: CommanderError): string {
  const words = message.replace(/^error: /, '').trim();
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}${/[.!?)]$/.test(words) ? '' : '.'}`;
}
