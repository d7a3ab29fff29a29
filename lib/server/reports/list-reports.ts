import 'server-only';
import type { ReportFilter, ReportPage } from '@/lib/contracts/report-view';
import type { Me } from '@/lib/contracts/views';
import { startOfDayIn } from '@/lib/domain/follow-ups';
import { authorise } from '../auth/authorise';
import { reachableTargets } from '../auth/reach';
import { db } from '../db';
import { countIncidentRows, type IncidentFilter, readIncidentRows } from '../incidents/incident-rows';
import { toIncidentSummaries } from '../incidents/incident-summary';
import { getCurrentRunbook } from '../runbooks/store-runbook';
import { readFound } from '../search/find-words';

const PAGE = 50;
/** Showing where each says it reads its whole text. */
const FOUND_PAGE = 20;

/**
 * One page of reports that fit, newest first; `before` is the code of the last one on the page before it. Complete: the
 * incident is closed and every field that people write is written.
 */
export async function listReports(me: Me, filter: ReportFilter, before?: string): Promise<ReportPage> {
  const person = await authorise(me, 'console.read');
  const { content } = await getCurrentRunbook();
  const size = filter.text.trim() === '' ? PAGE : FOUND_PAGE;
  const wanted = toIncidentFilter(filter, content.drills.timeZone);
  const [rows, count, targets] = await Promise.all([
    readIncidentRows(person, wanted, { limit: size + 1, before }),
    countIncidentRows(person, wanted),
    db().target.findMany({ where: reachableTargets(person), select: { name: true }, orderBy: { name: 'asc' } }),
  ]);
  const shown = rows.slice(0, size);
  const ids = shown.map(({ id }) => id);
  const [summaries, found] = await Promise.all([
    toIncidentSummaries(shown, person),
    readFound(ids, filter.text.replaceAll('\0', ' ')),
  ]);
  return {
    reports: summaries.map((summary, at) => ({
      ...summary,
      isReportComplete: shown[at]?.isReportComplete ?? false,
      found: found.get(shown[at]?.id ?? '') ?? null,
    })),
    count,
    targets: targets.map(({ name }) => name),
    procedures: content.procedures.map(({ key, title }) => ({ key, title })),
    older: rows.length > size ? (shown.at(-1)?.code ?? null) : null,
    isFirst: before === undefined,
  };
}

function toIncidentFilter(
  { text, severity, target, state, kind, procedure, from, to }: ReportFilter,
  timeZone: string,
): IncidentFilter {
  return {
    text,
    ...(severity !== '' && { severity }),
    ...(target !== '' && { targetName: target }),
    ...(procedure !== '' && { procedureKey: procedure }),
    ...(from !== '' && { from: startOfDayIn(from, timeZone) }),
    ...(to !== '' && { to: startOfDayIn(to, timeZone, 1) }),
    ...(state !== '' && { isReportComplete: state === 'complete' }),
    ...(kind !== '' && { isDrill: kind === 'drills' }),
  };
}
