import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Environment, Inventory } from '@/lib/contracts/target';
import { db } from '../db';
import { startRun } from '../runs/start-run';
import { performFaultSwitch } from '../targets/switch-fault';
import { approvedInDrill, breakableTarget, openedDrill, plannedInDrill, scheduledDrill } from '../testing/drill';
import { outcomesOf, refusalOf } from '../testing/refusal';
import type { TestTarget } from '../testing/rollback';
import { openTestConsole, type TestConsole } from '../testing/test-console';
import { abortDrill, cancelDrill, finishDrill } from './end-drill';
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
const drillOf = (drillId: string) =>
  db().drill.findUniqueOrThrow({ where: { id: drillId }, include: { incident: true } });
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
    const title = '1.2 not in the runbook';
    await db().drill.update({ where: { id: drillId }, data: { procedureKey: '1.2', title } });
    await startDrill(at.people.engineer, { drillId });
    expect((await drillOf(drillId)).title, 'it is named anew once it is there').not.toBe(title);
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
