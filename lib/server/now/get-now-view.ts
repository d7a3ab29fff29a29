import 'server-only';
import type { HealthSeries } from '@/lib/contracts/health-view';
import type { RunbookContent } from '@/lib/contracts/runbook';
import type { MatrixRowView, Me, NowView } from '@/lib/contracts/views';
import { rankProcedures, rowOf, SEVERITY_ORDER } from '@/lib/domain/assessment';
import { APPROVER_WORDS } from '@/lib/domain/permissions';
import { respondWords } from '@/lib/domain/words';
import { listBrokenGlass } from '../approvals/broken-glass';
import { listOpenApprovals } from '../approvals/list-approvals';
import { authorise } from '../auth/authorise';
import { reachableTargets } from '../auth/reach';
import { getWorkerView } from '../check-store';
import { db } from '../db';
import { getDrillsNow } from '../drills/get-drills-now';
import { listFollowUpsNow } from '../follow-ups/list-follow-ups';
import { listIncidents } from '../incidents/list-incidents';
import { getCurrentRunbook } from '../runbooks/store-runbook';
import { toLoadedTarget } from '../targets/get-target';
import { summariseHealthOf } from '../targets/health';
import { readRecentSeries } from '../targets/recent-health';
import { toTargetView } from '../targets/target-view';

const CHART_MINUTES = 15;

/** What is wrong, what waits for this person, how targets are, and the matrix as the way in. */
export async function getNowView(me: Me): Promise<NowView> {
  const person = await authorise(me, 'console.read');
  const now = new Date();
  const [incidents, approvals, runbook, worker, drills, targets, brokenGlass, followUps] = await Promise.all([
    listIncidents(person, { state: 'open' }),
    listOpenApprovals(person),
    getCurrentRunbook(),
    getWorkerView(),
    getDrillsNow(person),
    viewTargets(person, now),
    listBrokenGlass(person, { isOpen: true }),
    listFollowUpsNow(person),
  ]);
  return {
    at: now.toISOString(),
    incidents,
    approvals,
    targets,
    matrix: matrixRows(runbook.content),
    drills,
    worker,
    brokenGlass,
    followUps,
  };
}

async function viewTargets(person: Me, now: Date): Promise<NowView['targets']> {
  const rows = await db().target.findMany({
    where: { isActive: true, ...reachableTargets(person) },
    orderBy: { name: 'asc' },
    omit: { databaseUrl: true, readUrl: true, sshKey: true, observed: true, hostLooks: true },
  });
  const targets = rows.map((row) => toLoadedTarget({ ...row, observed: null }));
  const ids = targets.map(({ id }) => id);
  const [health, series] = await Promise.all([summariseHealthOf(targets), readRecentSeries(ids, CHART_MINUTES, now)]);
  const views = targets.map(async (target) => ({
    ...(await toTargetView(target, health.get(target.id))),
    series: series.get(target.id) as HealthSeries,
  }));
  return Promise.all(views);
}

function matrixRows(content: RunbookContent): MatrixRowView[] {
  return SEVERITY_ORDER.map((severity) => {
    const row = rowOf(content.matrix, severity);
    const signals = [...new Set(row.triggers.map((t) => t.signal))];
    const fits = rankProcedures(
      signals.map((kind) => ({ kind, value: null })),
      content.procedures,
    ).filter((f) => f.rank < 99);
    return {
      severity,
      when: row.when,
      respond: respondWords(row),
      pace: row.pace,
      approvedBy: APPROVER_WORDS[severity],
      procedures: fits.slice(0, 3).map(({ procedure }) => ({ key: procedure.key, title: procedure.title })),
      signals,
    };
  });
}
