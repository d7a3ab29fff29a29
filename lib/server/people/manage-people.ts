import 'server-only';
import type { z } from 'zod';
import type { changePersonSchema, createPersonSchema, setPasswordSchema } from '@/lib/contracts/inputs';
import type { Me } from '@/lib/contracts/views';
import { AppError, conflict, notFound } from '@/lib/domain/errors';
import { ROLE_WORDS } from '@/lib/domain/permissions';
import { appendEvent, type Transaction } from '../audit/append-event';
import { authorise } from '../auth/authorise';
import { hashPassword } from '../auth/passwords';
import { endSessionsOf } from '../auth/session-store';
import { revokeTokensOf } from '../auth/tokens';
import { db } from '../db';

export async function createPerson(me: Me, input: z.output<typeof createPersonSchema>): Promise<{ id: string }> {
  const actor = await authorise(me, 'people.manage');
  const { name, email, role, password } = input;
  const passwordHash = await hashPassword(password);
  return db().$transaction(async (tx) => {
    if (await tx.person.findUnique({ where: { email } })) {
      const message = 'Somebody has this e-mail address already.';
      throw new AppError('conflict', message, 'Nobody was added; use another address, or change that person.', {
        fields: { email: message },
      });
    }
    const person = await tx.person.create({ data: { name, email, role, passwordHash } });
    await appendEvent(tx, { type: 'person.created', data: { email, role }, actor });
    return { id: person.id };
  });
}

/** Changes a role or an account's state. The person's sessions end at once, and a disabled one's terminal tokens, too. */
export async function changePerson(me: Me, input: z.output<typeof changePersonSchema>): Promise<null> {
  const actor = await authorise(me, 'people.manage');
  return db().$transaction(async (tx) => {
    // Held in one order: two administrators who disable each other at once would otherwise leave none.
    await tx.$executeRaw`SELECT 1 FROM "Person" WHERE "role" = 'administrator' OR "id" = ${input.personId}::uuid ORDER BY "id" FOR UPDATE`;
    const person = await tx.person.findUnique({ where: { id: input.personId } });
    if (!person) throw notFound('person');
    const role = input.role ?? person.role;
    const isActive = input.isActive ?? person.isActive;
    if (person.role === 'administrator' && person.isActive && (role !== 'administrator' || !isActive))
      await assertAnotherAdministrator(tx, person.id);
    await tx.person.update({ where: { id: person.id }, data: { role, isActive } });
    // Also after a change of role: nobody goes on with more or less than they signed in with.
    if (!isActive || role !== person.role) await endSessionsOf(tx, person.id);
    const changes = [
      role === person.role ? '' : `role ${ROLE_WORDS[role as Me['role']]}`,
      isActive === person.isActive ? '' : isActive ? 'enabled' : 'disabled',
    ].filter(Boolean);
    if (changes.length > 0)
      await appendEvent(tx, {
        type: 'person.changed',
        data: { email: person.email, change: changes.join(', ') },
        actor,
      });
    if (!isActive) await revokeTokensOf(tx, person.id, actor);
    return null;
  });
}

/**
 * Gives a person a password that they did not choose or forgot. Whoever is signed in with the old one is signed out, what
 * they made for terminals meanwhile is revoked, and wrong ones typed before count no more.
 */
export async function setPassword(me: Me, input: z.output<typeof setPasswordSchema>): Promise<null> {
  const actor = await authorise(me, 'people.manage');
  const passwordHash = await hashPassword(input.password);
  return db().$transaction(async (tx) => {
    const person = await tx.person.findUnique({ where: { id: input.personId } });
    if (!person) throw notFound('person');
    await tx.person.update({ where: { id: person.id }, data: { passwordHash } });
    await endSessionsOf(tx, person.id);
    await tx.signInAttempt.deleteMany({ where: { email: person.email, succeeded: false } });
    await appendEvent(tx, { type: 'person.changed', data: { email: person.email, change: 'new password' }, actor });
    await revokeTokensOf(tx, person.id, actor);
    return null;
  });
}

async function assertAnotherAdministrator(tx: Transaction, exceptId: string): Promise<void> {
  const others = await tx.person.count({ where: { role: 'administrator', isActive: true, id: { not: exceptId } } });
  if (others === 0)
    throw conflict(
      'This is the last active administrator, so nothing was changed.',
      'Make somebody else an administrator first.',
    );
}
