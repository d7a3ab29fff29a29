import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { getRoomView } from '@/lib/server/incidents/get-room-view';
import { db } from '../db';
import { changeSeverity } from '../incidents/change-severity';
import { changePerson } from '../people/manage-people';
import { claimQuickly } from '../runs/claim-quickly';
import { claimStep } from '../runs/claim-step';
import { expireApprovals } from '../runs/find-lost-steps';
import { prepareRun } from '../runs/prepare-run';
import { startRun } from '../runs/start-run';
import { livingWorker } from '../testing/living-worker';
import { outcomesOf, refusalOf } from '../testing/refusal';
import { type Approved, approvedRun, decision, requestedRun } from '../testing/rollback';
import {
  createPerson,
  openTestConsole,
  type People,
  putRunbookInForce,
  type TestConsole,
} from '../testing/test-console';
import { decideApproval } from './decide-approval';
import { withdrawApproval } from './withdraw-approval';

let at: TestConsole;
let people: People;
beforeAll(async () => {
  at = await openTestConsole();
  people = at.people;
});
afterAll(() => at.close());

const TWO = { procedure: '1.17' };
const SEPARATE = { procedure: '1.18' };
const approve = (run: Approved, by: { id: string }) => decideApproval(by as never, decision(run));
const deny = (run: Approved, by: { id: string }) => decideApproval(by as never, decision(run, 'denied'));
const start = (run: Approved, by = people.engineer) =>
  startRun(by, { runId: run.runId, planHash: run.planHash, mode: 'step' });
const withdraw = (run: Approved, by: { id: string }) =>
  withdrawApproval(by as never, { approvalId: run.approvalId, reason: 'the backup is not done' });
const standing = async (run: Approved) => {
  const { state } = await db().approval.findUniqueOrThrow({ where: { id: run.approvalId } });
  return `${state}/${(await run.load()).state}`;
};
const typesOf = async (run: Approved) =>
  (await db().event.findMany({ where: { runId: run.runId }, orderBy: { seq: 'asc' } })).map(({ type }) => type);
const disable = ({ id }: { id: string }) => changePerson(people.administrator, { personId: id, isActive: false });

