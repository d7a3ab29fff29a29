import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { weekOf } from '@/lib/domain/drill-calendar';
import { breakGlass } from '../approvals/break-glass';
import { reviewBreakGlass } from '../approvals/review-break-glass';
import { appendEvent } from '../audit/append-event';
import { db } from '../db';
import { escalate } from '../escalations/escalate';
import { listIncidents } from '../incidents/list-incidents';
import { closeIncident } from '../incidents/settle-checks';
import { getIncidentFigures } from '../reports/get-incident-figures';
import { startRun } from '../runs/start-run';
import {
  approvedInDrill,
  breakableTarget,
  openedDrill,
  plannedInDrill,
  scheduledDrill,
  workedDrill,
} from '../testing/drill';
import { freshly } from '../testing/fresh';
import { refusalOf } from '../testing/refusal';
import { declare, type TestTarget } from '../testing/rollback';
import { openTestConsole, type TestConsole } from '../testing/test-console';
import { abortDrill, cancelDrill, finishDrill } from './end-drill';
import { getDrillView } from './get-drill-view';
import { getDrillsNow } from './get-drills-now';
import { getLastDrills } from './last-drills';
import { startDrill } from './start-drill';

let at: TestConsole;
beforeAll(async () => {
  at = await openTestConsole();
});
afterAll(() => at.close());

const sandbox = () => breakableTarget(at);
const scheduled = (target: TestTarget) => scheduledDrill(at, target);
/** What other tests have put into the calendar would be found there. */
const clearCalendar = () => db().drill.deleteMany({ where: { state: 'scheduled' } });
const drillOf = (drillId: string) =>
  db().drill.findUniqueOrThrow({ where: { id: drillId }, include: { incident: true } });
const eventsOf = async (drillId: string) => {
  const where = { data: { path: ['drillId'], equals: drillId } };
  return (await db().event.findMany({ where, orderBy: { id: 'asc' } })).map((row) => row.type);
};

describe('the whole of a drill', () => {
  let target: TestTarget;
  let drillId: string;
  beforeAll(async () => {
    target = await sandbox();
    ({ drillId } = await scheduled(target));
  });

  it('is not finished before everything is done, and says what is open', async () => {
    const other = await scheduled(await sandbox());
    await openedDrill(at, other.drillId);
    expect((await refusalOf(finishDrill(at.people.engineer, other))).message).toContain('Still open: team-notified');
  });

  it('is not finished while its incident is open', async () => {
    const { code } = await workedDrill(at, drillId, { isClosed: false });
    expect((await refusalOf(finishDrill(at.people.engineer, { drillId }))).message).toContain('close it in the room');
    await closeIncident(at.people.engineer, { incidentCode: code });
  });

  it('finishing keeps the result and schedules the next one of its week, with the next procedure in turn', async () => {
    await clearCalendar();
    const { nextDrillId } = await finishDrill(at.people.engineer, { drillId });
    const [done, next] = [await drillOf(drillId), await drillOf(nextDrillId)];
    expect(done).toMatchObject({ state: 'done', nextDrillId, lessons: 'about lessons-captured' });
    expect(next).toMatchObject({ state: 'scheduled', week: 1, procedureKey: '1.2', targetId: done.targetId });
    expect(weekOf(next.scheduledFor, 'UTC')).toBe(1);
    expect([next.scheduledFor.getUTCDay(), next.scheduledFor.getUTCMonth()]).toEqual([
      done.scheduledFor.getUTCDay(),
      done.scheduledFor.getUTCMonth() + 1,
    ]);
    expect(await eventsOf(drillId)).toEqual([
      'drill.scheduled',
      'drill.started',
      'drill.checklist_ticked',
      'drill.checklist_ticked',
      'drill.finished',
    ]);
  });

  it('is kept as what its procedure was drilled last', async () => {
    expect([...(await getLastDrills(at.people.engineer)).keys()]).toEqual(['1.1']);
  });

  it('counts for the parts of a procedure that is made of others, each with the time of its own steps', async () => {
    const run = await db().run.findFirstOrThrow({ where: { incidentId: drillId } });
    const startedAt = new Date('2026-01-01T00:00:00Z');
    const step = (ordinal: number, branch: string, seconds: number, state = 'succeeded') => {
      const finishedAt = new Date(startedAt.getTime() + seconds * 1000);
      return { runId: run.id, ordinal, key: `part-${ordinal}`, branch, state, startedAt, finishedAt };
    };
    const data = [step(10, '4.1/stop', 20), step(11, 'common-4.1/yes', 11), step(12, '4.2/pool', 5, 'skipped')];
    // What was drilled last is looked up again after a run has ended, which is an event.
    const end = () =>
      db().$transaction((tx) =>
        appendEvent(tx, {
          type: 'run.succeeded',
          incidentId: drillId,
          runId: run.id,
          actor: null,
          data: { tookMs: 1, followUps: [] },
        }),
      );
    await db().step.createMany({ data });
    await end();
    const last = await getLastDrills(at.people.engineer);
    await db().step.deleteMany({ where: { runId: run.id, ordinal: { gte: 10 } } });
    await end();
    expect([last.get('4.1')?.tookMs, last.has('4.2')]).toEqual([31_000, false]);
  });

  it('is kept out of the incident figures, and marked where it is listed', async () => {
    const incidentId = drillId;
    const data = { errorRatePercent: 0, p95Ms: 9, afterStep: 'x', sinceStepMs: 1 };
    await db().$transaction((tx) => appendEvent(tx, { type: 'incident.recovered', incidentId, actor: null, data }));
    expect(await getIncidentFigures(at.people.manager)).toMatchObject({
      incidents: 0,
      restored: 0,
      medianRestoreMs: null,
    });
    const { code } = await declare(at);
    const rows = await listIncidents(at.people.manager);
    expect(rows.filter((row) => !row.isDrill).map((row) => row.code)).toEqual([code]);
    expect(await getIncidentFigures(at.people.manager)).toMatchObject({ incidents: 1, drills: rows.length - 1 });
  });

  it('shows its time per step, its checklist and what comes next', async () => {
    const view = await getDrillView(at.people.manager, drillId);
    expect(view).toMatchObject({
      drill: { status: 'done', result: { isInTime: true } },
      incident: { state: 'closed' },
      next: { title: expect.stringContaining('1.2') },
      actions: [],
    });
    expect(view?.steps.map(({ title, state }) => [title, state])).toEqual([
      ['Step append', 'succeeded'],
      ['Step second', 'succeeded'],
    ]);
    expect(view?.checklist.every((line) => line.isDone)).toBe(true);
    expect(await getDrillView(at.people.manager, 'no-such-id')).toBeNull();
  });

  it('is no news for Now any more: its procedure was drilled, the others are named', async () => {
    const { stale } = await getDrillsNow(at.people.manager);
    expect(stale.map((procedure) => procedure.key)).not.toContain('1.1');
    expect(stale).toContainEqual({ key: '1.2', title: expect.any(String), drilled: 'never drilled' });
  });

  it('asks for nothing that only users could tell', async () => {
    const checks = await db().incidentCheck.findMany({ where: { incidentId: drillId } });
    expect(checks.map((check) => check.group).sort()).toEqual(['comprehensive', 'immediate']);
  });
});

