'use client';

import { Stamp } from 'lucide-react';
import Link from 'next/link';
import { useLiveQuery } from '@/components/shell/live';
import { TargetName } from '@/components/shell/where-frame';
import { ButtonLink } from '@/components/ui/button';
import { Clock } from '@/components/ui/clock';
import { EmptyState } from '@/components/ui/empty-state';
import { Pill, type Standing } from '@/components/ui/pill';
import { SeverityBadge } from '@/components/ui/severity';
import { RelativeTime } from '@/components/ui/time';
import { getApprovals } from '@/lib/client/fetchers';
import { queryKeys } from '@/lib/client/query-keys';
import type { ApprovalSummary } from '@/lib/contracts/approval-view';

const STATES: Record<ApprovalSummary['state'], Standing> = {
  requested: { words: 'waits', tone: 'waiting' },
  approved: { words: 'approved', tone: 'ok' },
  denied: { words: 'denied', tone: 'fail' },
  void: { words: 'void: the plan changed', tone: 'idle' },
  expired: { words: 'expired', tone: 'idle' },
  used: { words: 'approved and run', tone: 'ok' },
  withdrawn: { words: 'withdrawn', tone: 'idle' },
};

/** Nobody approved it, whatever became of the run. */
const BROKEN: Standing = { words: 'break-glass', tone: 'fail' };

export function ApprovalList({ initial }: { initial: ApprovalSummary[] }) {
  const { data: approvals = initial } = useLiveQuery({
    queryKey: queryKeys.approvals(),
    queryFn: getApprovals,
    initial,
  });
  const mine = approvals.filter((approval) => approval.canDecide && approval.state === 'requested');
  const others = approvals.filter((approval) => approval.state === 'requested' && !mine.includes(approval));
  const decided = approvals.filter((approval) => approval.state !== 'requested');
  if (approvals.length === 0) {
    return (
      <div className="card">
        <EmptyState icon={<Stamp />} title="No approval yet">
          When somebody plans a rollback, the person who has to approve it finds the exact plan here: what runs, what
          the preflight saw, and what undoing would take. One that waits for you is counted beside “Approvals”.
        </EmptyState>
      </div>
    );
  }
  return (
    <div className="grid grid-cols-1 gap-6">
      <Group title="Waiting for you" approvals={mine} empty="Nothing waits for your approval." />
      {others.length > 0 ? <Group title="Waiting for others" approvals={others} /> : null}
      {decided.length > 0 ? <Group title="Decided" approvals={decided} /> : null}
    </div>
  );
}

function Group({ title, approvals, empty }: { title: string; approvals: ApprovalSummary[]; empty?: string }) {
  return (
    <section aria-label={title}>
      <h2 className="mb-2 text-base font-[640]">{title}</h2>
      {approvals.length === 0 ? <p className="text-muted">{empty}</p> : null}
      {approvals.length === 0 ? null : (
        <ul className="card divide-y divide-line">
          {approvals.map((approval) => (
            <ApprovalRow key={approval.id} approval={approval} />
          ))}
        </ul>
      )}
    </section>
  );
}

function ApprovalRow({ approval }: { approval: ApprovalSummary }) {
  const isMine = approval.canDecide && approval.state === 'requested';
  const state: Standing = approval.isBreakGlass ? BROKEN : STATES[approval.state];
  return (
    <li className="grid grid-cols-[1fr_auto] items-center gap-x-5 gap-y-1.5 px-4.5 py-3.5 md:grid-cols-[6rem_minmax(0,1fr)_auto_10.5rem]">
      <SeverityBadge severity={approval.severity} form="text" className="max-md:col-start-1 max-md:row-start-1" />
      <div className="min-w-0 max-md:col-span-2 max-md:row-start-2">
        <Link href={`/approvals/${approval.id}`} className="text-base font-[620] hover:underline">
          {approval.procedureTitle}
        </Link>
        <p className="flex flex-wrap items-center gap-x-2.5 gap-y-1 text-small text-muted">
          {approval.isDrill ? <Pill tone="drill">Drill</Pill> : null}
          <span className="min-w-0 wrap-anywhere">{approval.incidentTitle}</span>
          <TargetName name={approval.targetName} environment={approval.environment} />
        </p>
        <p className="text-small text-muted">
          asked by {approval.requestedBy} <RelativeTime at={approval.requestedAt} />
          {approval.state === 'requested' && !isMine
            ? `; waits for ${approval.approvers.length > 0 ? approval.approvers.join(' or ') : approval.approverWords}`
            : null}
          {approval.decisions.map((decision) => (
            <span key={decision.at + decision.by}>
              ; {decision.verdict} by {decision.by}
              {decision.reason ? `: “${decision.reason}”` : ''}
            </span>
          ))}
        </p>
      </div>
      <div className="text-right max-md:col-start-2 max-md:row-start-1">
        {approval.state === 'requested' && approval.respondBy ? (
          <Clock respondBy={approval.respondBy} size="small" />
        ) : (
          <Pill tone={state.tone}>{state.words}</Pill>
        )}
      </div>
      <div className="text-right max-md:col-span-2 max-md:row-start-3">
        <ButtonLink
          href={`/approvals/${approval.id}`}
          variant={isMine ? 'primary' : 'secondary'}
          size={isMine ? 'large' : 'small'}
          className="max-md:min-h-11 max-md:w-full"
          aria-label={`${isMine ? 'Read and approve' : 'Read the plan'}: ${approval.procedureTitle}`}
        >
          {isMine ? 'Read and approve' : 'Read the plan'}
        </ButtonLink>
      </div>
    </li>
  );
}
