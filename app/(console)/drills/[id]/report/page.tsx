import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { DrillReport } from '@/components/drills/drill-report';
import { requirePerson } from '@/lib/server/auth/session';
import { getDrillView } from '@/lib/server/drills/get-drill-view';

export const metadata: Metadata = { title: 'Drill report' };

export default async function DrillReportPage({ params }: { params: Promise<{ id: string }> }) {
  const me = await requirePerson();
  const view = await getDrillView(me, (await params).id);
  if (!view) notFound();
  return <DrillReport view={view} />;
}