describe('a drill that is given up', () => {
  it('before its day stays in the calendar with its reason', async () => {
    const { drillId } = await scheduled(await sandbox());
    await cancelDrill(at.people.lead, { drillId, reason: 'half the team is ill' });
    expect(await drillOf(drillId)).toMatchObject({
      state: 'cancelled',
      reason: 'half the team is ill',
      nextDrillId: null,
    });
    expect((await refusalOf(startDrill(at.people.lead, { drillId }))).code).toBe('conflict');
  });

  it('while it runs ends its incident and the plan in it, and gives the procedure the next turn', async () => {
    const target = await sandbox();
    const { drillId } = await scheduled(target);
    const { code } = await openedDrill(at, drillId);
    const { runId } = await approvedInDrill(at, code);
    await clearCalendar();
    await escalate(at.people.engineer, { incidentCode: code, level: 1, reason: 'nobody knows the procedure' });
    await abortDrill(at.people.engineer, { drillId, reason: 'a real incident came in' });
    const drill = await drillOf(drillId);
    expect(await db().escalation.findMany({ where: { incidentId: drill.incidentId as string } })).toMatchObject([
      { state: 'dismissed', note: 'The incident was closed.', endedAt: expect.any(Date) },
    ]);
    expect(drill).toMatchObject({ state: 'cancelled', incident: { state: 'closed' } });
    expect(await db().run.findUniqueOrThrow({ where: { id: runId }, include: { approvals: true } })).toMatchObject({
      state: 'aborted',
      approvals: [{ state: 'void' }],
    });
    expect(await drillOf(drill.nextDrillId as string)).toMatchObject({ state: 'scheduled', procedureKey: '1.1' });
  });

  it('is not while somebody broke the glass in it and nobody has reviewed that', async () => {
    const { engineer, lead } = at.people;
    const { drillId } = await scheduled(await sandbox());
    const { code } = await openedDrill(at, drillId);
    const { runId, planHash } = await plannedInDrill(at, code);
    const { target } = await db().run.findUniqueOrThrow({ where: { id: runId }, include: { target: true } });
    const input = { runId, planHash, confirm: target.name, reason: 'Nobody who may approve answers in this drill.' };
    const { reviewId } = await freshly(engineer, () => breakGlass(engineer, input));
    const abort = () => abortDrill(engineer, { drillId, reason: 'too long' });
    expect(await refusalOf(abort())).toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('has not been reviewed'),
      remedy: expect.stringContaining('review it in the room'),
    });
    expect(await drillOf(drillId)).toMatchObject({ state: 'running', incident: { state: 'open' } });
    expect(await db().run.findUniqueOrThrow({ where: { id: runId } })).toMatchObject({ state: 'approved' });
    const note = 'It was a drill, and it was the right plan.';
    await reviewBreakGlass(lead, { reviewId, verdict: 'justified', note });
    await abort();
    expect(await drillOf(drillId)).toMatchObject({ state: 'cancelled', incident: { state: 'closed' } });
  });

  it('is not while a rollback is under way in it', async () => {
    const target = await sandbox();
    const { drillId } = await scheduled(target);
    const { code } = await openedDrill(at, drillId);
    await startRun(at.people.engineer, { ...(await approvedInDrill(at, code)), mode: 'step' });
    expect((await refusalOf(abortDrill(at.people.engineer, { drillId, reason: 'too long' }))).message).toContain(
      'abort it in the room',
    );
    expect(await drillOf(drillId)).toMatchObject({ state: 'running', incident: { state: 'open' } });
  });
});
