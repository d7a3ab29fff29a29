import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { HandOverKind } from '@/lib/contracts/hand-over';
import type { Me } from '@/lib/contracts/views';
import { db } from '../db';
import { changePerson } from '../people/manage-people';
import { abortRun, continueRun, takeWheel } from '../runs/drive-run';
import { outcomesOf, refusalOf } from '../testing/refusal';
import { declare, type Rollback, startedRun, workOff } from '../testing/rollback';
import { createPerson, openTestConsole, type People, type TestConsole } from '../testing/test-console';
import { getRoomView } from './get-room-view';
import { acceptHandOver, declineHandOver, nudgeHandOver, offerHandOver, withdrawHandOver } from './hand-over-incident';
import { listIncidents } from './list-incidents';

let at: TestConsole;
let people: People;
beforeAll(async () => {
  at = await openTestConsole();
  people = at.people;
});
afterAll(() => at.close());

const note = 'The index is gone; watch the latency.';
const reason = 'I am in a tunnel';
const offer = (by: Me, incidentCode: string, to: Me, kind: HandOverKind = 'incident') =>
  offerHandOver(by, { incidentCode, kind, toId: to.id, note });

/** A run that stands between two steps, driven by the engineer who declared it and approved by the lead. */
async function waitingRun(): Promise<Rollback> {
  const run = await startedRun(at, { procedure: '1.1' });
  await workOff(run);
  return run;
}
const handOverOf = async (me: Me, code: string) => (await getRoomView(me, code))?.handOver;
const eventsOf = async (incidentId: string) =>
  (await db().event.findMany({ where: { incidentId }, orderBy: { seq: 'asc' } })).map(({ type }) => type);

describe('an incident that is handed over', () => {
  it('stays with whoever has it until the other one accepts, and goes with the wheel that they held', async () => {
    const run = await waitingRun();
    const { handOverId } = await offer(people.engineer, run.incidentCode, people.otherEngineer);
    const before = await handOverOf(people.manager, run.incidentCode);
    expect(before).toMatchObject({
      lead: { name: 'engineer' },
      waiting: [{ from: 'engineer', to: { name: 'otherEngineer' }, note, actions: [] }],
    });
    expect((await run.load()).driverId).toBe(people.engineer.id);
    const [listed] = await listIncidents(people.otherEngineer).then((all) =>
      all.filter((one) => one.code === run.incidentCode),
    );
    expect(listed).toMatchObject({ ledBy: 'engineer', waitingFor: 'Waits for you to take it over' });

    await acceptHandOver(people.otherEngineer, { handOverId });
    expect(await handOverOf(people.engineer, run.incidentCode)).toMatchObject({
      lead: { name: 'otherEngineer' },
      waiting: [],
      actions: [],
      wheelLost: null,
    });
    expect((await run.load()).driverId).toBe(people.otherEngineer.id);
    expect(await refusalOf(continueRun(people.engineer, { runId: run.runId, mode: 'step' }))).toMatchObject({
      code: 'conflict',
    });
    await continueRun(people.otherEngineer, { runId: run.runId, mode: 'step' });
    expect((await eventsOf(run.incidentId)).filter((type) => /handover|wheel/.test(type))).toEqual([
      'incident.handover_offered',
      'run.wheel_taken',
      'incident.handover_accepted',
    ]);
    const told = (await getRoomView(people.manager, run.incidentCode))?.timeline ?? [];
    expect(told.find((item) => item.quote === note)).toMatchObject({
      actor: 'engineer',
      strong: 'Hands the incident over',
    });
  });

  it('is not given to somebody who approved its plan, does not drive, does not see it, or was disabled', async () => {
    const run = await waitingRun();
    const gone = await createPerson('gone', 'engineer');
    await changePerson(people.administrator, { personId: gone.id, isActive: false });
    for (const to of [
      people.lead,
      people.manager,
      people.administrator,
      gone,
      { ...people.engineer, id: randomUUID() },
    ])
      expect(await refusalOf(offer(people.engineer, run.incidentCode, to))).toMatchObject({ code: 'forbidden' });
    expect(await db().handOver.count({ where: { incidentId: run.incidentId } })).toBe(0);
    expect(
      (await handOverOf(people.engineer, run.incidentCode))?.candidates.find(({ name }) => name === 'lead'),
    ).toMatchObject({
      becauseNot: { incident: expect.stringContaining('approved the plan') },
    });
  });

  it('does not come by acceptance to somebody who has approved the plan since they were asked', async () => {
    const run = await waitingRun();
    const { handOverId } = await offer(people.engineer, run.incidentCode, people.otherLead);
    const approval = await db().approval.findFirstOrThrow({ where: { runId: run.runId } });
    await db().decision.create({
      data: { approvalId: approval.id, personId: people.otherLead.id, verdict: 'approved', reason: '' },
    });
    expect(await refusalOf(acceptHandOver(people.otherLead, { handOverId }))).toMatchObject({
      code: 'forbidden',
      message: expect.stringMatching(/^You approved the plan/),
    });
    expect((await run.load()).driverId).toBe(people.engineer.id);
  });

  it('is answered by whoever was asked alone, and once by two presses at once', async () => {
    const { code } = await declare(at);
    const { handOverId } = await offer(people.engineer, code, people.otherEngineer);
    for (const other of [people.lead, people.engineer])
      expect(await refusalOf(acceptHandOver(other, { handOverId }))).toMatchObject({ code: 'forbidden' });
    const accept = () => acceptHandOver(people.otherEngineer, { handOverId });
    expect(await outcomesOf([accept(), accept(), accept()])).toEqual({ done: 1, conflict: 2 });
  });

  it('is offered to one person at a time, by those who may, of two at once by one', async () => {
    const { code } = await declare(at);
    expect(await refusalOf(offer(people.otherEngineer, code, people.otherLead))).toMatchObject({ code: 'forbidden' });
    const offers = [offer(people.engineer, code, people.otherEngineer), offer(people.lead, code, people.otherLead)];
    expect(await outcomesOf(offers)).toEqual({ done: 1, conflict: 1 });
    expect((await handOverOf(people.engineer, code))?.actions).toEqual([]);
  });

  it('that is declined stays, and whoever offered it reads why; one that is taken back is answered no more', async () => {
    const { code } = await declare(at);
    const first = await offer(people.engineer, code, people.otherEngineer);
    await declineHandOver(people.otherEngineer, { ...first, reason });
    expect(await handOverOf(people.engineer, code)).toMatchObject({
      lead: { name: 'engineer' },
      declined: { by: 'otherEngineer', reason, kind: 'incident' },
    });
    const second = await offer(people.engineer, code, people.otherLead);
    expect((await handOverOf(people.engineer, code))?.declined).toBeNull();
    expect(await refusalOf(withdrawHandOver(people.otherEngineer, second))).toMatchObject({ code: 'forbidden' });
    await withdrawHandOver(people.engineer, second);
    expect(await refusalOf(acceptHandOver(people.otherLead, second))).toMatchObject({ code: 'conflict' });
  });

  it('is nudged about once in a minute, by the store’s clock', async () => {
    const { code } = await declare(at);
    const { handOverId } = await offer(people.engineer, code, people.otherEngineer);
    const nudge = () => nudgeHandOver(people.lead, { handOverId });
    expect(await refusalOf(nudge())).toMatchObject({ code: 'too_many_attempts' });
    await at.store.query(`update "HandOver" set "offeredAt" = now() - interval '61 s' where id = $1`, [handOverId]);
    expect(await outcomesOf([nudge(), nudge()])).toMatchObject({ done: 1 });
  });
});

