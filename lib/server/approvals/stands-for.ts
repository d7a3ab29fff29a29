import 'server-only';
import type { Role } from '@/lib/contracts/runbook';
import type { Me } from '@/lib/contracts/views';
import type { Decider } from '@/lib/domain/approval';
import { isInForce } from '@/lib/domain/delegations';
import { mayDo } from '@/lib/domain/permissions';
import { mayReach, type Reach, reachOf } from '@/lib/domain/reach';
import { storeNow, type Transaction } from '../audit/append-event';
import { authoriseFor } from '../auth/authorise-for';

/** A role that is lent, and what its owner reaches by it: nobody lends more than they have. */
export type Lent = { id: string; name: string; role: Role; until: Date; reach: Reach };

/** For whom people stand at this moment, by their ids: only who is active and still has the role lends it. */
export async function standsForOf(tx: Transaction, now: Date, toId?: string): Promise<Map<string, Lent[]>> {
  const rows = await tx.$queryRaw<DelegationRow[]>`
    /* planned once */ SELECT d."toId", d."fromId", d."startsAt", d."endsAt", d."revokedAt", p."name", p."role", p."isActive",
      ARRAY(SELECT m."teamId"::text FROM "Membership" m WHERE m."personId" = p."id") AS "teamIds"
    FROM "Delegation" d JOIN "Person" p ON p."id" = d."fromId"
    WHERE d."revokedAt" IS NULL AND d."startsAt" <= ${now} AND d."endsAt" > ${now}
      AND (${toId ?? null}::uuid IS NULL OR d."toId" = ${toId ?? null}::uuid)
    ORDER BY d."createdAt"`;
  const counting = rows.filter((row) => isInForce(row, now) && row.isActive && mayDo(row.role, 'approval.delegate'));
  const by = new Map<string, Lent[]>();
  for (const { toId: id, fromId, name, role, teamIds, endsAt } of counting) {
    const lent = { id: fromId, name, role, until: endsAt, reach: reachOf(role, teamIds) };
    by.set(id, [...(by.get(id) ?? []), lent]);
  }
  return by;
}

type DelegationRow = {
  toId: string;
  fromId: string;
  startsAt: Date;
  endsAt: Date;
  revokedAt: Date | null;
  name: string;
  role: Role;
  isActive: boolean;
  teamIds: string[];
};

/** What is lent to this person for a target of this team: only by who reaches it themselves. */
export function lentFor(by: Map<string, Lent[]>, toId: string, teamId: string | null): Lent[] {
  return (by.get(toId) ?? []).filter(({ reach }) => mayReach(reach, teamId));
}

/**
 * Whoever decides, as they stand in this transaction and until it ends: their row and those of whom they stand for are
 * held, so a demotion, a disabling or a revoked delegation comes before the decision or after it, never beside it.
 */
export async function holdDecider(
  tx: Transaction,
  me: Pick<Me, 'id'>,
  { approvalId, teamId }: { approvalId: string; teamId: string | null },
): Promise<{ actor: Me; decider: Decider; lent: Lent[]; now: Date }> {
  await tx.$executeRaw`SELECT 1 FROM "Delegation" WHERE "toId" = ${me.id}::uuid AND "revokedAt" IS NULL ORDER BY "id" FOR SHARE`;
  await tx.$executeRaw`SELECT 1 FROM "Person" WHERE "id" = ${me.id}::uuid
    OR "id" IN (SELECT "fromId" FROM "Delegation" WHERE "toId" = ${me.id}::uuid) ORDER BY "id" FOR SHARE`;
  // Their reach once more, too: since it was asked for they may have waited for the run.
  const actor = await authoriseFor(me, 'approval.decide', { approval: approvalId }, tx);
  const now = await storeNow(tx);
  const lent = lentFor(await standsForOf(tx, now, actor.id), actor.id, teamId);
  return { actor, decider: { id: actor.id, role: actor.role, standsFor: lent }, lent, now };
}
