import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Role } from '@/lib/contracts/runbook';
import { comeInByToken, makeToken } from '../auth/tokens';
import { comingInBy } from '../auth/way-in';
import { db } from '../db';
import { getRoomView } from '../incidents/get-room-view';
import { listIncidents } from '../incidents/list-incidents';
import { changePerson } from '../people/manage-people';
import { giveTarget, joinTeam, leaveTeam, makeTeam } from '../people/manage-teams';
import { claimQuickly } from '../runs/claim-quickly';
import { claimStep } from '../runs/claim-step';
import { startRun } from '../runs/start-run';
import { freshly } from '../testing/fresh';
import { livingWorker } from '../testing/living-worker';
import { outcomesOf, refusalOf } from '../testing/refusal';
import { type Approved, decision, requestedRun } from '../testing/rollback';
import { createPerson, openTestConsole, type People, type TestConsole } from '../testing/test-console';
import { decideApproval } from './decide-approval';
import { listDelegations, makeDelegation, revokeDelegation } from './delegate';
import { getApprovalView } from './get-approval-view';

let at: TestConsole;
let people: People;
beforeAll(async () => {
  at = await openTestConsole();
  people = at.people;
});
afterAll(() => at.close());

const inDays = (days: number) => new Date(Date.now() + days * 24 * 3600_000).toISOString();
const lend = (from: { id: string }, to: { id: string }, over: object = {}) =>
  freshly(from, () => makeDelegation(from as never, { toId: to.id, endsAt: inDays(3), reason: 'a holiday', ...over }));
/** A boss with a delegate of their own, so that nobody here stands in another test's way. */
async function pair(role: Role = 'executive', as: Role = 'engineer') {
  const [boss, delegate] = [await createPerson('boss', role), await createPerson('delegate', as)];
  const { id } = await lend(boss, delegate);
  return { boss, delegate, id };
}
const approve = (run: Approved, by: { id: string }) => freshly(by, () => decideApproval(by as never, decision(run)));
const start = (run: Approved, by = people.engineer) =>
  startRun(by, { runId: run.runId, planHash: run.planHash, mode: 'step' });

describe('who stands for somebody', () => {
  it('decides what that one could, is named as doing so, and the run starts', async () => {
    const { boss, delegate } = await pair();
    const run = await requestedRun(at, { severity: 'critical' });
    const view = await getApprovalView(delegate, run.approvalId);
    expect(view?.summary.canDecide).toBe(true);
    expect(view?.decidesFor).toMatchObject({ name: 'boss' });
    expect(view?.summary.approvers).toContain('delegate (for boss)');
    await approve(run, delegate);
    const row = await db().decision.findFirstOrThrow({ where: { approvalId: run.approvalId } });
    expect(row).toMatchObject({ personId: delegate.id, onBehalfOfId: boss.id, role: 'executive' });
    expect(await refusalOf(start(run, boss))).toMatchObject({ code: 'forbidden' });
    await start(run);
  });

  it('and whom they stand for count as one person', async () => {
    const { boss, delegate } = await pair('team_lead');
    const run = await requestedRun(at, { procedure: '1.17' });
    await approve(run, delegate);
    await approve(run, boss);
    expect((await getRoomView(people.engineer, run.incidentCode))?.run?.approval).toMatchObject({
      state: 'requested',
      given: 1,
      wanted: 2,
    });
    await approve(run, people.executive);
    expect((await run.load()).state).toBe('approved');
  });

  it('decides neither on their own plan nor on that of whom they stand for', async () => {
    const { delegate, boss } = await pair('team_lead');
    const own = await requestedRun(at, { by: delegate });
    const bosses = await requestedRun(at, { by: boss });
    for (const run of [own, bosses])
      expect(await refusalOf(approve(run, delegate))).toMatchObject({ code: 'forbidden' });
  });

  it('cannot pass it on, and only in that time', async () => {
    const { delegate } = await pair('executive', 'team_lead');
    const third = await createPerson('third', 'engineer');
    await lend(delegate, third);
    const run = await requestedRun(at, { severity: 'critical' });
    expect(await refusalOf(approve(run, third))).toMatchObject({ code: 'forbidden' });
    const [boss, later] = [await createPerson('boss', 'executive'), await createPerson('later', 'engineer')];
    await lend(boss, later, { startsAt: inDays(1) });
    expect(await refusalOf(approve(run, later))).toMatchObject({ code: 'forbidden' });
    await at.store.query(
      `update "Delegation" set "startsAt" = now() - interval '2 days', "endsAt" = clock_timestamp() where "toId" = $1`,
      [delegate.id],
    );
    expect(await refusalOf(approve(run, delegate))).toMatchObject({ code: 'forbidden' });
  });

  it.each(['manager', 'administrator'] as const)('is never a %s', async (who) => {
    expect(await refusalOf(lend(people.lead, people[who]))).toMatchObject({ code: 'invalid_input' });
    expect(await refusalOf(lend(people[who], people.engineer))).toMatchObject({ code: 'forbidden' });
  });
});

