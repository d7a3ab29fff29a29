import 'server-only';
import { decidePermission } from '@/lib/domain/escalation';
import { PERMISSIONS, type Permission } from '@/lib/domain/permissions';
import type { PushPlan } from '@/lib/domain/push-rules';
import { findApprovers } from '../approvals/approvers';
import type { Transaction } from '../audit/append-event';
import { peopleWhoReach } from '../auth/reach';
import { LOOK_HOLDS } from '../stream-looks';
import type { About } from './read-facts';

/** The ids of those whom a rule names, who are active and reach the target. Never the one who did it, unless it says so. */
export async function whoIsTold(tx: Transaction, plan: PushPlan, about: About): Promise<string[]> {
  const named = await peopleOf(tx, plan, about);
  const others = plan.tellsActor ? named : named.filter((id) => id !== about.event.actorId);
  if (others.length === 0) return [];
  const people = await tx.person.findMany({
    where: { id: { in: others }, isActive: true, ...peopleWhoReach(about.target.teamId) },
    select: { id: true },
  });
  const ids = people.map(({ id }) => id);
  return plan.isForAway ? withoutThoseThere(tx, ids, about.incident.id) : ids;
}

async function peopleOf(tx: Transaction, plan: PushPlan, about: About): Promise<string[]> {
  const { event, approval, target } = about;
  switch (plan.to) {
    case 'approvers': {
      if (approval?.state !== 'requested') return [];
      const deciders = await findApprovers(tx, { facts: approval.facts, teamId: target.teamId });
      return deciders.map(({ id }) => id);
    }
    case 'told':
      return approval ? toldOf(tx, approval.id) : [];
    case 'asker':
      return approval ? [approval.requestedById] : [];
    case 'driver':
      return driversOf(about);
    case 'actor':
      return approval ? (await toldOf(tx, approval.id)).filter((id) => id === event.actorId) : [];
    case 'from':
      return [(event.data as { fromId?: string | null }).fromId].flatMap((id) => id ?? []);
    case 'to':
      return [(event.data as { toId?: string | null }).toId].flatMap((id) => id ?? []);
    case 'reviewers':
      return whoMay(tx, 'break-glass.review');
    case 'deciders':
      return whoMay(tx, decidePermission((event.data as { level: number }).level));
  }
}

/**
 * Whoever is at the wheel. Of a plan that was not started that is who prepared it, and they may have handed the incident over
 * and be asleep; where there is no plan, nobody but who leads.
 */
function driversOf({ incident: { leadId, declaredById }, run }: About): string[] {
  if (!run) return [leadId ?? declaredById];
  const driver = run.driverId ?? run.preparedById;
  return run.startedAt === null && leadId ? [driver, leadId] : [driver];
}

/** Whose device got this request and on whose none it was opened: who has read it needs no word that it is over. */
async function toldOf(tx: Transaction, approvalId: string): Promise<string[]> {
  const told = await tx.push.groupBy({
    by: ['personId'],
    where: { approvalId, kind: 'approval', state: { in: ['sending', 'sent'] } },
    _max: { openedAt: true },
  });
  return told.filter(({ _max }) => _max.openedAt === null).map(({ personId }) => personId);
}

async function whoMay(tx: Transaction, permission: Permission): Promise<string[]> {
  const people = await tx.person.findMany({
    where: { role: { in: [...PERMISSIONS[permission]] }, isActive: true },
    select: { id: true },
  });
  return people.map(({ id }) => id);
}

/** Whoever has the room on a screen sees it there. */
async function withoutThoseThere(tx: Transaction, ids: string[], incidentId: string): Promise<string[]> {
  const there = await tx.$queryRaw<{ personId: string }[]>`
    SELECT DISTINCT l."personId" FROM "Look" l WHERE l."incidentId" = ${incidentId}::uuid AND ${LOOK_HOLDS}`;
  return ids.filter((id) => !there.some(({ personId }) => personId === id));
}