describe('where two people are asked for', () => {
  it('one is not enough, the room says how many have, and the second one approves it', async () => {
    const run = await requestedRun(at, TWO);
    expect(await approve(run, people.lead)).toEqual({ state: 'requested' });
    expect(await standing(run)).toBe('requested/awaiting_approval');
    expect((await getRoomView(people.engineer, run.incidentCode))?.run?.approval).toMatchObject({
      given: 1,
      wanted: 2,
    });
    expect(await refusalOf(start(run))).toMatchObject({ code: 'conflict' });
    expect(await refusalOf(approve(run, people.lead))).toMatchObject({
      message: expect.stringContaining('counts once'),
    });
    expect(await approve(run, people.otherLead)).toEqual({ state: 'approved' });
    await start(run);
    expect(await typesOf(run)).toEqual(expect.arrayContaining(['approval.given', 'approval.approved', 'run.started']));
  });

  it('with separate roles two leads are not enough', async () => {
    const run = await requestedRun(at, SEPARATE);
    await approve(run, people.lead);
    await approve(run, people.otherLead);
    expect(await standing(run)).toBe('requested/awaiting_approval');
    expect(await approve(run, people.executive)).toEqual({ state: 'approved' });
  });

  it('a denial after the first approval ends it, and no approval comes after that', async () => {
    const run = await requestedRun(at, TWO);
    await approve(run, people.lead);
    await deny(run, people.executive);
    expect(await standing(run)).toBe('denied/draft');
    expect(await refusalOf(approve(run, people.otherLead))).toMatchObject({ code: 'conflict' });
  });

  it('a person counts once, from two sessions at the same moment and under another name', async () => {
    const run = await requestedRun(at, TWO);
    const twice = await outcomesOf(Array.from({ length: 8 }, () => approve(run, people.lead)));
    expect(twice).toEqual({ done: 1, forbidden: 7 });
    // A new name and another spelling of the address make nobody another person.
    const renamed = { name: 'Somebody Else', email: `  ${people.lead.email.toUpperCase()}` };
    await db().person.update({ where: { id: people.lead.id }, data: { name: renamed.name } });
    expect(await refusalOf(approve(run, { ...people.lead, ...renamed }))).toMatchObject({ code: 'forbidden' });
    await db().person.update({ where: { id: people.lead.id }, data: { name: people.lead.name } });
    expect(await standing(run)).toBe('requested/awaiting_approval');
  });

  it('of eight who decide at once two are counted, and the last one of them approves it', async () => {
    const run = await requestedRun(at, TWO);
    const six = await Promise.all(Array.from({ length: 6 }, (_, i) => createPerson(`lead-${i}`, 'team_lead')));
    const tally = await outcomesOf([...six, people.lead, people.executive].map((one) => approve(run, one)));
    expect(tally).toEqual({ done: 2, conflict: 6 });
    expect(await db().decision.count({ where: { approvalId: run.approvalId } })).toBe(2);
    expect((await typesOf(run)).filter((type) => type === 'approval.approved')).toHaveLength(1);
  });

  it('half yes and half no at once leave one end, never an approval that was denied', async () => {
    for (let round = 0; round < 3; round += 1) {
      const run = await requestedRun(at, TWO);
      await outcomesOf([approve(run, people.lead), deny(run, people.executive), approve(run, people.otherLead)]);
      const said = await db().decision.findMany({ where: { approvalId: run.approvalId } });
      const isDenied = said.some(({ verdict }) => verdict === 'denied');
      expect(await standing(run)).toBe(isDenied ? 'denied/draft' : 'approved/approved');
    }
  });

  it.each(['disabled', 'demoted'] as const)('one of the two who is %s later blocks the start', async (how) => {
    const second = await createPerson('second', 'team_lead');
    const run = await requestedRun(at, TWO);
    await approve(run, people.lead);
    await approve(run, second);
    if (how === 'disabled') await disable(second);
    else await changePerson(people.administrator, { personId: second.id, role: 'engineer' });
    expect(await refusalOf(start(run))).toMatchObject({ message: expect.stringContaining('may not approve any more') });
  });

  it('and blocks the next claim of a run that is under way, by either way of claiming', async () => {
    const second = await createPerson('third', 'team_lead');
    const run = await requestedRun(at, TWO);
    await approve(run, people.lead);
    await approve(run, second);
    await start(run);
    await disable(second);
    const { id, epoch } = (await run.load()).steps[0] as { id: string; epoch: number };
    const { id: worker } = await livingWorker();
    expect(await claimQuickly(id, epoch, worker)).toBeNull();
    expect((await claimStep(id, epoch, worker))?.refusal?.message).toContain('may not approve any more');
  });
});

describe('whoever decides is who they are in that moment', () => {
  it('a decision beside a demotion of its decider either came before it, and does not start, or not at all', async () => {
    for (let round = 0; round < 4; round += 1) {
      const lead = await createPerson(`fading-${round}`, 'team_lead');
      const run = await requestedRun(at);
      await outcomesOf([
        approve(run, lead),
        round % 2 ? disable(lead) : changePerson(people.administrator, { personId: lead.id, role: 'manager' }),
      ]);
      const counted = await db().decision.findFirst({ where: { approvalId: run.approvalId } });
      expect(counted?.role ?? 'team_lead').toBe('team_lead');
      const refusal = await refusalOf(start(run));
      expect(refusal.code).toBe(counted ? 'blocked' : 'conflict');
      expect(run.effects()).toBe(0);
    }
  });

  it('a decision beside a new plan, a new severity or a new runbook never starts the old one', async () => {
    const beside = [
      (run: Approved) =>
        prepareRun(people.engineer, {
          incidentCode: run.incidentCode,
          procedureKey: '1.2',
          branch: 'main',
          parameters: {},
        }),
      (run: Approved) =>
        changeSeverity(people.otherLead, {
          incidentCode: run.incidentCode,
          severity: 'critical',
          reason: 'rows are lost',
        }),
      () => putRunbookInForce(`edited ${Math.random()}`),
    ];
    for (const change of beside) {
      const run = await requestedRun(at);
      const tally = await outcomesOf([approve(run, people.lead), change(run)]);
      expect(Object.keys(tally).filter((key) => key.startsWith('broke'))).toEqual([]);
      await expect(start(run)).rejects.toMatchObject({ code: expect.stringMatching(/blocked|conflict|plan_changed/) });
      await putRunbookInForce();
    }
  });

  it('no lookalike of a role can be made: the store knows a closed list', async () => {
    for (const role of ['Team_Lead', 'team_lead ', 'teаm_lead', 'executive2'])
      await expect(createPerson('lookalike', role as never)).rejects.toThrow('Person_role_known');
  });

  it('who approved never starts it, though they were made its driver meanwhile', async () => {
    const run = await approvedRun(at);
    await db().run.update({ where: { id: run.runId }, data: { driverId: people.lead.id } });
    expect(await refusalOf(start(run))).toMatchObject({ message: expect.stringContaining('holds its wheel') });
    await db().run.update({ where: { id: run.runId }, data: { driverId: people.engineer.id } });
    expect(await refusalOf(start(run, people.lead))).toMatchObject({ code: 'forbidden' });
  });
});

