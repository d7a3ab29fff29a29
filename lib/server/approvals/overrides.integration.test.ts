import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ExactList } from '@/lib/contracts/exact-list';
import type { Override } from '@/lib/contracts/override';
import type { Finding, Plan } from '@/lib/contracts/plan';
import { exactListsOf } from '@/lib/domain/exact-lists';
import { hashOf } from '../audit/event-chain';
import { db } from '../db';
import { getRoomView } from '../incidents/get-room-view';
import { getReportView } from '../reports/get-report-view';
import { claimQuickly } from '../runs/claim-quickly';
import { claimStep } from '../runs/claim-step';
import { startRun } from '../runs/start-run';
import { freshly } from '../testing/fresh';
import { livingWorker } from '../testing/living-worker';
import { refusalOf } from '../testing/refusal';
import { type Approved, decision, plannedRun, type Rollback, workOff } from '../testing/rollback';
import { openTestConsole, type People, type TestConsole } from '../testing/test-console';
import { breakGlass } from './break-glass';
import { decideApproval } from './decide-approval';
import { getApprovalView } from './get-approval-view';
import { requestApproval } from './request-approval';

let at: TestConsole;
let people: People;
beforeAll(async () => {
  at = await openTestConsole();
  people = at.people;
});
afterAll(() => at.close());

const LOCKS = { key: 'table-locks', sentence: 'A session has held users for 4 min.' };
const SNAPSHOT = { key: 'old-snapshots', sentence: 'A snapshot is 3 min old.' };
const BACKUP = { key: 'backup', sentence: 'The backup cannot be read to its end.' };
const because = (key: string): Override => ({ key, reason: 'the nightly report, it ends by itself' });

/** A plan as the worker leaves it where its looks found these blocks. */
async function blockedRun(...blocks: { key: string; sentence: string }[]): Promise<Rollback> {
  const run = await plannedRun(at);
  const findings: Finding[] = blocks.map((one) => ({ ...one, verdict: 'block', remedy: 'End it.' }));
  const plan = { ...((await run.load()).plan as unknown as Plan), blocks };
  const planHash = hashOf(plan);
  const preflight = { at: new Date().toISOString(), tookMs: 1, findings };
  await db().run.update({ where: { id: run.runId }, data: { plan: plan as never, planHash, preflight } });
  return { ...run, planHash };
}
const request = (run: Rollback, note = 'users wait, and the report ends by itself') =>
  requestApproval(people.engineer, { runId: run.runId, planHash: run.planHash, note });
const requested = async (...blocks: { key: string; sentence: string }[]): Promise<Approved> => {
  const run = await blockedRun(...blocks);
  return { ...run, ...(await request(run)) };
};
const approve = (run: Approved, overrides?: Override[], by = people.lead) =>
  decideApproval(by, { ...decision(run), ...(overrides && { overrides }) });
const start = (run: Rollback) =>
  startRun(people.engineer, { runId: run.runId, planHash: run.planHash, mode: 'to_decision' });

describe('a plan that the preflight blocks', () => {
  it('is asked for in spite of it with a reason only, and never where one block is final', async () => {
    expect(await refusalOf(request(await blockedRun(LOCKS), ''))).toMatchObject({ code: 'invalid_input' });
    const final = await blockedRun(LOCKS, BACKUP);
    expect(await refusalOf(request(final))).toMatchObject({ code: 'forbidden' });
    const actions = (await getRoomView(people.engineer, (await blockedRun(LOCKS)).incidentCode))?.run?.actions;
    expect(actions?.[0]).toMatchObject({
      label: 'Ask for approval in spite of it',
      isPrimary: false,
      needsReason: true,
    });
  });

  it('is approved only where every block is overridden by its name, and nothing else is', async () => {
    const run = await requested(LOCKS, SNAPSHOT);
    const view = await getApprovalView(people.lead, run.approvalId);
    expect(view?.blocks).toMatchObject([
      { key: 'table-locks', remedy: 'End it.', means: expect.stringContaining('gives up') },
      { key: 'old-snapshots' },
    ]);
    expect(await refusalOf(approve(run))).toMatchObject({ code: 'invalid_input' });
    expect((await refusalOf(approve(run, [because('table-locks')]))).message).toContain('old-snapshots');
    const all = [because('table-locks'), because('old-snapshots')];
    expect(await refusalOf(approve(run, [...all, because('backup')]))).toMatchObject({ code: 'invalid_input' });
    expect(await approve(run, all)).toEqual({ state: 'approved' });
    const view2 = await getApprovalView(people.engineer, run.approvalId);
    expect(view2?.summary.decisions[0]?.overrides).toEqual(all);
  });

  it('then runs to its end, and the report says before all else who overrode what and why', async () => {
    const run = await requested(LOCKS);
    await approve(run, [because('table-locks')]);
    await start(run);
    expect((await workOff(run)).state).toBe('succeeded');
    const report = await getReportView(people.manager, run.incidentCode);
    expect(report?.exceptions).toMatchObject([
      { kind: 'override', by: 'lead', title: expect.stringContaining(LOCKS.sentence), reason: because('').reason },
    ]);
  });

  it('is not started by breaking the glass', async () => {
    const run = await blockedRun(LOCKS);
    const { target } = await run.load();
    const input = { runId: run.runId, planHash: run.planHash, reason: 'x'.repeat(30), confirm: target.name };
    expect(await refusalOf(freshly(people.engineer, () => breakGlass(people.engineer, input)))).toMatchObject({
      message: expect.stringContaining('overridden by an approver'),
    });
  });
});

