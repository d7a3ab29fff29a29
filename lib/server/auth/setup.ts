import 'server-only';
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { setupSchema } from '@/lib/contracts/inputs';
import { AppError } from '@/lib/domain/errors';
import { appendEvent } from '../audit/append-event';
import { db } from '../db';
import { parseInput } from '../parse-input';
import { hashPassword } from './passwords';

const KEY = 'setup-token-hash';

/** Nobody can sign in yet: the console has to be given its first administrator. */
export async function isSetupNeeded(): Promise<boolean> {
  return (await db().person.count()) === 0;
}

/**
 * A one-time token for the first administrator, or null where there are people. While nobody can sign in every start
 * makes a new one, since the one before may have scrolled away; the newest is the one that counts.
 */
export async function issueSetupToken(): Promise<string | null> {
  if (!(await isSetupNeeded())) return null;
  const token = randomBytes(18).toString('base64url');
  const value = digest(token);
  await db().setting.upsert({ where: { key: KEY }, create: { key: KEY, value }, update: { value } });
  return token;
}

/** Makes the first administrator and uses the token up; of two that race, one is refused. */
export async function createFirstAdministrator(input: unknown): Promise<{ email: string }> {
  const { token, name, email, password } = parseInput(setupSchema, input);
  // Before the costly hash: whoever has no token must not be able to keep the processor busy.
  const issued = await db().setting.findUnique({ where: { key: KEY } });
  if (!issued || !isSame(String(issued.value), digest(token))) throw refusal();
  const passwordHash = await hashPassword(password);
  await db().$transaction(async (tx) => {
    const setting = await tx.setting.findUnique({ where: { key: KEY } });
    if (!setting || !isSame(String(setting.value), digest(token))) throw refusal();
    const used = await tx.setting.deleteMany({ where: { key: KEY } });
    if (used.count !== 1 || (await tx.person.count()) > 0) throw refusal();
    const person = await tx.person.create({ data: { name, email, passwordHash, role: 'administrator' } });
    await appendEvent(tx, {
      type: 'person.created',
      data: { email, role: 'administrator' },
      actor: { id: person.id, name },
    });
  });
  return { email };
}

function refusal(): AppError {
  const message = 'This setup token is not valid, or it was used before.';
  return new AppError(
    'forbidden',
    message,
    "Take it from the newest start's output; while nobody can sign in, each start prints a new one.",
    { fields: { token: message } },
  );
}

function digest(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

function isSame(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
}
