import type { Metadata } from 'next';
import { DrillsScreen } from '@/components/drills/drills-screen';
import { RowKeys } from '@/components/shell/row-keys';
import { requirePerson } from '@/lib/server/auth/session';
import { getDrillsView } from '@/lib/server/drills/get-drills-view';
import { holdDrill, scheduleDrill, scheduleMonth } from './actions';

export const metadata: Metadata = { title: 'Drills' };

export default async function DrillsPage({ searchParams }: { searchParams: Promise<{ month?: string | string[] }> }) {
  const me = await requirePerson();
  const { month } = await searchParams;
  const view = await getDrillsView(me, typeof month === 'string' ? { month } : {});
  return (
    <RowKeys of="drill">
      <DrillsScreen view={view} actions={{ scheduleDrill, scheduleMonth, holdDrill }} />
    </RowKeys>
  );
}
