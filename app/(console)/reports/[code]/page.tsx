import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { ReportScreen } from '@/components/report/report-screen';
import { requirePerson } from '@/lib/server/auth/session';
import { getReportView } from '@/lib/server/reports/get-report-view';
import { writeReport } from './actions';

type Props = { params: Promise<{ code: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: `Report ${decodeURIComponent((await params).code)}` };
}

export default async function ReportPage({ params }: Props) {
  const me = await requirePerson();
  const report = await getReportView(me, decodeURIComponent((await params).code));
  if (!report) notFound();
  return <ReportScreen report={report} write={writeReport} />;
}
