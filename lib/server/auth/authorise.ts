import 'server-only';
import type { Me } from '@/lib/contracts/views';
import { assertInScope } from '@/lib/domain/access-tokens';
import { AppError } from '@/lib/domain/errors';
import { assertMayDo, type Permission } from '@/lib/domain/permissions';
import type { Transaction } from '../audit/append-event';
import { db } from '../db';
import { onceAReading, tellReading } from '../one-reading';
import { findWayIn } from './way-in';

/**
 * The one gate. Every use case that changes or reads something calls it; proxies and pages only redirect. Reads the
 * person anew, so that a demotion or a disabled account counts from that moment, whatever the session still says. The
 * parts of one page or one GET route are one moment: for them it is read once (one-reading.ts).
 */
export async function authorise(me: Pick<Me, 'id'>, permission: Permission, tx?: Transaction): Promise<Me> {
  const person = await (tx ? readActive(tx, me.id) : onceAReading(whoIs(me.id), () => readActive(db(), me.id)));
  if (!person)
    throw new AppError(
      'not_signed_in',
      'This account is not active; nothing was changed.',
      'Ask an administrator to enable it.',
    );
  assertMayDo(person.role, permission);
  // Only for whom the token signs in: an approval may go on to do what somebody else armed.
  const way = findWayIn();
  if (way?.kind === 'token' && way.personId === person.id) assertInScope(way.scopes, permission);
  return { ...person };
}

const whoIs = (id: string) => `person ${id}`;

async function readActive(tx: Transaction, id: string): Promise<Me | null> {
  const person = await tx.person.findUnique({ where: { id } });
  if (!person?.isActive) return null;
  return { id: person.id, name: person.name, email: person.email, role: person.role as Me['role'] };
}

/** The session's own question has just read this person, and that they are active: the reading need not ask again. */
export function tellWhoAsks(person: Me): void {
  tellReading(whoIs(person.id), person);
}
