import 'server-only';
import type { Severity, SignalKind } from '@/lib/contracts/runbook';
import type { CheckView, Me, RoomView, RunView } from '@/lib/contracts/views';
import { rankProcedures, rowOf } from '@/lib/domain/assessment';
import { baselineStanding } from '@/lib/domain/benchmark-report';
import { incidentActions, whyNotClose } from '@/lib/domain/closing';
import type { DomainEvent } from '@/lib/domain/events';
import { buildMarks } from '@/lib/domain/health-marks';
import { whyUntold } from '@/lib/domain/message-states';
import type { RunState } from '@/lib/domain/run-states';
import { buildTimeline } from '@/lib/domain/timeline';
import { deadlineWords } from '@/lib/domain/words';
import { listBrokenGlass } from '../approvals/broken-glass';
import { readEvents, toDomainEvents } from '../audit/read-events';
import { authoriseToRead } from '../auth/authorise-for';
import { getWorkerView } from '../check-store';
import { db } from '../db';
import { toEscalationsView } from '../escalations/escalation-views';
import type { Incident, Prisma } from '../generated/prisma/client';
import { readDirectory } from '../messages/directory';
import { liveIncident, messageDrafts } from '../messages/message-drafts';
import { toClockViews, toMessageViews } from '../messages/room-messages';
import { toProcedureOptions } from '../runbooks/procedure-option';
import { getCurrentRunbook, type StoredRunbook } from '../runbooks/store-runbook';
import { loadRun } from '../runs/load-run';
import { toLoadedTarget } from '../targets/get-target';
import { toTargetView } from '../targets/target-view';
import { checkFacts, toCheckViews } from './check-views';
import { peopleInRoom } from './presence';
import { toRunView } from './run-view';
import { waitingFor } from './waiting-for';

const withAll = {
  target: true,
  signals: true,
  drill: { select: { id: true } },
  checks: true,
  messages: { orderBy: [{ at: 'desc' }, { id: 'asc' }] },
  clocks: true,
  runs: { orderBy: { createdAt: 'desc' } },
} satisfies Prisma.IncidentInclude;

/** Everything that an incident's room shows this person now; null where there is no such incident. Marks them present. */
export async function getRoomView(me: Me, code: string): Promise<RoomView | null> {
  const person = await authoriseToRead(me, { incident: code });
  if (!person) return null;
  const incident = await db().incident.findUnique({ where: { code }, include: withAll });
  if (!incident) return null;
  const [runbook, events, newest] = await Promise.all([
    getCurrentRunbook(),
    readEvents(incident.id).then(toDomainEvents),
    incident.runs[0] ? loadRun(db(), incident.runs[0].id) : null,
  ]);
  const target = toLoadedTarget(incident.target);
  const run = newest ? await toRunView(newest, person) : null;
  const isOpen = incident.state === 'open';
  const checks = await toCheckViews(incident.checks, runbook.content, target.inventory, person, isOpen);
  const brokenGlass = await listBrokenGlass(person, { incidentId: incident.id });
  const closeBlockedBy = whyNotClose(
    incident.checks.map((row) => checkFacts(row, runbook.content, target.inventory)),
    incident.runs as { state: RunState }[],
    brokenGlass.filter(({ review }) => review === null),
  );
  const people = await peopleInRoom(incident, newest?.driverId ?? null, person);
  const directory = await readDirectory(db(), runbook.content);
  const driver = people.find((one) => one.isDriver) ?? person;
  const live = liveIncident(incident, runbook.content, events, run, driver);
  const untoldBecause = newest ? newest.untoldBecause : whyUntold(runbook.content.contacts, incident.messages);
  return {
    at: new Date().toISOString(),
    me: person,
    incident: await incidentPart(incident, runbook, events, checks, closeBlockedBy, run, person, untoldBecause),
    target: await toTargetView(target),
    worker: await getWorkerView(),
    people,
    procedures: isOpen
      ? await procedureOptions(
          incident.signals as { kind: SignalKind; value: number | null }[],
          runbook,
          target,
          person,
        )
      : [],
    run,
    pastRuns: incident.runs.slice(1).map((r) => ({
      id: r.id,
      title: titleOf(runbook, r.procedureKey),
      state: r.state as RunState,
      finishedAt: r.finishedAt?.toISOString() ?? null,
    })),
    checks,
    validationTimes: runbook.content.validation ?? null,
    baseline: baselineStanding(events),
    timeline: buildTimeline(events),
    messages: await toMessageViews(incident.messages, directory, person, isOpen),
    messageClocks: toClockViews(incident.clocks, runbook.content),
    messageDrafts: messageDrafts(incident, runbook.content, directory, live, new Date()),
    marks: buildMarks(events),
    waiting: isOpen ? waitingFor(run, closeBlockedBy, incident.declaredAt) : null,
    closeBlockedBy,
    brokenGlass,
    escalations: await toEscalationsView(incident, runbook.content, person),
  };
}

type Opened = Incident & { drill: { id: string } | null };

async function incidentPart(
  incident: Opened,
  runbook: StoredRunbook,
  events: DomainEvent[],
  checks: CheckView[],
  closeBlockedBy: string[],
  run: RunView | null,
  me: Me,
  untoldBecause: string | null,
): Promise<RoomView['incident']> {
  const severity = incident.severity as Severity;
  const state = incident.state as 'open' | 'closed';
  const declarer = await db().person.findUnique({ where: { id: incident.declaredById }, select: { name: true } });
  const facts = {
    state,
    hasFinishedRun: run !== null && run.finishedAt !== null,
    measuring: [...new Set(checks.filter((c) => c.state === 'running').map((c) => c.group))],
    isTeamTold: untoldBecause === null,
  };
  return {
    id: incident.id,
    code: incident.code,
    title: incident.title,
    severity,
    decidingSentence: (incident.assessment as { decidingSentence: string }).decidingSentence,
    state,
    isDrill: incident.isDrill,
    drillId: incident.drill?.id ?? null,
    detectedAt: incident.detectedAt.toISOString(),
    declaredAt: incident.declaredAt.toISOString(),
    declaredBy: declarer?.name ?? 'somebody',
    respondBy: incident.respondBy?.toISOString() ?? null,
    respondWords: deadlineWords(rowOf(runbook.content.matrix, severity)),
    restoredAt: events.find((e) => e.type === 'incident.recovered')?.at ?? null,
    closedAt: incident.closedAt?.toISOString() ?? null,
    untoldBecause,
    actions: incidentActions(facts, closeBlockedBy, me.role),
  };
}

async function procedureOptions(
  signals: { kind: SignalKind; value: number | null }[],
  runbook: StoredRunbook,
  target: ReturnType<typeof toLoadedTarget>,
  me: Me,
): Promise<RoomView['procedures']> {
  const fits = rankProcedures(signals, runbook.content.procedures);
  return toProcedureOptions(fits, target, me);
}

function titleOf(runbook: StoredRunbook, key: string): string {
  return runbook.content.procedures.find((p) => p.key === key)?.title ?? key;
}
