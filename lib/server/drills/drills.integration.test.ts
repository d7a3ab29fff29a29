import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Environment, Inventory } from '@/lib/contracts/target';
import { weekOf } from '@/lib/domain/drill-calendar';
import { appendEvent } from '../audit/append-event';
import { db } from '../db';
import { listIncidents } from '../incidents/list-incidents';
import { closeIncident } from '../incidents/settle-checks';
import { getIncidentFigures } from '../reports/get-incident-figures';
import { startRun } from '../runs/start-run';
import { performFaultSwitch } from '../targets/switch-fault';
import {
  approvedInDrill,
  breakableTarget,
  openedDrill,
  plannedInDrill,
  scheduledDrill,
  workedDrill,
} from '../testing/drill';
import { outcomesOf, refusalOf } from '../testing/refusal';
import { declare, type TestTarget } from '../testing/rollback';
import { openTestConsole, type TestConsole } from '../testing/test-console';
import { abortDrill, cancelDrill, finishDrill } from './end-drill';
import { getDrillView } from './get-drill-view';
import { getDrillsNow } from './get-drills-now';
import { getLastDrills } from './last-drills';
import { openPreparedDrills } from './open-drills';
import { scheduleMonth } from './schedule-drill';
import { holdDrill, startDrill } from './start-drill';
import { tickDrillLine } from './tick-line';

let at: TestConsole;
beforeAll(async () => {
  at = await openTestConsole();
});
afterAll(() => at.close());

const sandbox = (environment?: Environment, over?: Partial<Inventory>) => breakableTarget(at, environment, over);
const scheduled = (target: TestTarget, wish: Parameters<typeof scheduledDrill>[2] = {}) =>
  scheduledDrill(at, target, wish);
/** What other tests have put into the calendar would be found there. */
const clearCalendar = () => db().drill.deleteMany({ where: { state: 'scheduled' } });
const drillOf = (drillId: string) =>
  db().drill.findUniqueOrThrow({ where: { id: drillId }, include: { incident: true } });
const eventsOf = async (drillId: string) => {
  const where = { data: { path: ['drillId'], equals: drillId } };
  return (await db().event.findMany({ where, orderBy: { id: 'asc' } })).map((row) => row.type);
};

describe('a drill runs only where nothing can be lost', () => {
  it.each<[Environment, Partial<Inventory>]>([
    ['production', {}],
    ['production', { isDrillClone: true }],
    ['staging', {}],
  ])('it is not scheduled on %s %j', async (environment, over) => {
    const refusal = await refusalOf(scheduled(await sandbox(environment, over)));
    expect(refusal).toMatchObject({
      code: 'invalid_input',
      message: expect.stringContaining('drills run on a sandbox'),
    });
  });

  it('it is not started on a target that has become production since', async () => {
    const target = await sandbox();
    const { drillId } = await scheduled(target);
    await db().target.update({ where: { key: target.key }, data: { environment: 'production' } });
    expect(await refusalOf(startDrill(at.people.lead, { drillId }))).toMatchObject({
      code: 'blocked',
      message: expect.stringContaining('is production'),
    });
    expect(await drillOf(drillId)).toMatchObject({ state: 'scheduled', startedAt: null });
    expect(existsSync(join(target.folder, 'broken'))).toBe(false);
  });

  it('its runs are neither planned nor started on a target that has become production since', async () => {
    const target = await sandbox();
    const { drillId } = await scheduled(target);
    const { code } = await openedDrill(at, drillId);
    const run = await approvedInDrill(at, code);
    await db().target.update({ where: { key: target.key }, data: { environment: 'production' } });
    const words = { code: 'forbidden', message: expect.stringContaining('This is a drill.') };
    expect(await refusalOf(startRun(at.people.engineer, { ...run, mode: 'step' }))).toMatchObject(words);
    expect(await refusalOf(plannedInDrill(at, code))).toMatchObject(words);
    expect(await db().run.findUniqueOrThrow({ where: { id: run.runId } })).toMatchObject({ state: 'approved' });
  });

  it('a clone for drills is drilled on without a fault', async () => {
    const target = await sandbox('staging', { isDrillClone: true });
    const { drillId } = await scheduled(target);
    await startDrill(at.people.lead, { drillId });
    await openPreparedDrills();
    expect(await drillOf(drillId)).toMatchObject({ fault: '', incident: { isDrill: true } });
  });
});

