import { clsx } from 'clsx';
import Link from 'next/link';
import { TargetName } from '@/components/shell/where-frame';
import { ButtonLink } from '@/components/ui/button';
import { Clock } from '@/components/ui/clock';
import { Pill } from '@/components/ui/pill';
import { SEVERITY_WORDS, SeverityIcon } from '@/components/ui/severity';
import { Elapsed } from '@/components/ui/time';
import type { Attention } from './now-model';

const EDGES = { critical: 'border-critical', high: 'border-high', medium: 'border-medium', low: 'border-low' };

/** An open incident in one line: how bad, how long, who is waited for, and the one thing to do. */
export function AttentionCard({ row, isFirst }: { row: Attention; isFirst: boolean }) {
  const { incident, approval } = row;
  const about = incident ?? approval;
  if (!about) return null;
  const title = incident?.title ?? approval?.incidentTitle ?? '';
  const code = incident?.code ?? approval?.incidentCode ?? '';
  const next = approval
    ? { label: 'Read and approve', href: `/approvals/${approval.id}` }
    : (incident?.next ?? { label: 'Open', href: `/incidents/${code}` });
  const respondBy = incident?.respondBy ?? approval?.respondBy ?? null;
  return (
    <li
      className={clsx(
        'card flex flex-col gap-3 border-[1.5px] px-4.5 py-3.5 md:flex-row md:items-center md:gap-4',
        EDGES[about.severity],
      )}
    >
      <div className="flex min-w-0 grow items-start gap-3">
        <SeverityIcon severity={about.severity} className="mt-0.5 size-6.5" />
        <div className="min-w-0">
          <div className="flex flex-wrap items-center gap-x-2.5 gap-y-1">
            <Link href={`/incidents/${code}`} className="text-lg font-[640] tracking-[-0.01em] hover:underline">
              <span className="sr-only">{SEVERITY_WORDS[about.severity]}: </span>
              {title}
            </Link>
            {about.isDrill ? <Pill tone="drill">Drill</Pill> : null}
            <span className="inline-flex text-small text-muted">
              <TargetName name={about.targetName} environment={about.environment} />
            </span>
          </div>
          {approval ? (
            <p>
              {approval.requestedBy} waits for <b>your approval</b> of {approval.procedureTitle}{' '}
              <span className="text-muted">
                since <Elapsed since={approval.requestedAt} />
              </span>
            </p>
          ) : (
            <p className="text-muted">
              {incident?.waitingFor}
              {incident?.waitingSince ? (
                <>
                  {' '}
                  since <Elapsed since={incident.waitingSince} />
                </>
              ) : null}
              {incident ? ` · led by ${incident.ledBy}` : ''}
            </p>
          )}
        </div>
      </div>
      <div className="flex items-center justify-between gap-5 max-md:flex-col max-md:items-stretch max-md:gap-2.5">
        {respondBy ? (
          <Clock
            respondBy={respondBy}
            label="respond"
            className="max-md:flex max-md:items-baseline max-md:justify-between max-md:text-left"
          />
        ) : (
          <p className="text-small text-muted">planned: no deadline</p>
        )}
        <ButtonLink href={next.href} variant={isFirst ? 'primary' : 'secondary'} size="large" className="max-md:w-full">
          {next.label}
        </ButtonLink>
      </div>
    </li>
  );
}
