import type { Metadata } from 'next';
import { figuresWords } from '@/components/lists/filter-model';
import { ReportList } from '@/components/lists/report-list';
import { RefreshOnNews } from '@/components/shell/live';
import { PageHead } from '@/components/ui/page-head';
import { requirePerson } from '@/lib/server/auth/session';
import { getIncidentFigures } from '@/lib/server/reports/get-incident-figures';
import { listReports } from '@/lib/server/reports/list-reports';

export const metadata: Metadata = { title: 'Reports' };

export default async function ReportsPage() {
  const me = await requirePerson();
  const figures = await getIncidentFigures(me);
  return (
    <div className="page">
      <RefreshOnNews />
      <PageHead title="Reports" about={`Written by what happened; finished by people. ${figuresWords(figures)}`} />
      <ReportList reports={await listReports(me)} />
    </div>
  );
}
