import 'server-only';
import type { CheckResult } from '@/lib/contracts/plan';
import type { Criterion, RunbookContent } from '@/lib/contracts/runbook';
import type { CheckGroup } from '@/lib/contracts/views';
import { checksOf, settlerOf } from '@/lib/domain/criteria';
import { appendEvent } from '../audit/append-event';
import { db } from '../db';
import type { Prisma } from '../generated/prisma/client';
import { getCurrentRunbook } from '../runbooks/store-runbook';
import { openTarget } from '../targets/get-target';
import { checkRows } from './check-rows';
import { type CriterionContext, measureCriterion } from './measure-criterion';
import { blindResult, runLine } from './run-line';

type Measured = { key: string; title: string; measure: () => Promise<CheckResult> };

/** Until there are enough probes after an outage; shorter than the silence after which a measurement is asked for again. */
const PATIENCE_MS = 30_000;

/** Measures one group of an incident's checks: every one that a machine can measure on this target. */
export async function measureChecks({
  incidentId,
  group,
  patienceMs = PATIENCE_MS,
}: {
  incidentId: string;
  group: CheckGroup;
  patienceMs?: number;
}): Promise<void> {
  const incident = await db().incident.findUniqueOrThrow({ where: { id: incidentId } });
  if (incident.state !== 'open') return;
  const [{ content }, target] = await Promise.all([getCurrentRunbook(), openTarget(incident.targetId)]);
  const all = measuredOf(group, content, { content, target, incident, patienceMs }, incident.isDrill);
  const wanted = all.filter(({ key }) => settlerOf(group, key, content, target.inventory).by === 'machine');
  for (const check of wanted) await measureOne(incidentId, group, check);
}

function measuredOf(
  group: CheckGroup,
  content: RunbookContent,
  context: CriterionContext,
  isDrill: boolean,
): Measured[] {
  const measureOf = (key: string, title: string) => {
    if (group !== 'criteria') return () => runLine(title, checksOf(group, key, content) ?? [], context);
    const criterion = content.criteria.find((one) => one.key === key) as Criterion;
    return () => measureCriterion(criterion, context);
  };
  const rows = checkRows(content, isDrill).filter((row) => row.group === group);
  return rows.map(({ key, title }) => ({ key, title, measure: measureOf(key, title) }));
}

async function measureOne(incidentId: string, group: CheckGroup, { key, title, measure }: Measured): Promise<void> {
  await db().incidentCheck.updateMany({
    where: { incidentId, group, key, state: { not: 'waived' } },
    data: { state: 'running' },
  });
  const result = await measure().catch((error: unknown) => blindResult(title, error));
  const state = result.isOk ? 'passed' : 'failed';
  const { did, expected, saw, tookMs } = result;
  const parts = JSON.parse(JSON.stringify(result.parts ?? [])) as Prisma.InputJsonValue;
  await db().$transaction(async (tx) => {
    const changed = await tx.incidentCheck.updateMany({
      where: { incidentId, group, key, state: { not: 'waived' } },
      // Whoever settled it by hand before did so for a target that lacked what is there now.
      data: { state, did, expected, saw, tookMs, parts, byId: null, note: '', at: new Date() },
    });
    if (changed.count > 0)
      await appendEvent(tx, { type: 'check.measured', incidentId, actor: null, data: { group, title, state, result } });
  });
}