describe('a request is withdrawn', () => {
  it('by who asked for it; the plan can then be changed, and nobody decides on it', async () => {
    const run = await requestedRun(at);
    const offered = (await getRoomView(people.engineer, run.incidentCode))?.run?.actions;
    expect(offered).toContainEqual(expect.objectContaining({ key: 'withdraw', needsReason: true }));
    await withdraw(run, people.engineer);
    expect(await standing(run)).toBe('withdrawn/draft');
    expect(await refusalOf(approve(run, people.lead))).toMatchObject({ message: expect.stringContaining('withdrawn') });
    expect((await typesOf(run)).at(-1)).toBe('approval.withdrawn');
  });

  it('by an approver, of one approval of two and of a whole one, and never by somebody else', async () => {
    const half = await requestedRun(at, TWO);
    await approve(half, people.lead);
    for (const other of [people.otherLead, people.otherEngineer, people.manager, people.administrator])
      expect(await refusalOf(withdraw(half, other))).toMatchObject({ code: 'forbidden' });
    await withdraw(half, people.lead);
    const whole = await approvedRun(at);
    await withdraw(whole, people.lead);
    for (const run of [half, whole]) expect(await standing(run)).toBe('withdrawn/draft');
    expect(await refusalOf(start(whole))).toMatchObject({ code: 'conflict' });
  });

  it('beside a start, one of the two happens', async () => {
    for (let round = 0; round < 4; round += 1) {
      const run = await approvedRun(at);
      const tally = await outcomesOf([start(run), withdraw(run, people.lead)]);
      expect(tally).toEqual({ done: 1, conflict: 1 });
      expect(await standing(run)).toMatch(/^(used\/running|withdrawn\/draft)$/);
    }
  });
});

it('a request that nobody answered expires by an event, and a decision after that is refused', async () => {
  const run = await requestedRun(at, TWO);
  await approve(run, people.lead);
  await at.store.query(`update "Approval" set "expiresAt" = clock_timestamp() where id = $1`, [run.approvalId]);
  expect(await refusalOf(approve(run, people.otherLead))).toMatchObject({
    message: expect.stringContaining('expired'),
  });
  await Promise.all([expireApprovals(), expireApprovals()]);
  expect(await standing(run)).toBe('expired/draft');
  expect((await typesOf(run)).filter((type) => type === 'approval.expired')).toHaveLength(1);
});

it('time is the store’s: a web whose clock is two hours fast decides and starts as any other', async () => {
  const run = await requestedRun(at);
  const { expiresAt, requestedAt } = await db().approval.findUniqueOrThrow({ where: { id: run.approvalId } });
  expect(Math.abs(expiresAt.getTime() - requestedAt.getTime() - 3_600_000)).toBeLessThan(5_000);
  try {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 2 * 3_600_000 });
    expect(await approve(run, people.lead)).toEqual({ state: 'approved' });
    await start(run);
  } finally {
    vi.useRealTimers();
  }
});
