import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { db } from '../db';
import { changeSeverity } from '../incidents/change-severity';
import { changePerson } from '../people/manage-people';
import { giveTarget, joinTeam, leaveTeam, makeTeam } from '../people/manage-teams';
import { abortRun } from '../runs/drive-run';
import { expireApprovals } from '../runs/find-lost-steps';
import { planRun } from '../runs/plan-run';
import { prepareRun } from '../runs/prepare-run';
import { startRun } from '../runs/start-run';
import { freshly } from '../testing/fresh';
import { outcomesOf, refusalOf } from '../testing/refusal';
import { type Approved, approvedRun, decision, plannedRun, requestedRun } from '../testing/rollback';
import { createPerson, openTestConsole, type People, type TestConsole } from '../testing/test-console';
import { until } from '../testing/until';
import { decideApproval } from './decide-approval';
import { requestApproval } from './request-approval';

let at: TestConsole;
let people: People;

beforeAll(async () => {
  at = await openTestConsole();
  people = at.people;
});
afterAll(() => at.close());

const stateOf = async ({ approvalId }: Approved) =>
  (await db().approval.findUniqueOrThrow({ where: { id: approvalId } })).state;
const prepareAgain = (run: Approved, by = people.engineer) =>
  prepareRun(by, { incidentCode: run.incidentCode, procedureKey: '1.2', branch: 'main', parameters: {} });

describe('who may decide', () => {
  it('not whoever asked for it, though their role would do', async () => {
    const run = await requestedRun(at, { by: people.lead });
    expect(await refusalOf(decideApproval(people.lead, decision(run)))).toMatchObject({
      code: 'forbidden',
      message: expect.stringContaining('another person has to decide'),
    });
  });

  it('not whoever prepared it, though somebody else asked', async () => {
    const planned = await plannedRun(at, { by: people.lead });
    const { approvalId } = await requestApproval(people.engineer, {
      runId: planned.runId,
      planHash: planned.planHash,
      note: '',
    });
    const run = { ...planned, approvalId };
    expect(await refusalOf(decideApproval(people.lead, decision(run)))).toMatchObject({ code: 'forbidden' });
    expect(await decideApproval(people.otherLead, decision(run))).toEqual({ state: 'approved' });
  });

  it('not whoever holds the wheel', async () => {
    const run = await requestedRun(at);
    await db().run.update({ where: { id: run.runId }, data: { driverId: people.lead.id } });
    expect(await refusalOf(decideApproval(people.lead, decision(run)))).toMatchObject({ code: 'forbidden' });
  });

  it.each([
    ['critical', ['engineer', 'lead', 'manager', 'administrator'], 'executive'],
    ['high', ['otherEngineer', 'manager', 'administrator'], 'lead'],
    ['medium', ['manager', 'administrator'], 'otherEngineer'],
    ['low', ['otherEngineer', 'manager', 'administrator'], 'executive'],
  ] as const)('of a %s plan not %j, but the %s', async (severity, refused, approver) => {
    const run = await requestedRun(at, { severity });
    for (const who of refused) {
      expect(await refusalOf(decideApproval(people[who], decision(run)))).toMatchObject({ code: 'forbidden' });
    }
    expect(await stateOf(run)).toBe('requested');
    const decided = await freshly(people[approver], () => decideApproval(people[approver], decision(run)));
    expect(decided).toEqual({ state: 'approved' });
  });

  it('not somebody who was disabled, nor by a role that only the browser claims', async () => {
    const run = await requestedRun(at);
    const gone = await createPerson('gone', 'team_lead');
    await changePerson(people.administrator, { personId: gone.id, isActive: false });
    expect(await refusalOf(decideApproval(gone, decision(run)))).toMatchObject({ code: 'not_signed_in' });
    const forged = { ...people.manager, role: 'executive' as const };
    expect(await refusalOf(decideApproval(forged, decision(run)))).toMatchObject({ code: 'forbidden' });
  });
});

