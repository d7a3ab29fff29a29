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

/** A one-time token for the first administrator, or null where there are people or one was issued before. */
export async function issueSetupToken(): Promise<string | null> {
  if (!(await isSetupNeeded())) return null;
  const token = randomBytes(18).toString('base64url');
  const made = await db().setting.createMany({ data: { key: KEY, value: digest(token) }, skipDuplicates: true });
  return made.count === 1 ? token : null;
}

/** Makes the first administrator and uses the token up; of two that race, one is refused. */
export async function createFirstAdministrator(input: unknown): Promise<{ email: string }> {
  const { token, name, email, password } = parseInput(setupSchema, input);
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
    'Take it from the first start\'s output, or remove the setting "setup-token-hash" from the store and start again to get a new one.',
    { fields: { token: message } },
  );
}

function digest(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

function isSame(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
}
