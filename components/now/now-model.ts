import { SEVERITY_ORDER } from '@/components/lists/filter-model';
import type { ApprovalSummary } from '@/lib/contracts/approval-view';
import type { IncidentSummary, NowView } from '@/lib/contracts/views';
import { toneOfErrors, toneOfLatency } from './health-model';

/** One thing that wants attention: an open incident, and the approval in it that waits for this person. */
export type Attention = { key: string; incident: IncidentSummary | null; approval: ApprovalSummary | null };

/** What waits for me first, then by severity, then by deadline. */
export function listAttention(now: Pick<NowView, 'incidents' | 'approvals'>): Attention[] {
  const mine = now.approvals.filter((approval) => approval.canDecide && approval.state === 'requested');
  const rows: Attention[] = now.incidents
    .filter((incident) => incident.state === 'open')
    .map((incident) => ({
      key: incident.code,
      incident,
      approval: mine.find((approval) => approval.incidentCode === incident.code) ?? null,
    }));
  const orphans = mine
    .filter((approval) => !rows.some((row) => row.approval?.id === approval.id))
    .map((approval) => ({ key: approval.id, incident: null, approval }));
  return [...orphans, ...rows].sort(
    (a, b) =>
      Number(b.approval !== null) - Number(a.approval !== null) ||
      severityOf(a) - severityOf(b) ||
      deadlineOf(a) - deadlineOf(b),
  );
}

const severityOf = (row: Attention) =>
  SEVERITY_ORDER.indexOf(row.incident?.severity ?? row.approval?.severity ?? 'low');
const deadlineOf = (row: Attention) =>
  Date.parse(row.incident?.respondBy ?? row.approval?.respondBy ?? '') || Number.POSITIVE_INFINITY;

/** Targets whose figures are out of the ordinary enough to be coloured. */
export function listUnwell(now: Pick<NowView, 'targets'>): NowView['targets'] {
  return now.targets.filter(({ health }) => toneOfErrors(health) !== 'usual' || toneOfLatency(health) !== 'usual');
}