describe('a decision', () => {
  it('is not one of a person who left the team of the target while it waited for the run', async () => {
    const run = await requestedRun(at);
    const { teamId } = await makeTeam(people.administrator, { name: `Team ${run.runId}` });
    const member = { teamId, personId: people.lead.id };
    await joinTeam(people.administrator, member);
    await giveTarget(people.administrator, { targetKey: run.target.key, teamId });
    const holder = await at.store.connect();
    try {
      await holder.query('begin');
      await holder.query('select 1 from "Run" where "id" = $1 for update', [run.runId]);
      const decided = refusalOf(decideApproval(people.lead, decision(run)));
      const waiting = `select 1 from pg_locks where not granted and locktype in ('transactionid', 'tuple')`;
      await until('the decision to wait', async () => ((await holder.query(waiting)).rowCount ?? 0) > 0);
      await leaveTeam(people.administrator, member);
      await holder.query('commit');
      expect(await decided).toMatchObject({ code: 'not_found' });
    } finally {
      holder.release();
    }
    expect(await stateOf(run)).toBe('requested');
  });

  it('is one, however many decide at once', async () => {
    const run = await requestedRun(at);
    const deeds = [people.lead, people.otherLead, people.executive].flatMap((person) => [
      decideApproval(person, decision(run)),
      decideApproval(person, decision(run, 'denied')),
    ]);
    expect(await outcomesOf(deeds)).toEqual({ done: 1, conflict: 5 });
    expect(await db().decision.count({ where: { approvalId: run.approvalId } })).toBe(1);
    const events = await db().event.findMany({
      where: { runId: run.runId, type: { in: ['approval.approved', 'approval.denied'] } },
    });
    expect(events).toHaveLength(1);
    const state = await stateOf(run);
    expect(events[0]?.type).toBe(`approval.${state}`);
    expect((await run.load()).state).toBe(state === 'approved' ? 'approved' : 'draft');
  });

  it('counts a person once', async () => {
    const run = await requestedRun(at);
    const twice = [decideApproval(people.lead, decision(run)), decideApproval(people.lead, decision(run))];
    expect(await outcomesOf(twice)).toEqual({ done: 1, conflict: 1 });
  });

  it('that denies ends the request', async () => {
    const run = await requestedRun(at);
    await decideApproval(people.lead, decision(run, 'denied'));
    expect((await run.load()).state).toBe('draft');
    expect(await refusalOf(decideApproval(people.executive, decision(run)))).toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('a denial ends the request'),
    });
    expect(await refusalOf(start(run))).toMatchObject({ code: 'conflict' });
  });

  it('is refused for a plan that is not the one asked about', async () => {
    const run = await requestedRun(at);
    const stale = { ...decision(run), planHash: '0'.repeat(64) };
    expect(await refusalOf(decideApproval(people.lead, stale))).toMatchObject({ code: 'plan_changed' });
    expect(await stateOf(run)).toBe('requested');
  });

  it('does not come after the time is over, and the request lapses to a draft', async () => {
    const run = await requestedRun(at);
    await expire(run);
    expect(await refusalOf(decideApproval(people.lead, decision(run)))).toMatchObject({
      code: 'forbidden',
      message: expect.stringContaining('expired'),
    });
    await expireApprovals();
    expect(await stateOf(run)).toBe('expired');
    expect((await run.load()).state).toBe('draft');
    expect(await refusalOf(decideApproval(people.lead, decision(run)))).toMatchObject({ code: 'conflict' });
  });

  it('left open by a run that is over lapses too, and holds up no other', async () => {
    const [over, overdue] = [await requestedRun(at), await requestedRun(at)];
    await at.store.query(`update "Run" set "state" = 'aborted' where "id" = $1`, [over.runId]);
    for (const run of [over, overdue]) await expire(run);
    await expireApprovals();
    for (const run of [over, overdue]) expect(await stateOf(run)).toBe('expired');
    expect([(await over.load()).state, (await overdue.load()).state]).toEqual(['aborted', 'draft']);
  });

  it('that races with its own expiry leaves one of the two, and every other overdue request lapses too', async () => {
    const runs = await Promise.all([1, 2, 3, 4].map(() => requestedRun(at)));
    await Promise.all(runs.map(expire));
    const sweeps = [1, 2, 3].map(() => expireApprovals());
    const gaveUp = runs.map((run) => abortRun(people.engineer, { runId: run.runId, reason: 'not needed' }));
    const tally = await outcomesOf([...sweeps, ...gaveUp]);
    expect(tally).toEqual({ done: 7 });
    for (const run of runs) {
      expect(['expired', 'void']).toContain(await stateOf(run));
      expect((await run.load()).state).toBe('aborted');
    }
  });
});

const start = (run: Approved, by = people.engineer) =>
  startRun(by, { runId: run.runId, planHash: run.planHash, mode: 'step' });

const expire = ({ approvalId }: Approved) =>
  db().approval.update({ where: { id: approvalId }, data: { expiresAt: new Date(Date.now() - 1000) } });

describe('a plan that changes', () => {
  it('voids what was asked for', async () => {
    const run = await requestedRun(at);
    await prepareAgain(run);
    expect(await stateOf(run)).toBe('void');
    expect(await refusalOf(decideApproval(people.lead, decision(run)))).toMatchObject({ code: 'conflict' });
  });

  it('voids what was approved', async () => {
    const run = await approvedRun(at);
    await prepareAgain(run);
    await planRun({ runId: run.runId });
    expect(await stateOf(run)).toBe('void');
    expect(await refusalOf(start(run))).toMatchObject({ code: 'conflict' });
    expect((await run.load()).planHash).not.toBe(run.planHash);
  });

  it('with the severity needs another approval, and whoever changed it does not give it', async () => {
    const run = await approvedRun(at);
    const change = { incidentCode: run.incidentCode, severity: 'critical' as const, reason: 'data is lost' };
    await changeSeverity(people.executive, change);
    expect(await stateOf(run)).toBe('void');
    await planRun({ runId: run.runId });
    const { planHash } = await run.load();
    expect(planHash).not.toBe(run.planHash);
    const asked = { runId: run.runId, planHash: planHash as string, note: '' };
    const again = { ...run, ...asked, ...(await requestApproval(people.engineer, asked)) };
    expect(await refusalOf(decideApproval(people.executive, decision(again)))).toMatchObject({ code: 'forbidden' });
    expect(await refusalOf(decideApproval(people.lead, decision(again)))).toMatchObject({ code: 'forbidden' });
  });

  it('while it is being decided on leaves no approval of the old one', async () => {
    for (let round = 0; round < 4; round += 1) {
      const run = await requestedRun(at);
      const change = { incidentCode: run.incidentCode, severity: 'critical' as const, reason: 'data is lost' };
      const tally = await outcomesOf([
        decideApproval(people.lead, decision(run)),
        round % 2 === 0 ? prepareAgain(run) : changeSeverity(people.otherLead, change),
        decideApproval(people.executive, decision(run)),
      ]);
      expect(Object.keys(tally).filter((key) => key.startsWith('broke'))).toEqual([]);
      expect(await db().approval.count({ where: { runId: run.runId, state: { in: ['requested', 'approved'] } } })).toBe(
        (await run.load()).state === 'draft' ? 0 : 1,
      );
      expect(await stateOf(run)).toBe('void');
    }
  });
});
