import type { Metadata } from 'next';
import { ReportList } from '@/components/lists/report-list';
import { RefreshOnNews } from '@/components/shell/live';
import { PageHead } from '@/components/ui/page-head';
import { requirePerson } from '@/lib/server/auth/session';
import { listReports } from '@/lib/server/reports/list-reports';

export const metadata: Metadata = { title: 'Reports' };

export default async function ReportsPage() {
  const me = await requirePerson();
  return (
    <div className="page">
      <RefreshOnNews />
      <PageHead title="Reports" about="Written by what happened; finished by people." />
      <ReportList reports={await listReports(me)} />
    </div>
  );
}
