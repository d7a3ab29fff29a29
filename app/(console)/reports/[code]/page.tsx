import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { ReportScreen } from '@/components/report/report-screen';
import { requirePerson } from '@/lib/server/auth/session';
import { getReportView } from '@/lib/server/reports/get-report-view';
import { addFollowUp, changeFollowUp, endFollowUp, reopenFollowUp } from '../../follow-ups/actions';
import { writeReport } from './actions';

const FOLLOW_UPS = { add: addFollowUp, change: changeFollowUp, end: endFollowUp, reopen: reopenFollowUp };

type Props = { params: Promise<{ code: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: `Report ${decodeURIComponent((await params).code)}` };
}

export default async function ReportPage({ params }: Props) {
  const me = await requirePerson();
  const report = await getReportView(me, decodeURIComponent((await params).code));
  if (!report) notFound();
  return <ReportScreen report={report} writer={me.id} write={writeReport} followUps={FOLLOW_UPS} />;
}
