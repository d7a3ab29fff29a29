import 'server-only';
import type { z } from 'zod';
import type { DelegationsView, makeDelegationSchema, revokeDelegationSchema } from '@/lib/contracts/delegation';
import type { Role } from '@/lib/contracts/runbook';
import type { Me } from '@/lib/contracts/views';
import { isInForce, MAX_DELEGATION_DAYS, whyNotDelegate } from '@/lib/domain/delegations';
import { AppError, conflict, notFound } from '@/lib/domain/errors';
import { mayDo } from '@/lib/domain/permissions';
import { appendEvent, storeNow } from '../audit/append-event';
import { assertFresh } from '../auth/assert-fresh';
import { authorise } from '../auth/authorise';
import { db } from '../db';

/** Lets a named person decide in this one's role until a day; both are held, so neither changes beside it. */
export async function makeDelegation(me: Me, input: z.output<typeof makeDelegationSchema>): Promise<{ id: string }> {
  const person = await authorise(me, 'approval.delegate');
  await assertFresh(person);
  return db().$transaction(async (tx) => {
    const ids = [person.id, input.toId];
    await tx.$executeRaw`SELECT 1 FROM "Person" WHERE "id" = ANY (${ids}::uuid[]) ORDER BY "id" FOR UPDATE`;
    const actor = await authorise(person, 'approval.delegate', tx);
    const to = await tx.person.findUnique({ where: { id: input.toId } });
    if (!to) throw notFound('person');
    const now = await storeNow(tx);
    const window = { startsAt: input.startsAt ? new Date(input.startsAt) : now, endsAt: new Date(input.endsAt) };
    const because = whyNotDelegate({ ...actor, isActive: true }, { ...to, role: to.role as Role }, window, now);
    if (because)
      throw new AppError('invalid_input', `${because} Nothing was changed.`, 'Choose another person or time.');
    const others = await tx.delegation.findMany({ where: { fromId: actor.id, toId: to.id, revokedAt: null } });
    if (others.some((one) => one.startsAt < window.endsAt && window.startsAt < one.endsAt))
      throw conflict(`${to.name} stands for you in that time already; nothing was changed.`, 'Revoke that one first.');
    const { id } = await tx.delegation.create({
      data: { fromId: actor.id, toId: to.id, ...window, reason: input.reason },
    });
    await appendEvent(tx, {
      type: 'delegation.made',
      actor,
      data: {
        from: actor.email,
        to: to.email,
        role: actor.role,
        startsAt: window.startsAt.toISOString(),
        endsAt: window.endsAt.toISOString(),
        reason: input.reason,
      },
    });
    return { id };
  });
}

/**
 * Ends a delegation at once, by who lent the role, who stands for them, or an administrator. What was approved with it and
 * has not been started is not started any more; a run under way goes on, and whoever drives can abort it.
 */
export async function revokeDelegation(me: Me, input: z.output<typeof revokeDelegationSchema>): Promise<null> {
  const actor = await authorise(me, 'approval.revoke-delegation');
  return db().$transaction(async (tx) => {
    await tx.$executeRaw`SELECT 1 FROM "Delegation" WHERE "id" = ${input.delegationId}::uuid FOR UPDATE`;
    const row = await tx.delegation.findUnique({
      where: { id: input.delegationId },
      include: { from: true, to: true },
    });
    if (!row || !mayRevoke(row, actor)) throw notFound('delegation');
    const now = await storeNow(tx);
    if (row.revokedAt || row.endsAt <= now) throw conflict('It is over already; nothing was changed.');
    await tx.delegation.update({ where: { id: row.id }, data: { revokedAt: now, revokedById: actor.id } });
    await appendEvent(tx, {
      type: 'delegation.revoked',
      actor,
      data: { from: row.from.email, to: row.to.email, role: row.from.role as Role },
    });
    return null;
  });
}

const mayRevoke = ({ fromId, toId }: { fromId: string; toId: string }, me: Me) =>
  mayDo(me.role, 'approval.revoke-delegation') &&
  (fromId === me.id || toId === me.id || mayDo(me.role, 'people.manage'));

/** Who stands for whom, now or later; everybody sees that, since everybody may ask whom to call. */
export async function listDelegations(me: Me): Promise<DelegationsView> {
  const person = await authorise(me, 'console.read');
  const now = await storeNow(db());
  const [rows, people] = await Promise.all([
    db().delegation.findMany({
      where: { revokedAt: null, endsAt: { gt: now } },
      include: { from: true, to: true },
      orderBy: { startsAt: 'asc' },
    }),
    db().person.findMany({ where: { isActive: true }, orderBy: { name: 'asc' } }),
  ]);
  const canLend = mayDo(person.role, 'approval.delegate');
  return {
    delegations: rows.map((row) => ({
      id: row.id,
      from: row.from.name,
      to: row.to.name,
      role: row.from.role as Role,
      startsAt: row.startsAt.toISOString(),
      endsAt: row.endsAt.toISOString(),
      reason: row.reason,
      state: isInForce(row, now) ? 'in_force' : 'planned',
      canRevoke: mayRevoke(row, person),
    })),
    canLend,
    people: people.flatMap(({ id, name, email, role }) =>
      canLend && id !== person.id && role !== person.role && mayDo(role as Role, 'approval.decide')
        ? [{ id, name, email, role: role as Role }]
        : [],
    ),
    maxDays: MAX_DELEGATION_DAYS,
  };
}
