import 'server-only';
import type { ReportFilter, ReportPage } from '@/lib/contracts/report-view';
import type { Me } from '@/lib/contracts/views';
import { authorise } from '../auth/authorise';
import { reachableTargets } from '../auth/reach';
import { db } from '../db';
import { countIncidentRows, type IncidentFilter, readIncidentRows } from '../incidents/incident-rows';
import { toIncidentSummaries } from '../incidents/incident-summary';

const PAGE = 50;

/**
 * One page of reports that fit, newest first; `before` is the code of the last one on the page before it. Complete: the
 * incident is closed and every field that people write is written.
 */
export async function listReports(me: Me, filter: ReportFilter, before?: string): Promise<ReportPage> {
  const person = await authorise(me, 'console.read');
  const wanted = toIncidentFilter(filter);
  const [rows, count, targets] = await Promise.all([
    readIncidentRows(person, wanted, { limit: PAGE + 1, before }),
    countIncidentRows(person, wanted),
    db().target.findMany({ where: reachableTargets(person), select: { name: true }, orderBy: { name: 'asc' } }),
  ]);
  const shown = rows.slice(0, PAGE);
  const summaries = await toIncidentSummaries(shown, person);
  return {
    reports: summaries.map((summary, at) => ({ ...summary, isReportComplete: shown[at]?.isReportComplete ?? false })),
    count,
    targets: targets.map(({ name }) => name),
    older: rows.length > PAGE ? (shown.at(-1)?.code ?? null) : null,
    isFirst: before === undefined,
  };
}

function toIncidentFilter({ text, severity, target, state, kind }: ReportFilter): IncidentFilter {
  return {
    text,
    ...(severity !== '' && { severity }),
    ...(target !== '' && { targetName: target }),
    ...(state !== '' && { isReportComplete: state === 'complete' }),
    ...(kind !== '' && { isDrill: kind === 'drills' }),
  };
}
