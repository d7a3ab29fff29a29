import 'server-only';
import { signInSchema } from '@/lib/contracts/inputs';
import { AppError } from '@/lib/domain/errors';
import { db } from '../db';
import { parseInput } from '../parse-input';
import { hashPassword, verifyPassword } from './passwords';
import { type CameFrom, startSession } from './session-store';
import { beginAttempt, forgiveAttempts } from './throttle';

let nobody: Promise<string> | undefined;

/** Signs in and starts a session; the password that was looked at has to be the person's when it starts. */
export async function openSession(input: unknown, from: CameFrom): Promise<{ id: string; sessionId: string }> {
  const person = await signIn(input, from.address);
  const sessionId = await startSession(person.id, from, person.passwordHash);
  if (!sessionId) throw wrongPassword();
  return { id: person.id, sessionId };
}

/**
 * The person with this address and password. An unknown address takes as long as a wrong password and answers with
 * the same sentence, so that neither tells who has an account.
 */
export async function signIn(input: unknown, address: string): Promise<{ id: string; passwordHash: string }> {
  const { email, password } = parseInput(signInSchema, input);
  const attemptId = await beginAttempt(email, address);
  const person = await db().person.findUnique({ where: { email } });
  nobody ??= hashPassword('nobody has this password');
  const isRight = await verifyPassword(password, person?.passwordHash ?? (await nobody));
  const isIn = isRight && person?.isActive === true;
  if (!isIn) throw wrongPassword();
  await forgiveAttempts(attemptId, email);
  return { id: person.id, passwordHash: person.passwordHash };
}

function wrongPassword(): AppError {
  return new AppError(
    'not_signed_in',
    'The e-mail address or the password is not right.',
    'Try again, or ask an administrator for a new password.',
  );
}
