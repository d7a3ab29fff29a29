import 'server-only';
import type { HandOverKind, HandOverState } from '@/lib/contracts/hand-over';
import type { WaitingView } from '@/lib/contracts/push';
import type { Me } from '@/lib/contracts/views';
import { doesStand } from '@/lib/domain/hand-over';
import type { RunState } from '@/lib/domain/run-states';
import { listOpenApprovals } from '../approvals/list-approvals';
import { authorise } from '../auth/authorise';
import { reachableTargets } from '../auth/reach';
import { db } from '../db';

/** What waits for this person: requests that they may decide, runs of theirs that wait for their driver, and offers to them. */
export async function getWaiting(me: Me): Promise<WaitingView> {
  const person = await authorise(me, 'console.read');
  const [approvals, turns, offers] = await Promise.all([
    listOpenApprovals(person),
    db().run.count({
      where: {
        ...{ driverId: person.id, state: 'waiting' },
        incident: { state: 'open', target: reachableTargets(person) },
      },
    }),
    countOffers(person),
  ]);
  return { approvals: approvals.filter(({ canDecide }) => canDecide).length, turns, offers };
}

/** Of those that wait for their answer the ones that still stand: what has passed to somebody else is asked of nobody. */
async function countOffers(person: Me): Promise<number> {
  const newest = {
    orderBy: { createdAt: 'desc' },
    take: 1,
    select: { id: true, state: true, driverId: true },
  } as const;
  const offers = await db().handOver.findMany({
    where: { toId: person.id, state: 'offered', incident: { state: 'open', target: reachableTargets(person) } },
    include: { incident: { select: { leadId: true, declaredById: true, runs: newest } } },
  });
  return offers.filter(({ incident: { leadId, declaredById, runs }, ...offer }) => {
    const [run] = runs;
    return doesStand(
      { ...offer, kind: offer.kind as HandOverKind, state: offer.state as HandOverState },
      {
        isIncidentOpen: true,
        leadId: leadId ?? declaredById,
        run: run ? { ...run, state: run.state as RunState, deciderIds: [] } : null,
      },
    );
  }).length;
}
