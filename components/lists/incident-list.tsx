import { clsx } from 'clsx';
import { ShieldCheck } from 'lucide-react';
import Link from 'next/link';
import { TargetName } from '@/components/shell/where-frame';
import { ButtonLink } from '@/components/ui/button';
import { Clock } from '@/components/ui/clock';
import { EmptyState } from '@/components/ui/empty-state';
import { Pill } from '@/components/ui/pill';
import { SeverityBadge } from '@/components/ui/severity';
import { Elapsed, RelativeTime } from '@/components/ui/time';
import { spell } from '@/components/ui/time-model';
import type { IncidentPage, IncidentSummary } from '@/lib/contracts/views';
import { countIncidents } from './filter-model';
import { Pages } from './pages';
import { RowTitle } from './row-title';

export type IncidentStateFilter = 'all' | 'open' | 'closed' | 'drills';
const FILTERS: { key: IncidentStateFilter; title: string; href: string }[] = [
  { key: 'all', title: 'All', href: '/incidents' },
  { key: 'open', title: 'Open', href: '/incidents?state=open' },
  { key: 'closed', title: 'Closed', href: '/incidents?state=closed' },
  { key: 'drills', title: 'Drills', href: '/incidents?state=drills' },
];

const EMPTY: Record<IncidentStateFilter, string> = {
  all: 'No incident yet',
  open: 'No incident is open',
  closed: 'No incident is closed yet',
  drills: 'No drill has been held yet',
};

export function IncidentList({ page, filter }: { page: IncidentPage; filter: IncidentStateFilter }) {
  const { incidents, count } = page;
  const here = FILTERS.find((each) => each.key === filter)?.href ?? '/incidents';
  return (
    <>
      <nav aria-label="Which incidents" className="mb-3 flex flex-wrap items-center gap-1.5">
        {FILTERS.map((each) => (
          <Link
            key={each.key}
            href={each.href}
            aria-current={each.key === filter ? 'page' : undefined}
            className={clsx(
              'inline-flex min-h-touch items-center sm:min-h-9 rounded-full border px-3.5 text-sm',
              each.key === filter
                ? 'border-accent bg-accent-soft font-[620] text-accent'
                : 'border-line bg-surface text-muted hover:border-edge hover:text-text',
            )}
          >
            {each.title}
          </Link>
        ))}
        <span className="ml-auto text-small text-faint">{countIncidents(count)}</span>
      </nav>
      {incidents.length === 0 ? (
        <div className="card">
          <EmptyState
            icon={<ShieldCheck />}
            title={EMPTY[filter]}
            action={
              filter === 'drills' ? (
                <ButtonLink href="/drills">Go to the drills</ButtonLink>
              ) : (
                <ButtonLink href="/incidents/new">Something is wrong: assess it</ButtonLink>
              )
            }
          >
            {filter === 'drills'
              ? 'A drill is a real incident on a sandbox, marked as one. It is begun on the page of drills.'
              : 'An incident is the record of one bad time, from the moment somebody declares it to its closed report.'}
          </EmptyState>
        </div>
      ) : (
        <ul aria-label="Incidents" className="card divide-y divide-line overflow-hidden">
          {incidents.map((incident) => (
            <IncidentRow key={incident.code} incident={incident} />
          ))}
        </ul>
      )}
      <Pages here={here} page={page} />
    </>
  );
}

function IncidentRow({ incident }: { incident: IncidentSummary }) {
  const isOpen = incident.state === 'open';
  return (
    <li className="grid grid-cols-[1fr_auto] items-center gap-x-5 gap-y-1.5 px-4.5 py-3.5 md:grid-cols-[6rem_minmax(0,1fr)_9.5rem_8.5rem]">
      <SeverityBadge severity={incident.severity} form="text" className="max-md:col-start-1 max-md:row-start-1" />
      <div className="min-w-0 max-md:col-span-2 max-md:row-start-2">
        <RowTitle href={`/incidents/${incident.code}`} title={incident.title} isDrill={incident.isDrill} />
        <p className="flex flex-wrap items-center gap-x-2.5 gap-y-1 text-small text-muted">
          <span className="font-mono text-xs">{incident.code}</span>
          <TargetName name={incident.targetName} environment={incident.environment} />
          <span>
            declared <RelativeTime at={incident.declaredAt} /> by {incident.declaredBy}
          </span>
        </p>
        {isOpen ? (
          <p className="text-small">
            {incident.waitingFor}{' '}
            <span className="text-muted">
              {incident.waitingSince ? (
                <>
                  since <Elapsed since={incident.waitingSince} />{' '}
                </>
              ) : null}
              · led by {incident.ledBy}
            </span>
          </p>
        ) : null}
      </div>
      <div className="text-right max-md:col-start-2 max-md:row-start-1">
        {isOpen && incident.respondBy ? <Clock respondBy={incident.respondBy} size="small" /> : null}
        {isOpen ? null : (
          <Pill tone="idle">closed{incident.durationMs === null ? '' : ` after ${spell(incident.durationMs)}`}</Pill>
        )}
      </div>
      <div className="text-right max-md:col-span-2 max-md:row-start-3">
        <ButtonLink
          href={incident.next.href}
          size="small"
          className="max-md:min-h-11 max-md:w-full"
          aria-label={`${incident.next.label}: ${incident.title}`}
        >
          {incident.next.label}
        </ButtonLink>
      </div>
    </li>
  );
}
