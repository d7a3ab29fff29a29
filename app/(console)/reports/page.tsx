import type { Metadata } from 'next';
import { figuresWords, filterOf } from '@/components/lists/filter-model';
import { ReportList } from '@/components/lists/report-list';
import { RefreshOnNews } from '@/components/shell/live';
import { RowKeys } from '@/components/shell/row-keys';
import { ButtonLink } from '@/components/ui/button';
import { PageHead } from '@/components/ui/page-head';
import { requirePerson } from '@/lib/server/auth/session';
import { getIncidentFigures } from '@/lib/server/reports/get-incident-figures';
import { listReports } from '@/lib/server/reports/list-reports';

export const metadata: Metadata = { title: 'Reports' };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function ReportsPage({ searchParams }: Props) {
  const me = await requirePerson();
  const query = new URLSearchParams(
    Object.entries(await searchParams).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
  const [figures, page] = await Promise.all([
    getIncidentFigures(me),
    listReports(me, filterOf(query), query.get('before') ?? undefined),
  ]);
  return (
    <div className="page">
      <RefreshOnNews />
      <PageHead
        title="Reports"
        about={`Written by what happened; finished by people. ${figuresWords(figures)}`}
        action={
          <div className="flex flex-wrap gap-2.5">
            <ButtonLink href="/reports/figures">Figures over time</ButtonLink>
            <ButtonLink href="/follow-ups">Follow-ups</ButtonLink>
          </div>
        }
      />
      <RowKeys of="report">
        <ReportList page={page} />
      </RowKeys>
    </div>
  );
}