describe('of a target that is a team’s, with a delegate from it', () => {
  const walled = async () => {
    const { boss, delegate } = await pair('team_lead');
    const run = await requestedRun(at);
    const { teamId } = await makeTeam(people.administrator, { name: `Team ${run.runId}` });
    const join = (person: { id: string }) => joinTeam(people.administrator, { teamId, personId: person.id });
    const leave = (person: { id: string }) => leaveTeam(people.administrator, { teamId, personId: person.id });
    for (const one of [people.engineer, delegate]) await join(one);
    await giveTarget(people.administrator, { targetKey: run.target.key, teamId });
    return { boss, delegate, run, join, leave };
  };

  it('nobody lends what they do not reach themselves', async () => {
    const { delegate, run } = await walled();
    const view = await getApprovalView(delegate, run.approvalId);
    expect(view).toMatchObject({ decidesFor: null, summary: { canDecide: false } });
    expect(view?.summary.approvers).not.toContain('delegate (for boss)');
    expect(await refusalOf(approve(run, delegate))).toMatchObject({ code: 'forbidden' });
    const [room] = (await listIncidents(delegate)).filter(({ code }) => code === run.incidentCode);
    expect(room?.waitingFor).not.toBe('Waits for your approval');
  });

  it('what was decided for a member does not start once that one has left the team', async () => {
    const { boss, delegate, run, join, leave } = await walled();
    await join(boss);
    await approve(run, delegate);
    await leave(boss);
    expect(await refusalOf(start(run))).toMatchObject({ code: 'blocked' });
    await join(boss);
    await start(run);
  });
});

describe('after somebody decided for another', () => {
  it.each(['the delegation is revoked', 'the delegate is disabled', 'whom they stood for is demoted'])(
    'nothing starts and nothing is claimed once %s',
    async (what) => {
      const end = async ({ boss, delegate, id }: Awaited<ReturnType<typeof pair>>) => {
        if (what.includes('revoked')) return revokeDelegation(boss, { delegationId: id });
        if (what.includes('disabled'))
          return changePerson(people.administrator, { personId: delegate.id, isActive: false });
        return changePerson(people.administrator, { personId: boss.id, role: 'engineer' });
      };
      const before = await pair('team_lead');
      const waiting = await requestedRun(at);
      await approve(waiting, before.delegate);
      await end(before);
      expect(await refusalOf(start(waiting))).toMatchObject({ code: 'blocked' });

      // What is under way goes on where a loan is only ended early.
      if (what.includes('revoked')) return;
      const during = await pair('team_lead');
      const running = await requestedRun(at);
      await approve(running, during.delegate);
      await start(running);
      await end(during);
      const { id, epoch } = (await running.load()).steps[0] as { id: string; epoch: number };
      const { id: worker } = await livingWorker();
      expect(await claimQuickly(id, epoch, worker)).toBeNull();
      expect((await claimStep(id, epoch, worker))?.refusal?.message).toContain('may not approve any more');
    },
  );

  it('a run under way goes on when the delegation is revoked, by either claim', async () => {
    const { boss, delegate, id: delegationId } = await pair('team_lead');
    const runs = [await requestedRun(at), await requestedRun(at)] as const;
    for (const run of runs) {
      await approve(run, delegate);
      await start(run);
    }
    await revokeDelegation(boss, { delegationId });
    const { id: worker } = await livingWorker();
    const first = async (run: Approved) => (await run.load()).steps[0] as { id: string; epoch: number };
    const [quick, slow] = [await first(runs[0]), await first(runs[1])];
    expect(await claimQuickly(quick.id, quick.epoch, worker)).not.toBeNull();
    expect(await claimStep(slow.id, slow.epoch, worker)).toMatchObject({ refusal: null });
  });

  it('it stands when its time is over: it was decided within it', async () => {
    const { delegate } = await pair('team_lead');
    const run = await requestedRun(at);
    await approve(run, delegate);
    await at.store.query(`update "Delegation" set "endsAt" = clock_timestamp() where "toId" = $1`, [delegate.id]);
    await start(run);
    const { id, epoch } = (await run.load()).steps[0] as { id: string; epoch: number };
    expect(await claimQuickly(id, epoch, (await livingWorker()).id)).not.toBeNull();
  });

  it('beside the revoking, the decision came before it and does not start, or it did not come', async () => {
    for (let round = 0; round < 4; round += 1) {
      const { boss, delegate, id } = await pair('team_lead');
      const run = await requestedRun(at);
      await outcomesOf([approve(run, delegate), revokeDelegation(boss, { delegationId: id })]);
      const decided = await db().decision.count({ where: { approvalId: run.approvalId } });
      expect((await refusalOf(start(run))).code).toBe(decided ? 'blocked' : 'conflict');
    }
  });
});

it('a delegation is not revoked with a token that is only for looking', async () => {
  const { boss, id: delegationId } = await pair();
  const { token } = await makeToken(boss, { name: 'looking', days: 1, use: 'read' });
  const { way } = await comeInByToken(token);
  const revoke = () => revokeDelegation(boss, { delegationId });
  expect(await refusalOf(comingInBy(way, revoke))).toMatchObject({
    code: 'forbidden',
    message: expect.stringContaining('This token is not for that'),
  });
  expect(await db().delegation.findUniqueOrThrow({ where: { id: delegationId } })).toMatchObject({ revokedAt: null });
});

it('a delegation is revoked by who is part of it or an administrator, and is absent to anybody else', async () => {
  const { delegate, id } = await pair();
  expect(await refusalOf(revokeDelegation(people.lead, { delegationId: id }))).toMatchObject({ code: 'not_found' });
  expect((await listDelegations(people.manager)).delegations.find((one) => one.id === id)).toMatchObject({
    from: 'boss',
    to: 'delegate',
    canRevoke: false,
  });
  await revokeDelegation(delegate, { delegationId: id });
  expect(await refusalOf(revokeDelegation(delegate, { delegationId: id }))).toMatchObject({ code: 'conflict' });
  const types = await db().event.findMany({ where: { type: 'delegation.revoked' } });
  expect(types.some(({ actorId }) => actorId === delegate.id)).toBe(true);
});

it('the same delegation made twice at once is there once', async () => {
  const [boss, delegate] = [await createPerson('boss', 'executive'), await createPerson('delegate', 'engineer')];
  expect(await outcomesOf([lend(boss, delegate), lend(boss, delegate)])).toEqual({ done: 1, conflict: 1 });
});
