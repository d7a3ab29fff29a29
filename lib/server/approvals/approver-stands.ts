import 'server-only';
import type { Override } from '@/lib/contracts/override';
import type { Plan } from '@/lib/contracts/plan';
import type { Role } from '@/lib/contracts/runbook';
import { type GivenDecision, standingOf } from '@/lib/domain/approval-needs';
import { AppError } from '@/lib/domain/errors';
import { leftBlocks } from '@/lib/domain/overrides';
import { mayDo } from '@/lib/domain/permissions';
import { mayReach } from '@/lib/domain/reach';
import type { Transaction } from '../audit/append-event';
import { reachOfPerson } from '../auth/reach';
import type { LoadedRun } from '../runs/load-run';
import { candidate } from './approvers';
import { needsIn } from './needs-of-run';

type Approved = LoadedRun['approvals'][number];

/**
 * Refuses unless those who approved and still stand are enough for what it needs. A person who was disabled or lost the role
 * after approving no longer counts, nor whoever stood for such a person; nor, until the run is started, whoever stood for one
 * who took that back, or who left the target's team (`teamId`), or whose lender did. One under way goes on: neither is a
 * reason to leave a database half rolled back.
 */
export async function assertApproverStands(
  tx: Transaction,
  approval: Approved,
  teamId: string | null = null,
): Promise<void> {
  if (approval.kind === 'break_glass') return assertBreakerStands(tx, approval.requestedById, teamId);
  const standing = await standingDecisions(tx, approval, teamId);
  if (standingOf(needsIn(approval), standing).state !== 'approved')
    throw refused('the person who approved it may not approve any more');
}

async function standingDecisions(tx: Transaction, approval: Approved, teamId: string | null): Promise<GivenDecision[]> {
  const { decisions } = approval;
  const ids = decisions.flatMap(({ personId, onBehalfOfId }) => [personId, onBehalfOfId ?? personId]);
  const people = await tx.person.findMany({ where: { id: { in: ids }, isActive: true }, select: candidate });
  const lent = await lentTo(tx, ids, approval);
  return decisions.flatMap(({ personId, onBehalfOfId, at, verdict }) => {
    const by = people.find(({ id }) => id === personId);
    const owner = people.find(({ id }) => id === (onBehalfOfId ?? personId));
    const isLent = lent.some(
      (d) => d.toId === personId && d.fromId === onBehalfOfId && d.startsAt <= at && at < d.endsAt,
    );
    if (!by || !owner || (onBehalfOfId !== null && !isLent)) return [];
    if (!mayDo(by.role as Role, 'approval.decide')) return [];
    if (![by, owner].every((person) => mayReach(reachOfPerson(person), teamId))) return [];
    return [{ personId, onBehalfOfId, role: owner.role as Role, verdict: verdict as GivenDecision['verdict'] }];
  });
}

/** Not revoked, or only after the run was started: it goes on then. What is done beside a run is no start of it. */
async function lentTo(tx: Transaction, ids: string[], { runId, sideStepId }: Approved) {
  const run = sideStepId ? null : await tx.run.findUnique({ where: { id: runId }, select: { startedAt: true } });
  const still = run?.startedAt ? [{ revokedAt: null }, { revokedAt: { gt: run.startedAt } }] : [{ revokedAt: null }];
  return tx.delegation.findMany({ where: { toId: { in: ids }, OR: still } });
}

/**
 * Refuses where the plan was made in spite of what blocks it, and not everybody who approved it let each of that pass by
 * name. What an approver overrode holds for exactly those findings, since the plan's hash binds them.
 */
export function assertBlocksOverridden(plan: Plan, { kind, decisions }: Approved): void {
  const blocks = plan.blocks ?? [];
  if (blocks.length === 0) return;
  const approved = decisions.filter(({ verdict }) => verdict === 'approved');
  const isLeft = approved.some(
    ({ overrides }) => leftBlocks(blocks, (overrides as Override[] | null) ?? []).length > 0,
  );
  if (kind === 'break_glass' || approved.length === 0 || isLeft)
    throw refused('the preflight found what blocks it, and not all of that was overridden');
}

async function assertBreakerStands(tx: Transaction, id: string, teamId: string | null): Promise<void> {
  const person = await tx.person.findUnique({ where: { id }, select: candidate });
  const mayBreak = person?.isActive && mayDo(person.role as Role, 'approval.break-glass');
  if (!mayBreak || !mayReach(reachOfPerson(person), teamId))
    throw refused('the person who broke the glass for it may not any more');
}

const refused = (because: string) =>
  new AppError(
    'blocked',
    `Nothing was started: ${because}.`,
    'Look at the plan again and ask for a new approval; a run under way is aborted first.',
  );
