import type { Metadata } from 'next';
import { IncidentList, type IncidentStateFilter } from '@/components/lists/incident-list';
import { RefreshOnNews } from '@/components/shell/live';
import { ButtonLink } from '@/components/ui/button';
import { PageHead } from '@/components/ui/page-head';
import { requirePerson } from '@/lib/server/auth/session';
import { listIncidents } from '@/lib/server/incidents/list-incidents';

export const metadata: Metadata = { title: 'Incidents' };

export default async function IncidentsPage({
  searchParams,
}: {
  searchParams: Promise<{ state?: string | string[] }>;
}) {
  const me = await requirePerson();
  const { state } = await searchParams;
  const filter: IncidentStateFilter = state === 'open' || state === 'closed' ? state : 'all';
  const incidents = await listIncidents(me, filter === 'all' ? {} : { state: filter });
  return (
    <div className="page">
      <RefreshOnNews />
      <PageHead
        title="Incidents"
        action={
          <ButtonLink href="/incidents/new" variant="primary">
            Something is wrong: assess it
          </ButtonLink>
        }
      />
      <IncidentList incidents={incidents} filter={filter} />
    </div>
  );
}