describe('a drill that cannot be prepared', () => {
  it('says that its fault is missing, and switches nothing', async () => {
    const { drillId } = await scheduled(await sandbox('sandbox', { faults: [] }));
    expect((await refusalOf(startDrill(at.people.engineer, { drillId }))).message).toContain('has no fault “broken”');
  });

  it('says that its procedure is missing', async () => {
    const target = await sandbox();
    const { drillId } = await scheduled(target);
    await db().drill.update({ where: { id: drillId }, data: { procedureKey: '9.9' } });
    expect((await refusalOf(startDrill(at.people.engineer, { drillId }))).message).toContain('no procedure 9.9');
  });

  it('waits for its fault, and is declared only once it is seen on', async () => {
    const target = await sandbox();
    const { drillId } = await scheduled(target);
    await startDrill(at.people.engineer, { drillId });
    await openPreparedDrills();
    expect(await drillOf(drillId)).toMatchObject({ state: 'running', incidentId: null, faultSeenAt: null });
  });
});

it('is declared once, however many workers find it prepared', async () => {
  const target = await sandbox();
  const { drillId } = await scheduled(target);
  await startDrill(at.people.engineer, { drillId });
  const { targetId } = await drillOf(drillId);
  await performFaultSwitch({ targetId, fault: 'broken', isOn: true });
  await Promise.all([openPreparedDrills(), openPreparedDrills(), openPreparedDrills()]);
  expect(await db().incident.count({ where: { targetId } })).toBe(1);
  expect(await drillOf(drillId)).toMatchObject({ incident: { isDrill: true, state: 'open' } });
});

it('is held at once where somebody wants to practise now, and leaves nothing behind where it cannot be', async () => {
  const target = await sandbox();
  const { drillId } = await holdDrill(at.people.lead, { procedureKey: '1.6', targetKey: target.key });
  expect(await drillOf(drillId)).toMatchObject({ state: 'running', week: 2, fault: 'broken' });
  const again = { procedureKey: '1.1', targetKey: target.key };
  expect((await refusalOf(holdDrill(at.people.lead, again))).message).toContain('Another drill runs');
  expect(await db().drill.count({ where: { target: { key: target.key } } })).toBe(1);
});

it('runs once a target at a time, and starts once however often it is pressed', async () => {
  const target = await sandbox();
  const [first, second] = [await scheduled(target), await scheduled(target, { week: 2, procedureKey: '1.6' })];
  const presses = [1, 2, 3].map(() => startDrill(at.people.engineer, first));
  expect(await outcomesOf(presses)).toMatchObject({ done: 1, conflict: 2 });
  expect((await refusalOf(startDrill(at.people.lead, second))).message).toContain('Another drill runs');
});

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
    expect([...(await getLastDrills()).keys()]).toEqual(['1.1']);
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
    await abortDrill(at.people.engineer, { drillId, reason: 'a real incident came in' });
    const drill = await drillOf(drillId);
    expect(drill).toMatchObject({ state: 'cancelled', incident: { state: 'closed' } });
    expect(await db().run.findUniqueOrThrow({ where: { id: runId }, include: { approvals: true } })).toMatchObject({
      state: 'aborted',
      approvals: [{ state: 'void' }],
    });
    expect(await drillOf(drill.nextDrillId as string)).toMatchObject({ state: 'scheduled', procedureKey: '1.1' });
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

it('is for engineers and team leads; everybody may tick by name', async () => {
  const target = await sandbox();
  const { drillId } = await scheduled(target);
  const { executive, manager, administrator } = at.people;
  for (const person of [executive, manager, administrator]) {
    const refusals = [
      startDrill(person, { drillId }),
      cancelDrill(person, { drillId, reason: 'no time' }),
      scheduleMonth(person, { month: '2099-01' }),
      finishDrill(person, { drillId }),
      abortDrill(person, { drillId, reason: 'no time' }),
    ];
    expect(await outcomesOf(refusals)).toEqual({ forbidden: 5 });
  }
  await startDrill(at.people.engineer, { drillId });
  await tickDrillLine(manager, { drillId, line: 'lessons-captured', note: 'the list is hard to read' });
  expect((await drillOf(drillId)).checklist).toMatchObject({
    'lessons-captured': { byName: 'manager', note: 'the list is hard to read' },
  });
});

it('nobody finds a drill that is not there', async () => {
  expect((await refusalOf(startDrill(at.people.engineer, { drillId: randomUUID() }))).code).toBe('not_found');
});
