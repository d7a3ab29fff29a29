import 'server-only';
import type { ReportView } from '@/lib/contracts/report-view';
import type { Severity } from '@/lib/contracts/runbook';
import type { Me } from '@/lib/contracts/views';
import { rowOf } from '@/lib/domain/assessment';
import { benchmarksOf } from '@/lib/domain/benchmark-report';
import { buildCommands, buildSections, find } from '@/lib/domain/build-report';
import type { DomainEvent } from '@/lib/domain/events';
import { buildMarks } from '@/lib/domain/health-marks';
import { mayDo } from '@/lib/domain/permissions';
import { buildExceptions } from '@/lib/domain/report-exceptions';
import { buildForetold } from '@/lib/domain/report-foretold';
import { buildMessages } from '@/lib/domain/report-messages';
import { buildTimeline } from '@/lib/domain/timeline';
import { durationWords } from '@/lib/domain/words';
import { verifyChain } from '../audit/event-chain';
import { readEvents, toDomainEvents } from '../audit/read-events';
import { authoriseToRead } from '../auth/authorise-for';
import { db } from '../db';
import { getFollowUps } from '../follow-ups/list-follow-ups';
import { toCheckViews } from '../incidents/check-views';
import { readNames } from '../people/read-people';
import { getCurrentRunbook } from '../runbooks/store-runbook';
import { toLoadedTarget } from '../targets/get-target';
import { readHealthSeries } from '../targets/health';

/** Shown before and after the incident in its chart, so that the fall and the recovery can be seen. */
const MARGIN_MS = 2 * 60_000;

/** The report: computed anew from the events at every reading, plus the fields people wrote. Null without such an incident. */
export async function getReportView(me: Me, code: string): Promise<ReportView | null> {
  const person = await authoriseToRead(me, { report: code });
  if (!person) return null;
  const [incident, followUps, { content }] = await Promise.all([
    db().incident.findUnique({
      where: { code },
      include: { drill: { select: { id: true } }, target: true, checks: true, report: true },
    }),
    getFollowUps(person, code),
    getCurrentRunbook(),
  ]);
  if (!incident || !followUps) return null;
  const { inventory } = toLoadedTarget(incident.target);
  const end = incident.closedAt ?? new Date();
  const writerId = incident.report?.updatedById ?? null;
  const [rows, series, checks, names] = await Promise.all([
    readEvents(incident.id),
    readHealthSeries(
      incident.targetId,
      new Date(incident.detectedAt.getTime() - MARGIN_MS),
      new Date(Math.min(end.getTime() + MARGIN_MS, Date.now())),
    ),
    toCheckViews(incident.checks, content, inventory, person, false),
    readNames([writerId]),
  ]);
  const events = toDomainEvents(rows);
  const verdict = verifyChain(rows, { seq: incident.headSeq, hash: incident.headHash });
  const severity = incident.severity as Severity;
  const fields = (incident.report?.fields ?? {}) as Record<string, string>;
  return {
    at: new Date().toISOString(),
    code: incident.code,
    title: incident.title,
    severity,
    isPartial: incident.state === 'open',
    isDrill: incident.isDrill,
    drillId: incident.drill?.id ?? null,
    targetName: incident.target.name,
    environment: incident.target.environment as ReportView['environment'],
    startedAt: incident.declaredAt.toISOString(),
    endedAt: incident.closedAt?.toISOString() ?? null,
    durationMs: incident.closedAt ? incident.closedAt.getTime() - incident.declaredAt.getTime() : null,
    ...figures(events, rowOf(content.matrix, severity).respondMinutes?.to ?? null),
    dataLoss: dataLossWords(fields),
    series,
    baselineP95Ms: inventory.baseline.p95Ms,
    marks: buildMarks(events),
    exceptions: buildExceptions(events),
    sections: buildSections(events, fields, (iso) => `${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC`),
    followUps,
    foretold: buildForetold(events),
    commands: buildCommands(events),
    messages: buildMessages(events),
    timeline: buildTimeline(events),
    checks: checks.map((check) => ({ ...check, actions: [] })),
    benchmarks: benchmarksOf(events),
    eventCount: rows.length,
    chainHead: incident.headHash,
    isChainVerified: verdict.isWhole,
    writtenBy: names.get(writerId ?? '') ?? null,
    planHash: planHashOf(events),
    canWrite: mayDo(person.role, 'report.write'),
  };
}

function figures(
  events: readonly DomainEvent[],
  respondMinutes: number | null,
): Pick<ReportView, 'approvedAfterMs' | 'restoredAfterMs' | 'respondMinutes' | 'isInTime' | 'recoveredSentence'> {
  const declared = find(events, 'incident.declared');
  const since = (at: string | undefined) => (at && declared ? Date.parse(at) - Date.parse(declared.at) : null);
  const recovered = find(events, 'incident.recovered');
  // "Respond within" is about the answer to the alarm, and a rollback's answer is its first step.
  const respondedAfterMs = since(find(events, 'run.started')?.at);
  return {
    approvedAfterMs: since(find(events, 'approval.approved')?.at),
    restoredAfterMs: since(recovered?.at),
    respondMinutes,
    isInTime: respondMinutes === null || respondedAfterMs === null ? null : respondedAfterMs <= respondMinutes * 60_000,
    recoveredSentence:
      recovered?.data.afterStep && recovered.data.sinceStepMs !== null
        ? `Users recovered ${durationWords(recovered.data.sinceStepMs)} after “${recovered.data.afterStep}” began.`
        : null,
  };
}

function planHashOf(events: readonly DomainEvent[]): string | null {
  const started = events.findLast((event) => event.type === 'run.started');
  return (started ?? events.findLast((event) => event.type === 'run.planned'))?.data.planHash ?? null;
}

function dataLossWords(fields: Record<string, string>): string {
  return fields.data_loss === 'yes' ? 'yes' : fields.data_loss === 'no' ? 'none' : 'not assessed';
}
