import 'server-only';
import type { z } from 'zod';
import type { decideSchema } from '@/lib/contracts/inputs';
import { type ApprovalFacts, type Capacity, capacityOf, type Decider } from '@/lib/domain/approval';
import { type Standing, standingOf } from '@/lib/domain/approval-needs';
import type { Transaction } from '../audit/append-event';
import type { Lent } from './stands-for';

type Decide = z.output<typeof decideSchema>;
type Given = { facts: ApprovalFacts; decider: Decider; lent: readonly Lent[]; now: Date };
type Said = { planHash: string; reason: string; waitedMs: number; onBehalfOf?: string };

/** Writes the decision in the role in which it counts, and says what has become of the request by it. */
export async function writeDecision(
  tx: Transaction,
  approval: { id: string; planHash: string; requestedAt: Date },
  { facts, decider, lent, now }: Given,
  { verdict, reason, overrides }: Pick<Decide, 'verdict' | 'reason' | 'overrides'>,
): Promise<{ standing: Standing; said: Said }> {
  const { role, onBehalfOfId } = capacityOf(facts, decider) as Capacity;
  const given = { personId: decider.id, onBehalfOfId, role, verdict };
  await tx.decision.create({ data: { approvalId: approval.id, ...given, reason, overrides, at: now } });
  const onBehalfOf = lent.find(({ id }) => id === onBehalfOfId)?.name;
  return {
    standing: standingOf(facts.needs, [...facts.decisions, given]),
    said: {
      planHash: approval.planHash,
      reason,
      waitedMs: now.getTime() - approval.requestedAt.getTime(),
      ...(onBehalfOf && { onBehalfOf }),
    },
  };
}
