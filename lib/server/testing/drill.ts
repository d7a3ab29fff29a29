import { join } from 'node:path';
import type { Environment, Inventory } from '@/lib/contracts/target';
import { decideApproval } from '../approvals/decide-approval';
import { requestApproval } from '../approvals/request-approval';
import { measureChecks } from '../checks/measure-checks';
import { db } from '../db';
import { openPreparedDrills } from '../drills/open-drills';
import { scheduleDrill } from '../drills/schedule-drill';
import { startDrill } from '../drills/start-drill';
import { tickDrillLine } from '../drills/tick-line';
import { markTold } from '../incidents/mark-told';
import { closeIncident } from '../incidents/settle-checks';
import { loadRun } from '../runs/load-run';
import { planRun } from '../runs/plan-run';
import { prepareRun } from '../runs/prepare-run';
import { startRun } from '../runs/start-run';
import { storeTarget } from '../targets/register-target';
import { performFaultSwitch } from '../targets/switch-fault';
import { registerTestTarget, type TestTarget, targetFile, workOff } from './rollback';
import type { TestConsole } from './test-console';

/** A target that breaks when told, and says whether it is broken. */
export async function breakableTarget(
  at: TestConsole,
  environment: Environment = 'sandbox',
  over: Partial<Inventory> = {},
): Promise<TestTarget> {
  const target = await registerTestTarget(at);
  const file = join(target.folder, 'broken');
  const here = (...argv: string[]) => ({ host: 'here', argv });
  const look = "console.log(require('node:fs').existsSync(process.argv[1]) ? 'on' : 'off')";
  const fault = {
    key: 'broken',
    title: 'Broken',
    effect: 'Nothing works.',
    on: here('touch', file),
    off: here('rm', '-f', file),
    status: here(process.execPath, '-e', look, file),
  };
  await storeTarget({ ...targetFile(at, target, { faults: [fault], ...over }), environment }, null);
  return target;
}

/** A day of a week that is to come. */
export function dayInWeek(week: number, year = new Date().getUTCFullYear() + 1) {
  return { day: `${year}-03-${String(week * 7 - 3).padStart(2, '0')}`, time: '10:00' };
}

type Wish = { week?: 1 | 2 | 3 | 4; procedureKey?: string; year?: number };

/** A drill in the calendar. */
export async function scheduledDrill(
  at: TestConsole,
  target: TestTarget,
  wish: Wish = {},
): Promise<{ drillId: string }> {
  const { week = 1, procedureKey = '1.1', year } = wish;
  return scheduleDrill(at.people.engineer, { week, ...dayInWeek(week, year), procedureKey, targetKey: target.key });
}

/** Started, its fault switched on as a worker would, and its incident declared. */
export async function openedDrill(at: TestConsole, drillId: string): Promise<{ code: string; incidentId: string }> {
  await startDrill(at.people.engineer, { drillId });
  const { targetId, fault } = await db().drill.findUniqueOrThrow({ where: { id: drillId } });
  await performFaultSwitch({ targetId, fault, isOn: true });
  await openPreparedDrills();
  const { incident } = await db().drill.findUniqueOrThrow({ where: { id: drillId }, include: { incident: true } });
  if (!incident) throw new Error('the drill has no incident');
  return { code: incident.code, incidentId: incident.id };
}

/** A plan in a drill's incident. */
export async function plannedInDrill(at: TestConsole, code: string): Promise<{ runId: string; planHash: string }> {
  const wanted = { incidentCode: code, procedureKey: '1.1', branch: 'main', parameters: {} };
  const { runId } = await prepareRun(at.people.engineer, wanted);
  await planRun({ runId });
  return { runId, planHash: (await loadRun(db(), runId)).planHash as string };
}

/** The same, approved, and the team told. */
export async function approvedInDrill(at: TestConsole, code: string): Promise<{ runId: string; planHash: string }> {
  const run = await plannedInDrill(at, code);
  const { approvalId } = await requestApproval(at.people.engineer, { ...run, note: '' });
  await decideApproval(at.people.lead, { approvalId, planHash: run.planHash, verdict: 'approved', reason: '' });
  await markTold(at.people.engineer, { incidentCode: code, note: 'by shouting' });
  return run;
}

/** Run to its end, validated, and the lines ticked that only people can tick; `isClosed`: its incident closed, too. */
export async function workedDrill(
  at: TestConsole,
  drillId: string,
  { isClosed = true } = {},
): Promise<{ code: string }> {
  const { code, incidentId } = await openedDrill(at, drillId);
  const run = await approvedInDrill(at, code);
  await startRun(at.people.engineer, { ...run, mode: 'to_decision' });
  await workOff({ load: () => loadRun(db(), run.runId) } as Parameters<typeof workOff>[0]);
  for (const group of ['immediate', 'comprehensive'] as const) await measureChecks({ incidentId, group });
  for (const line of ['documentation-updated', 'lessons-captured'] as const)
    await tickDrillLine(at.people.manager, { drillId, line, note: `about ${line}` });
  if (isClosed) await closeIncident(at.people.engineer, { incidentCode: code });
  return { code };
}
