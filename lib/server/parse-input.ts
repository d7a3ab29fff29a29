import 'server-only';
import type { z } from 'zod';
import { AppError } from '@/lib/domain/errors';

/**
 * Text that no store can keep: NUL, and halves of a character. Said once here, since every text of a form would meet it, and
 * the store would answer with a failure that says nothing.
 */
function assertText(input: unknown): void {
  const left: unknown[] = [input];
  for (let value = left.pop(); value !== undefined || left.length > 0; value = left.pop()) {
    if (typeof value === 'string' && (value.includes('\0') || !isWhole(value)))
      throw new AppError(
        'invalid_input',
        'A text holds a NUL or half a character, which nobody could read. Nothing was changed.',
        'Type it anew, then try again.',
      );
    if (typeof value === 'object' && value !== null) left.push(...Object.keys(value), ...Object.values(value));
  }
}

/** Read as characters, a surrogate stands alone only where its other half is missing. */
function isWhole(text: string): boolean {
  return !/\p{Cs}/u.test(text);
}

/** Parses untrusted input or throws AppError('invalid_input') with a sentence a field. */
export function parseInput<Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> {
  assertText(input);
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const fields = Object.fromEntries(parsed.error.issues.map((issue) => [issue.path.join('.'), issue.message]));
  throw new AppError(
    'invalid_input',
    Object.values(fields)[0] ?? 'Something in the form is not right.',
    'Nothing was changed; mend the marked field and try again.',
    { fields },
  );
}
