import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { switchFault } from '@/app/(console)/targets/actions';
import { DrillScreen } from '@/components/drills/drill-screen';
import { requirePerson } from '@/lib/server/auth/session';
import { getDrillView } from '@/lib/server/drills/get-drill-view';
import * as actions from '../actions';

export const metadata: Metadata = { title: 'Drill' };

export default async function DrillPage({ params }: { params: Promise<{ id: string }> }) {
  const me = await requirePerson();
  const view = await getDrillView(me, (await params).id);
  if (!view) notFound();
  return <DrillScreen view={view} actions={drillActions} />;
}

/** Named one by one: what crosses to the browser is seen here. */
const drillActions = {
  startDrill: actions.startDrill,
  switchFaultAgain: actions.switchFaultAgain,
  moveDrill: actions.moveDrill,
  cancelDrill: actions.cancelDrill,
  abortDrill: actions.abortDrill,
  finishDrill: actions.finishDrill,
  tickDrillLine: actions.tickDrillLine,
  resetSandbox: actions.resetSandbox,
  switchFault,
};
