import 'server-only';
import type { ApprovalAsk, ApprovalNeed } from '@/lib/contracts/approval-need';
import type { Plan } from '@/lib/contracts/plan';
import type { MatrixRow, RunbookContent } from '@/lib/contracts/runbook';
import { needsOf } from '@/lib/domain/approval-needs';
import type { Transaction } from '../audit/append-event';
import type { Approval } from '../generated/prisma/client';
import { getRunbook } from '../runbooks/store-runbook';
import type { LoadedRun } from '../runs/load-run';

/** Whom the matrix names. A higher role stands in for a lower one, never the other way round. */
const NAMED: Record<MatrixRow['approval'], NonNullable<ApprovalAsk['roles']>> = {
  executive: ['executive'],
  team_lead: ['team_lead', 'executive'],
  developer: ['engineer', 'team_lead', 'executive'],
  standard: ['team_lead', 'executive'],
};
type Asked = { ask: ApprovalAsk; because: string };

/** What approving this run's plan takes, by the runbook that the plan is bound to, its severity and its steps. */
export async function needsOfRun(tx: Transaction, run: LoadedRun, plan: Plan | null): Promise<ApprovalNeed[]> {
  const { content } = await getRunbook({ id: run.runbookVersionId }, tx);
  const steps = (plan?.steps ?? []).flatMap(({ approval, plannedSkip, title }): Asked[] =>
    approval && plannedSkip === null ? [{ ask: approval, because: `step “${title}”` }] : [],
  );
  const procedure = proceduresOf(content, run.procedureKey).flatMap(({ approval, key }): Asked[] =>
    approval ? [{ ask: approval, because: `procedure ${key}` }] : [],
  );
  return needsOf(run.incident.severity, [...matrixAsks(content, run.incident.severity), ...procedure, ...steps]);
}

/** The same for one act beside a plan: what the severity and the matrix ask for. */
export async function needsBeside(tx: Transaction, run: LoadedRun): Promise<ApprovalNeed[]> {
  return needsBesideIn((await getRunbook({ id: run.runbookVersionId }, tx)).content, run.incident.severity);
}

export const needsBesideIn = (content: RunbookContent, severity: string): ApprovalNeed[] =>
  needsOf(severity, matrixAsks(content, severity));

function matrixAsks({ matrix }: RunbookContent, severity: string): Asked[] {
  const row = matrix.find((one) => one.severity === severity);
  if (!row) return [];
  const because = `the matrix, ${severity}`;
  const more = row.approvers ? [{ ask: { roles: NAMED[row.approval], ...row.approvers }, because }] : [];
  return [{ ask: { roles: NAMED[row.approval] }, because }, ...more];
}

/** A procedure and those that it is made of. */
function proceduresOf(content: RunbookContent, key: string) {
  const whole = content.procedures.find((procedure) => procedure.key === key);
  const parts = (whole?.parts ?? []).map(({ procedure }) => procedure);
  return content.procedures.filter((procedure) => procedure.key === key || parts.includes(procedure.key));
}

/** What a request needs, as it was bound; an older one needs one person of its roles. */
export function needsIn({ needs, roles }: Pick<Approval, 'needs' | 'roles'>): ApprovalNeed[] {
  return (
    (needs as ApprovalNeed[] | null) ?? [
      { roles: roles as ApprovalNeed['roles'], quorum: 1, isSeparate: false, because: 'its severity' },
    ]
  );
}
