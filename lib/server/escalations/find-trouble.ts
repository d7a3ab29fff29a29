import 'server-only';
import { branchesTaken, isOnWay } from '@/lib/domain/branches';
import type { IncidentTrouble, RunTrouble } from '@/lib/domain/escalation';
import { ACTIVE_RUN_STATES, type RunState, type StepState } from '@/lib/domain/run-states';
import type { Transaction } from '../audit/append-event';
import { type LoadedRun, loadRun, planOf } from '../runs/load-run';

/** What in an open incident could ask for more people than are there. Reads the store only. */
export async function findTrouble(
  tx: Transaction,
  incident: { id: string; targetId: string },
  now: Date,
): Promise<IncidentTrouble> {
  const rows = await tx.run.findMany({
    where: { incidentId: incident.id, startedAt: { not: null } },
    orderBy: { createdAt: 'desc' },
    select: { id: true },
  });
  const runs: LoadedRun[] = [];
  for (const { id } of rows) runs.push(await loadRun(tx, id));
  const troubles = runs.flatMap(troubleOf);
  const active = runs.find((run) => ACTIVE_RUN_STATES.includes(run.state as RunState));
  return {
    runs: troubles,
    downSince: await readDownSince(tx, incident.targetId),
    isRunGoingWell: active !== undefined && troubleOf(active).length === 0,
    now,
  };
}

function troubleOf(run: LoadedRun): RunTrouble[] {
  const title = planOf(run)?.procedure.title ?? run.procedureKey;
  if (run.state === 'failed' && run.finishedAt)
    return [
      {
        procedureKey: run.procedureKey,
        at: run.finishedAt,
        sentence: `${run.procedureKey} ${title} ended unfinished.`,
      },
    ];
  if (run.state !== 'waiting') return [];
  const stuck = run.steps.find((step) => isOnWay(step.branch, run.branch) && isStuck(step.state as StepState));
  const rendered = stuck && planOf(run)?.steps[stuck.ordinal];
  if (!stuck || !rendered) return [];
  // Another way that the plan holds is taken first; it is the driver's to take.
  const isLeft = rendered.alternatives.some((key) => !branchesTaken(run.branch).includes(key));
  if (isLeft) return [];
  const what = stuck.state === 'unknown' ? 'was lost sight of' : 'failed';
  return [
    {
      procedureKey: run.procedureKey,
      at: stuck.finishedAt ?? run.createdAt,
      sentence: `The step “${rendered.title}” of ${run.procedureKey} ${title} ${what}, and the plan has no other way.`,
    },
  ];
}

const isStuck = (state: StepState) => state === 'failed' || state === 'unknown';

/**
 * Since when no endpoint has answered well: the first failure after the last good answer of any. Null where one
 * answered within the last probes, or where the prober has seen too little to say so.
 */
async function readDownSince(tx: Transaction, targetId: string): Promise<Date | null> {
  const [row] = await tx.$queryRaw<{ since: Date | null; failures: number; newest: Date | null; now: Date }[]>`
    SELECT min(s."at") AS since, count(*)::int AS failures, max(s."at") AS newest, clock_timestamp() AS now
    FROM "ProbeSample" s
    WHERE s."targetId" = ${targetId}::uuid AND s."at" > clock_timestamp() - interval '1 hour' AND s."at" > coalesce(
      (SELECT max(g."at") FROM "ProbeSample" g WHERE g."targetId" = ${targetId}::uuid AND g."isOk"), '-infinity')`;
  if (!row?.since || !row.newest || row.failures < MIN_FAILURES) return null;
  // A prober that has stopped says nothing about now.
  return row.now.getTime() - row.newest.getTime() > STALE_MS ? null : row.since;
}

const MIN_FAILURES = 5;
const STALE_MS = 30_000;
