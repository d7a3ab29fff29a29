import 'server-only';
import type { Severity } from '@/lib/contracts/runbook';
import type { Me } from '@/lib/contracts/views';
import { timeWords } from '@/lib/domain/message-facts';
import { contactsToApprove } from '@/lib/domain/notify-contacts';
import { APPROVER_WORDS } from '@/lib/domain/permissions';
import type { Transaction } from '../audit/append-event';
import { env } from '../env';
import type { Approval, Person } from '../generated/prisma/client';
import { sendBatch } from '../messages/send-batch';
import { getCurrentRunbook } from '../runbooks/store-runbook';
import { type LoadedRun, planOf } from '../runs/load-run';

type Asked = Pick<Approval, 'id' | 'roles' | 'severity' | 'planHash' | 'requestedById' | 'expiresAt' | 'note'>;
type PlanAsked = { approvals: readonly Pick<Approval, 'sideStepId' | 'state' | 'requestedById'>[] };
type Prepared = Pick<LoadedRun, 'preparedById' | 'driverId'> & PlanAsked;

/** Who asked for the approval that a run's plan has, or waits for; null where there is none. */
export function planAskerOf({ approvals }: PlanAsked): string | null {
  const live = approvals.find((a) => a.sideStepId === null && ['requested', 'approved', 'used'].includes(a.state));
  return live?.requestedById ?? null;
}

/** Who may decide on a request: active, in one of its roles, and without another part in the run. */
export async function findApprovers(
  tx: Transaction,
  { roles, requestedById }: Pick<Approval, 'roles' | 'requestedById'>,
  run: Prepared,
): Promise<Person[]> {
  const { preparedById, driverId } = run;
  return tx.person.findMany({
    where: {
      isActive: true,
      role: { in: [...roles] },
      id: { notIn: [requestedById, preparedById, driverId ?? requestedById, planAskerOf(run) ?? requestedById] },
    },
    orderBy: { name: 'asc' },
  });
}

/** The same, of one person who was read already. */
export function isApprover(
  { id, role, isActive }: Pick<Person, 'id' | 'role' | 'isActive'>,
  { roles, requestedById }: Pick<Approval, 'roles' | 'requestedById'>,
  run: Prepared,
): boolean {
  const own = [requestedById, run.preparedById, run.driverId, planAskerOf(run)];
  return isActive && roles.includes(role) && !own.includes(id);
}

/**
 * Tells those who may decide what is asked of them and where, in the caller's transaction. Nothing waits for a channel:
 * what none is connected for is a text to copy, and the request stands whatever becomes of its messages.
 */
export async function tellApprovers(
  tx: Transaction,
  run: LoadedRun,
  approval: Asked,
  actor: Me,
  isReminder = false,
  /** What is asked for, where it is not the run's plan. */
  beside?: string,
): Promise<void> {
  const approvers = await findApprovers(tx, approval, run);
  const { content } = await getCurrentRunbook(tx);
  const severity = approval.severity as Severity;
  await sendBatch(tx, {
    incidentId: run.incidentId,
    audience: 'internal',
    kind: 'approval',
    subject: `${isReminder ? 'Reminder: approval' : 'Approval'} needed: ${run.incident.title} (${run.incident.code})`,
    body: textOf(run, approval, actor, approvers, beside),
    contactKeys: contactsToApprove(content.contacts, severity).map((contact) => contact.key),
    personIds: approvers.map((person) => person.id),
    byId: actor.id,
  });
}

function textOf(
  run: LoadedRun,
  approval: Asked,
  actor: Me,
  approvers: readonly Person[],
  beside: string | undefined,
): string {
  const what = beside ?? `${run.procedureKey} ${planOf(run)?.procedure.title ?? ''}`;
  const names = approvers.map((person) => person.name).join(', ') || 'nobody with that role is active';
  const { severity, note, expiresAt, id, planHash } = approval;
  return [
    `${actor.name} asks for approval of ${beside ? `“${what}”` : what} on ${run.target.name} (${run.target.environment}).`,
    `Severity: ${severity.toUpperCase()}`,
    `Who decides: ${APPROVER_WORDS[severity as Severity]} (${names})`,
    ...(note ? [`Note: ${note}`] : []),
    `Plan: ${planHash.slice(0, 8)}. Nothing runs before it is approved.`,
    `Open until: ${expiresAt.toISOString().slice(0, 10)} ${timeWords(expiresAt)}`,
    `Read it and decide: ${env().NEXTAUTH_URL}/approvals/${id}`,
  ].join('\n');
}