describe('the wheel that is offered', () => {
  it('is taken by whoever was asked, and whoever took it otherwise has overtaken the offer', async () => {
    const run = await waitingRun();
    const { handOverId } = await offer(people.engineer, run.incidentCode, people.otherEngineer, 'wheel');
    await takeWheel(people.otherLead, { runId: run.runId, reason });
    expect(await handOverOf(people.otherEngineer, run.incidentCode)).toMatchObject({ waiting: [] });
    expect(await refusalOf(acceptHandOver(people.otherEngineer, { handOverId }))).toMatchObject({ code: 'conflict' });
    expect(await handOverOf(people.engineer, run.incidentCode)).toMatchObject({
      lead: { name: 'engineer' },
      wheelLost: { by: 'otherLead', reason },
    });
    const again = await offer(people.otherLead, run.incidentCode, people.engineer, 'wheel');
    await acceptHandOver(people.engineer, again);
    expect((await run.load()).driverId).toBe(people.engineer.id);
    expect(await handOverOf(people.otherLead, run.incidentCode)).toMatchObject({ wheelLost: null });
    const taken = await db().event.findFirst({
      where: { runId: run.runId, type: 'run.wheel_taken' },
      orderBy: { seq: 'desc' },
    });
    expect(taken?.data).toMatchObject({ from: 'otherLead', reason: note, isOffered: true });
  });

  it('lapses with the run', async () => {
    const run = await waitingRun();
    const { handOverId } = await offer(people.engineer, run.incidentCode, people.otherEngineer, 'wheel');
    await abortRun(people.engineer, { runId: run.runId, reason });
    expect(await refusalOf(acceptHandOver(people.otherEngineer, { handOverId }))).toMatchObject({ code: 'conflict' });
    expect(await refusalOf(offer(people.engineer, run.incidentCode, people.otherEngineer, 'wheel'))).toMatchObject({
      message: expect.stringContaining('No rollback is under way'),
    });
  });

  it('stays with a third person who holds it when the incident passes on', async () => {
    const run = await waitingRun();
    await takeWheel(people.otherLead, { runId: run.runId, reason });
    const { handOverId } = await offer(people.engineer, run.incidentCode, people.otherEngineer);
    await acceptHandOver(people.otherEngineer, { handOverId });
    expect((await run.load()).driverId).toBe(people.otherLead.id);
    expect(await handOverOf(people.otherLead, run.incidentCode)).toMatchObject({ lead: { name: 'otherEngineer' } });
  });
});
