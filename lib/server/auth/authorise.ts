import 'server-only';
import type { Me } from '@/lib/contracts/views';
import { assertInScope } from '@/lib/domain/access-tokens';
import { AppError } from '@/lib/domain/errors';
import { assertMayDo, type Permission } from '@/lib/domain/permissions';
import type { Transaction } from '../audit/append-event';
import { db } from '../db';
import { findWayIn } from './way-in';

/**
 * The one gate. Every use case that changes or reads something calls it; proxies and pages only redirect. Reads the
 * person anew, so that a demotion or a disabled account counts from that moment, whatever the session still says.
 */
export async function authorise(me: Pick<Me, 'id'>, permission: Permission, tx: Transaction = db()): Promise<Me> {
  const person = await tx.person.findUnique({ where: { id: me.id } });
  if (!person?.isActive)
    throw new AppError(
      'not_signed_in',
      'This account is not active; nothing was changed.',
      'Ask an administrator to enable it.',
    );
  const current: Me = { id: person.id, name: person.name, email: person.email, role: person.role as Me['role'] };
  assertMayDo(current.role, permission);
  // Only for whom the token signs in: an approval may go on to do what somebody else armed.
  const way = findWayIn();
  if (way?.kind === 'token' && way.personId === person.id) assertInScope(way.scopes, permission);
  return current;
}
