import 'server-only';
import type { RunbookContent } from '@/lib/contracts/runbook';
import type { FaultTrouble } from '@/lib/contracts/target';
import type { DrillFacts } from '@/lib/domain/drill-actions';
import {
  type ChecklistFacts,
  type ChecklistLine,
  deriveChecklist,
  openLines,
  type Ticks,
} from '@/lib/domain/drill-checklist';
import { whyNotStart } from '@/lib/domain/drill-start';
import type { DrillState } from '@/lib/domain/drill-status';
import { whyNoDrill } from '@/lib/domain/drill-targets';
import { ACTIVE_RUN_STATES, type RunState } from '@/lib/domain/run-states';
import type { Transaction } from '../audit/append-event';
import type { Target } from '../generated/prisma/client';
import { findFaultTroubles } from '../targets/fault-troubles';
import { type LoadedTarget, toLoadedTarget } from '../targets/get-target';
import { canReset } from '../targets/reset-sandbox';
import type { LoadedDrill } from './load-drill';

/** The sandbox's own commands end within this; a fault that is not on by then did not come. */
const FAULT_LATE_MS = 150_000;

/** What the buttons of a drill are decided from, and its checklist as it stands. */
export async function factsOfDrill(
  tx: Transaction,
  drill: LoadedDrill,
  content: RunbookContent,
): Promise<{ facts: DrillFacts; lines: ChecklistLine[]; next: NextDrill | null; faultTrouble: FaultTrouble | null }> {
  const target = toLoadedTarget(drill.target);
  const next = await findNext(tx, drill);
  const lines = deriveChecklist(
    content.drills.checklist,
    checklistFacts(drill, target, content, next?.scheduledFor ?? null),
  );
  const runs = drill.incident?.runs ?? [];
  const isFaultOn = drill.fault ? (target.observed?.faults[drill.fault] ?? null) : null;
  // Of a drill that is over, the page offers to switch off what is still on.
  const isWatched = isAwaited(drill) || (drill.state !== 'scheduled' && isFaultOn === true);
  const faultTrouble = isWatched ? ((await findFaultTroubles(tx, target))[drill.fault] ?? null) : null;
  const waitedMs = Date.now() - (drill.faultAskedAt?.getTime() ?? Date.now());
  return {
    lines,
    next,
    faultTrouble,
    facts: {
      state: drill.state as DrillState,
      startBlockedBy: drill.state === 'scheduled' ? await startTroubles(tx, drill, target, content) : [],
      incident: (drill.incident?.state as 'open' | 'closed' | undefined) ?? 'none',
      hasActiveRun: runs.some((run) => ACTIVE_RUN_STATES.includes(run.state as RunState)),
      openLines: openLines(lines).map((line) => line.title),
      isFaultLate: isAwaited(drill) && (waitedMs > FAULT_LATE_MS || faultTrouble !== null),
      isFaultOn,
      canReset: canReset(target),
    },
  };
}

/** It runs, and its fault has not been seen yet. */
function isAwaited({ state, fault, incidentId, faultSeenAt }: LoadedDrill): boolean {
  return state === 'running' && fault !== '' && incidentId === null && faultSeenAt === null;
}

/** Why a drill could not be started now, in sentences. */
export async function startTroubles(
  tx: Transaction,
  drill: Pick<LoadedDrill, 'id' | 'procedureKey' | 'fault' | 'targetId'> & { target: Target },
  target: LoadedTarget,
  content: RunbookContent,
): Promise<string[]> {
  const other = await tx.drill.findFirst({
    where: { targetId: drill.targetId, state: 'running', id: { not: drill.id } },
    select: { title: true },
  });
  return whyNotStart({
    targetTrouble: targetTrouble(drill.target),
    targetName: target.name,
    procedureKey: drill.procedureKey,
    hasProcedure: content.procedures.some((p) => p.key === drill.procedureKey),
    fault: drill.fault,
    isSandbox: target.environment === 'sandbox',
    faults: target.inventory.faults.map(({ key, title }) => ({
      key,
      title,
      isOn: target.observed?.faults[key] ?? null,
    })),
    runningDrill: other?.title ?? null,
  });
}

/** Why no drill may run on a target; null where one may. */
export function targetTrouble(row: Target): string | null {
  const { name, environment, inventory } = toLoadedTarget(row);
  if (!row.isActive) return `${name} is not in use any more.`;
  return whyNoDrill({ name, environment, isDrillClone: inventory.isDrillClone === true });
}

/** The run that counts: the newest of the drill's own procedure that succeeded, and did not turn back. */
export function runOfDrill<R extends CountedRun>(
  drill: { procedureKey: string; incident: { runs: R[] } | null },
  content: RunbookContent,
): R | null {
  const procedure = content.procedures.find((p) => p.key === drill.procedureKey);
  const isBack = (branch: string) => procedure?.branches.some((b) => b.isWayBack && b.key === branch) ?? false;
  const runs = drill.incident?.runs ?? [];
  return (
    runs.findLast(
      (run) => run.procedureKey === drill.procedureKey && run.state === 'succeeded' && !isBack(run.branch),
    ) ?? null
  );
}
export type CountedRun = Pick<
  NonNullable<LoadedDrill['incident']>['runs'][number],
  'procedureKey' | 'branch' | 'state' | 'startedAt' | 'finishedAt'
>;

function checklistFacts(
  drill: LoadedDrill,
  target: LoadedTarget,
  content: RunbookContent,
  next: Date | null,
): ChecklistFacts {
  const run = runOfDrill(drill, content);
  const fault = target.inventory.faults.find((f) => f.key === drill.fault);
  return {
    targetTrouble: drill.state === 'done' ? null : targetTrouble(drill.target),
    fault: drill.fault ? (fault?.title ?? drill.fault) : null,
    faultSeenAt: drill.faultSeenAt?.toISOString() ?? null,
    openedAt: drill.incident?.declaredAt.toISOString() ?? null,
    toldAt: drill.incident?.messages[0]?.at.toISOString() ?? null,
    run:
      run?.finishedAt && run.startedAt
        ? { finishedAt: run.finishedAt.toISOString(), tookMs: run.finishedAt.getTime() - run.startedAt.getTime() }
        : null,
    validation: validationOf(drill),
    nextAt: next?.toISOString() ?? null,
    ticks: drill.checklist as Ticks,
  };
}

/** Both validations. */
function validationOf(drill: LoadedDrill): ChecklistFacts['validation'] {
  const checks = (drill.incident?.checks ?? []).filter((check) => check.group !== 'criteria');
  const count = (...states: string[]) => checks.filter((check) => states.includes(check.state)).length;
  const newest = Math.max(0, ...checks.map((check) => check.at?.getTime() ?? 0));
  return {
    passed: count('passed'),
    failed: count('failed'),
    open: count('pending', 'running'),
    waived: count('waived'),
    at: newest > 0 ? new Date(newest).toISOString() : null,
  };
}

export type NextDrill = { id: string; title: string; scheduledFor: Date };

/** The team's drill of the same week after this one; null where none is in the calendar. */
async function findNext(tx: Transaction, drill: LoadedDrill): Promise<NextDrill | null> {
  const select = { id: true, title: true, scheduledFor: true };
  if (drill.nextDrillId) return tx.drill.findUnique({ where: { id: drill.nextDrillId }, select });
  return tx.drill.findFirst({
    where: {
      week: drill.week,
      state: 'scheduled',
      target: { teamId: drill.target.teamId },
      scheduledFor: { gt: drill.scheduledFor },
      id: { not: drill.id },
    },
    orderBy: { scheduledFor: 'asc' },
    select,
  });
}