describe('a plan with which other things go', () => {
  const VIEWS: ExactList = {
    key: 'cascade-view',
    sentence: '2 more objects go.',
    count: 2,
    items: ['view a', 'view b'],
  };
  const cascading = async (list = VIEWS, findings: Finding[] = []): Promise<Approved> => {
    const run = await plannedRun(at);
    const plan = { ...((await run.load()).plan as unknown as Plan), exactLists: [list] };
    const preflight = { at: new Date().toISOString(), tookMs: 1, findings };
    const planHash = hashOf(plan);
    await db().run.update({ where: { id: run.runId }, data: { plan: plan as never, planHash, preflight } });
    return { ...run, planHash, ...(await request({ ...run, planHash })) };
  };
  const confirm = (run: Approved, count?: number) =>
    decideApproval(people.lead, {
      ...decision(run),
      ...(count !== undefined && { confirmed: [{ key: VIEWS.key, count }] }),
    });

  it('shows the items that the hash stands for, whatever else the preflight found', async () => {
    const other: Finding = { ...VIEWS, verdict: 'warn', isExactList: true, details: ['view a', 'view x'] };
    const run = await cascading(VIEWS, [other]);
    expect((await getApprovalView(people.lead, run.approvalId))?.exactLists).toEqual([VIEWS]);
    const { items: _, ...before } = VIEWS;
    const { approvalId } = await cascading(before, [other]);
    expect((await getApprovalView(people.lead, approvalId))?.exactLists).toEqual([
      { ...before, items: ['view a', 'view x'] },
    ]);
  });

  it('is approved only where whoever approves confirms how many, and the log keeps the number', async () => {
    const run = await cascading();
    expect(await refusalOf(confirm(run))).toMatchObject({ code: 'invalid_input' });
    expect((await refusalOf(confirm(run, 3))).message).toContain('cascade-view');
    expect(await confirm(run, 2)).toEqual({ state: 'approved' });
    const [event] = await db().event.findMany({ where: { runId: run.runId, type: 'approval.approved' } });
    expect(event?.data).toMatchObject({ confirmed: ['cascade-view: 2'] });
    await start(run);
    expect((await workOff(run)).state).toBe('succeeded');
  });

  it('is another plan where another number goes, or as many others, and is denied without any', async () => {
    const plan = (await (await plannedRun(at)).load()).plan as unknown as Plan;
    const hashWith = (...items: string[]) => {
      const details = { sentence: VIEWS.sentence, details: items, isExactList: true as const };
      return hashOf({ ...plan, exactLists: exactListsOf([{ key: VIEWS.key, verdict: 'warn', ...details }]) });
    };
    const hashes = [hashWith('view a', 'view b'), hashWith('view a', 'view b', 'view c'), hashWith('view a', 'view x')];
    expect(new Set(hashes).size).toBe(3);
    const run = await cascading();
    expect(await decideApproval(people.lead, decision(run, 'denied'))).toEqual({ state: 'denied' });
  });
});

describe('an override holds for what was overridden', () => {
  it('a finding that is another by then makes another plan, which nobody approved', async () => {
    const plan = (await (await blockedRun(LOCKS)).load()).plan as unknown as Plan;
    const worse = { ...plan, blocks: [{ ...LOCKS, sentence: 'A session has held users for 9 min.' }] };
    expect(hashOf(worse)).not.toBe(hashOf(plan));
    expect(hashOf({ ...plan, blocks: [...(plan.blocks ?? []), SNAPSHOT] })).not.toBe(hashOf(plan));
  });

  it.each(['start', 'claim'])('at the %s, an approval that overrode less is refused', async (when) => {
    const run = await requested(LOCKS);
    await approve(run, [because('table-locks')]);
    if (when === 'claim') await start(run);
    await at.store.query(`update "Decision" set overrides = '[]' where "approvalId" = $1`, [run.approvalId]);
    if (when === 'start') return expect(await refusalOf(start(run))).toMatchObject({ code: 'blocked' });
    const { id, epoch } = (await run.load()).steps[0] as { id: string; epoch: number };
    const { id: worker } = await livingWorker();
    expect(await claimQuickly(id, epoch, worker)).toBeNull();
    expect((await claimStep(id, epoch, worker))?.refusal?.message).toContain('not all of that was overridden');
  });
});

it('what the worker’s own looks block is bound by the plan’s hash', async () => {
  const run = await plannedRun(at, { procedure: '1.13', parameters: { when: 'window' } });
  const { plan, planHash } = await run.load();
  expect((plan as unknown as Plan).blocks).toMatchObject([{ key: 'maintenance-window' }]);
  expect(hashOf(plan)).toBe(planHash);
  expect(await refusalOf(request(run))).toMatchObject({ code: 'forbidden' });
});
