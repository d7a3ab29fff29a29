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
import { storeNow } from '../audit/append-event';
import { readEvents, toDomainEvents } from '../audit/read-events';
import { authoriseToRead } from '../auth/authorise-for';
import { getWorkerView } from '../check-store';
import { db } from '../db';
import { toEscalationsView } from '../escalations/escalation-views';
import type { Incident } from '../generated/prisma/client';
import { readDirectory } from '../messages/directory';
import { liveIncident, messageDrafts } from '../messages/message-drafts';
import { toClockViews, toMessageViews } from '../messages/room-messages';
import { readNames } from '../people/read-people';
import { toProcedureOptions } from '../runbooks/procedure-option';
import { getCurrentRunbook, type StoredRunbook } from '../runbooks/store-runbook';
import { loadRun } from '../runs/load-run';
import { shareReads } from '../share-reads';
import { toLoadedTarget } from '../targets/get-target';
import { toTargetView } from '../targets/target-view';
import { checkFacts, toCheckViews } from './check-views';
import { sceneOf } from './hand-over-scene';
import { toHandOversView } from './hand-over-view';
import { peopleInRoom } from './presence';
import { readRoomIncident } from './read-room-incident';
import { toRunView } from './run-view';
import { waitingFor } from './waiting-for';

/** What a room shows to everybody alike: read once for all who look again after the same news. */
const readCommon = shareReads(async (code) => {
  const incident = await readRoomIncident(code);
  if (!incident) return null;
  const target = toLoadedTarget(incident.target);
  const [runbook, events, newest, worker, targetView, at] = await Promise.all([
    getCurrentRunbook(),
    readEvents(incident.id).then(toDomainEvents),
    incident.runs[0] ? loadRun(db(), incident.runs[0].id) : null,
    getWorkerView(),
    toTargetView(target),
    storeNow(db()),
  ]);
  const directory = await readDirectory(db(), runbook.content);
  const [timeline, marks] = [buildTimeline(events), buildMarks(events)];
  return { incident, runbook, events, newest, directory, worker, target, targetView, timeline, marks, at };
});

/** Everything that an incident's room shows this person now; null where there is no such incident. */
export async function getRoomView(me: Me, code: string): Promise<RoomView | null> {
  const person = await authoriseToRead(me, { incident: code });
  if (!person) return null;
  const common = await readCommon(code);
  if (!common) return null;
  const { incident, runbook, events, newest, directory, worker, target, targetView, at } = common;
  const isOpen = incident.state === 'open';
  const scene = sceneOf(incident, newest);
  const standing = { driverId: newest?.driverId ?? null, leadId: scene.leadId };
  const fits = incident.signals as { kind: SignalKind; value: number | null }[];
  // None of these waits for another one: everybody in the room reads it anew after each thing that happens.
  const [run, checks, brokenGlass, people, escalations, procedures] = await Promise.all([
    newest ? toRunView(newest, person) : null,
    toCheckViews(incident.checks, runbook.content, target.inventory, person, isOpen),
    listBrokenGlass(person, { incidentId: incident.id }),
    peopleInRoom(incident.id, standing, person),
    toEscalationsView(incident, runbook.content, person),
    isOpen ? procedureOptions(fits, runbook, target, person) : [],
  ]);
  const closeBlockedBy = whyNotClose(
    incident.checks.map((row) => checkFacts(row, runbook.content, target.inventory)),
    incident.runs as { state: RunState }[],
    brokenGlass.filter(({ review }) => review === null),
  );
  const driver = people.find((one) => one.isDriver) ?? person;
  const live = liveIncident(incident, runbook.content, events, run, driver);
  const untoldBecause = newest ? newest.untoldBecause : whyUntold(runbook.content.contacts, incident.messages);
  const seen = { incident: { id: incident.id, targetTeamId: incident.target.teamId }, scene, events, people };
  const [ofIncident, messages, handOver] = await Promise.all([
    incidentPart(incident, runbook, events, checks, closeBlockedBy, run, person, untoldBecause),
    toMessageViews(incident.messages, directory, person, isOpen),
    toHandOversView(seen, person),
  ]);
  return {
    at: at.toISOString(),
    me: person,
    incident: ofIncident,
    target: targetView,
    worker,
    people,
    procedures,
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
    timeline: common.timeline,
    messages,
    messageClocks: toClockViews(incident.clocks, runbook.content),
    messageDrafts: messageDrafts(incident, runbook.content, directory, live, at),
    marks: common.marks,
    waiting: isOpen ? waitingFor(run, closeBlockedBy, incident.declaredAt) : null,
    closeBlockedBy,
    brokenGlass,
    escalations,
    handOver,
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
  const names = await readNames([incident.declaredById]);
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
    declaredBy: names.get(incident.declaredById) ?? 'somebody',
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
