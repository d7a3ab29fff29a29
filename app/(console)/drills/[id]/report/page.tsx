import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { DrillReport } from '@/components/drills/drill-report';
import { requirePerson } from '@/lib/server/auth/session';
import { getDrillView } from '@/lib/server/drills/get-drill-view';
import { getFollowUps } from '@/lib/server/follow-ups/list-follow-ups';
import { addFollowUp, changeFollowUp, endFollowUp, reopenFollowUp } from '../../../follow-ups/actions';

export const metadata: Metadata = { title: 'Drill report' };

const FOLLOW_UPS = { add: addFollowUp, change: changeFollowUp, end: endFollowUp, reopen: reopenFollowUp };

export default async function DrillReportPage({ params }: { params: Promise<{ id: string }> }) {
  const me = await requirePerson();
  const view = await getDrillView(me, (await params).id);
  if (!view) notFound();
  const followUps = view.incident ? await getFollowUps(me, view.incident.code) : null;
  return <DrillReport view={view} followUps={followUps} actions={FOLLOW_UPS} />;
}
