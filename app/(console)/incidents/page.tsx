import type { Metadata } from 'next';
import { IncidentList, type IncidentStateFilter } from '@/components/lists/incident-list';
import { RefreshOnNews } from '@/components/shell/live';
import { RowKeys } from '@/components/shell/row-keys';
import { ButtonLink } from '@/components/ui/button';
import { PageHead } from '@/components/ui/page-head';
import { requirePerson } from '@/lib/server/auth/session';
import { pageIncidents } from '@/lib/server/incidents/list-incidents';

export const metadata: Metadata = { title: 'Incidents' };

const WANTED = { all: {}, open: { state: 'open' }, closed: { state: 'closed' }, drills: { isDrill: true } } as const;

export default async function IncidentsPage({
  searchParams,
}: {
  searchParams: Promise<{ state?: string | string[]; before?: string | string[] }>;
}) {
  const me = await requirePerson();
  const { state, before } = await searchParams;
  const filter: IncidentStateFilter = state === 'open' || state === 'closed' || state === 'drills' ? state : 'all';
  const page = await pageIncidents(me, WANTED[filter], typeof before === 'string' ? before : undefined);
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
      <RowKeys of="incident">
        <IncidentList page={page} filter={filter} />
      </RowKeys>
    </div>
  );
}
