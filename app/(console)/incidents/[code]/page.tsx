import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { Room } from '@/components/room/room';
import { requirePerson } from '@/lib/server/auth/session';
import { getRoomView } from '@/lib/server/incidents/get-room-view';
import { cancelBenchmark, keepBaseline, startBenchmark } from '../../targets/[key]/benchmarks/actions';
import * as actions from './actions';

type Props = { params: Promise<{ code: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: decodeURIComponent((await params).code) };
}

export default async function IncidentPage({ params }: Props) {
  const me = await requirePerson();
  const view = await getRoomView(me, decodeURIComponent((await params).code));
  if (!view) notFound();
  return <Room initial={view} actions={roomActions} />;
}

/** Named one by one: what crosses to the browser is seen here. */
const roomActions = {
  prepareRun: actions.prepareRun,
  resumeRun: actions.resumeRun,
  replanRun: actions.replanRun,
  requestApproval: actions.requestApproval,
  remindApprovers: actions.remindApprovers,
  withdrawApproval: actions.withdrawApproval,
  breakGlass: actions.breakGlass,
  reviewBreakGlass: actions.reviewBreakGlass,
  startRun: actions.startRun,
  armRun: actions.armRun,
  disarmRun: actions.disarmRun,
  scheduleRun: actions.scheduleRun,
  unscheduleRun: actions.unscheduleRun,
  continueRun: actions.continueRun,
  abortRun: actions.abortRun,
  retryStep: actions.retryStep,
  runEverywhere: actions.runEverywhere,
  skipStep: actions.skipStep,
  takeAlternative: actions.takeAlternative,
  takeWayBack: actions.takeWayBack,
  settleUnknown: actions.settleUnknown,
  askSideStep: actions.askSideStep,
  cancelStep: actions.cancelStep,
  completeManual: actions.completeManual,
  takeWheel: actions.takeWheel,
  offerHandOver: actions.offerHandOver,
  acceptHandOver: actions.acceptHandOver,
  declineHandOver: actions.declineHandOver,
  withdrawHandOver: actions.withdrawHandOver,
  nudgeHandOver: actions.nudgeHandOver,
  runChecks: actions.runChecks,
  startBenchmark,
  cancelBenchmark,
  keepBaseline,
  tickCriterion: actions.tickCriterion,
  waiveCriterion: actions.waiveCriterion,
  closeIncident: actions.closeIncident,
  escalate: actions.escalate,
  chooseEscalation: actions.chooseEscalation,
  dismissEscalation: actions.dismissEscalation,
  changeSeverity: actions.changeSeverity,
  markTold: actions.markTold,
  composeMessage: actions.composeMessage,
  markMessagesTold: actions.markMessagesTold,
  sendMessageAgain: actions.sendMessageAgain,
  confirmMessage: actions.confirmMessage,
  withdrawMessage: actions.withdrawMessage,
};
