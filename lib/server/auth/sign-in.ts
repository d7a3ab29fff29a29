import 'server-only';
import { signInSchema } from '@/lib/contracts/inputs';
import { AppError } from '@/lib/domain/errors';
import { db } from '../db';
import { parseInput } from '../parse-input';
import { hashPassword, verifyPassword } from './passwords';
import { beginAttempt, forgiveAttempts } from './throttle';

let nobody: Promise<string> | undefined;

/**
 * The person with this address and password. An unknown address takes as long as a wrong password and answers with
 * the same sentence, so that neither tells who has an account.
 */
export async function signIn(input: unknown, address: string): Promise<{ id: string; name: string; email: string }> {
  const { email, password } = parseInput(signInSchema, input);
  const attemptId = await beginAttempt(email, address);
  const person = await db().person.findUnique({ where: { email } });
  nobody ??= hashPassword('nobody has this password');
  const isRight = await verifyPassword(password, person?.passwordHash ?? (await nobody));
  const isIn = isRight && person?.isActive === true;
  if (!isIn)
    throw new AppError(
      'not_signed_in',
      'The e-mail address or the password is not right.',
      'Try again, or ask an administrator for a new password.',
    );
  await forgiveAttempts(attemptId, email);
  return { id: person.id, name: person.name, email: person.email };
}
