import 'server-only';
import type { Severity } from '@/lib/contracts/runbook';
import type { Me } from '@/lib/contracts/views';
import type { ApprovalFacts } from '@/lib/domain/approval';
import { needWords } from '@/lib/domain/approval-needs';
import { timeWords } from '@/lib/domain/message-facts';
import { contactsToApprove } from '@/lib/domain/notify-contacts';
import type { Transaction } from '../audit/append-event';
import { env } from '../env';
import type { Approval } from '../generated/prisma/client';
import { sendBatch } from '../messages/send-batch';
import { getCurrentRunbook } from '../runbooks/store-runbook';
import { type LoadedRun, planOf } from '../runs/load-run';
import { approvalFacts } from './approval-summary';
import { findApprovers } from './approvers';

type Asked = Pick<
  Approval,
  'id' | 'state' | 'roles' | 'needs' | 'severity' | 'planHash' | 'requestedById' | 'expiresAt' | 'note'
> & { decisions?: LoadedRun['approvals'][number]['decisions'] };

/** What the rule about deciding looks at, of a request of a run that is held. */
export const factsOf = (approval: Asked, run: LoadedRun): ApprovalFacts =>
  approvalFacts({ ...approval, decisions: approval.decisions ?? [], run });

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
  const facts = factsOf(approval, run);
  const approvers = await findApprovers(tx, { facts, teamId: run.target.teamId });
  const { content } = await getCurrentRunbook(tx);
  const severity = approval.severity as Severity;
  await sendBatch(tx, {
    incidentId: run.incidentId,
    audience: 'internal',
    kind: 'approval',
    subject: `${isReminder ? 'Reminder: approval' : 'Approval'} needed: ${run.incident.title} (${run.incident.code})`,
    body: textOf(run, approval, actor, { approvers, facts, beside }),
    contactKeys: contactsToApprove(content.contacts, severity).map((contact) => contact.key),
    personIds: approvers.map((person) => person.id),
    byId: actor.id,
  });
}

const deniedLines = ({ denials }: LoadedRun) =>
  denials.filter(({ isOfThis }) => isOfThis).map(({ by, reason }) => `Denied before by ${by}: ${reason}`);

type Told = { approvers: readonly { words: string }[]; facts: ApprovalFacts; beside: string | undefined };

function textOf(run: LoadedRun, approval: Asked, actor: Me, { approvers, facts, beside }: Told): string {
  const what = beside ?? `${run.procedureKey} ${planOf(run)?.procedure.title ?? ''}`;
  const names = approvers.map(({ words }) => words).join(', ') || 'nobody with that role is active';
  const { severity, note, expiresAt, id, planHash } = approval;
  return [
    `${actor.name} asks for approval of ${beside ? `“${what}”` : what} on ${run.target.name} (${run.target.environment}).`,
    `Severity: ${severity.toUpperCase()}`,
    `Who decides: ${needWords(facts.needs, severity as Severity)} (${names})`,
    ...(beside ? [] : deniedLines(run)),
    ...(note ? [`Note: ${note}`] : []),
    `Plan: ${planHash.slice(0, 8)}. Nothing runs before it is approved.`,
    `Open until: ${expiresAt.toISOString().slice(0, 10)} ${timeWords(expiresAt)}`,
    `Read it and decide: ${env().NEXTAUTH_URL}/approvals/${id}`,
  ].join('\n');
}
