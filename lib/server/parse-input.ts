import 'server-only';
import type { z } from 'zod';
import { AppError } from '@/lib/domain/errors';

/** Parses untrusted input or throws AppError('invalid_input') with a sentence a field. */
export function parseInput<Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> {
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
