import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { WEEKDAYS } from '@/lib/contracts/drill-plan';
import type { MaintenanceWindow } from '@/lib/contracts/target';
import { breakGlass } from '../approvals/break-glass';
import { decideApproval } from '../approvals/decide-approval';
import { getApprovalView } from '../approvals/get-approval-view';
import { requestApproval } from '../approvals/request-approval';
import { db } from '../db';
import { changeSeverity } from '../incidents/change-severity';
import { getRoomView } from '../incidents/get-room-view';
import { changePerson } from '../people/manage-people';
import { freshly } from '../testing/fresh';
import { refusalOf } from '../testing/refusal';
import { type Approved, approvedRun, decision, plannedRun, registerTestTarget, workOff } from '../testing/rollback';
import { createPerson, openTestConsole, type People, type TestConsole } from '../testing/test-console';
import { until } from '../testing/until';
import { endWorkers, startWorker } from '../testing/worker-process';
import { expireApprovals } from './find-lost-steps';
import { planRun } from './plan-run';
import { prepareRun } from './prepare-run';
import { scheduleRun, startScheduledRuns, unscheduleRun } from './schedule-run';
import { startRun } from './start-run';

// Here the store's clock is this process's, but for how far a test puts it ahead.
const store = vi.hoisted(() => ({ aheadMs: 0 }));
vi.mock('../audit/append-event', async (original) => ({
  ...(await original<typeof import('../audit/append-event')>()),
  storeNow: async () => new Date(Date.now() + store.aheadMs),
}));

let at: TestConsole;
let people: People;
beforeAll(async () => {
  at = await openTestConsole();
  people = at.people;
});
afterAll(() => at.close());

const MONDAY = new Date('2026-11-23T10:00:00Z');
const OPENS = new Date('2026-11-29T01:00:00Z');
const CLOSES = new Date('2026-11-29T03:00:00Z');
const WORDS = 'Sun 29 Nov 02:00–04:00 Europe/Berlin';
const SUNDAY: MaintenanceWindow = { days: ['sunday'], from: '02:00', to: '04:00', timeZone: 'Europe/Berlin' };
const minutesAfter = (date: Date, minutes: number) => new Date(date.getTime() + minutes * 60_000);

const approved = async (approver = people.lead): Promise<Approved> => {
  const target = await registerTestTarget(at, { maintenanceWindow: SUNDAY });
  return approvedRun(at, { procedure: '1.13', parameters: { when: 'window' }, target, approver });
};
const schedule = (run: Approved, by = people.engineer) => scheduleRun(by, { runId: run.runId, planHash: run.planHash });
const start = (run: Approved) =>
  startRun(people.engineer, { runId: run.runId, planHash: run.planHash, mode: 'to_decision' });
const eventsOf = (run: Approved, type: string) => db().event.findMany({ where: { runId: run.runId, type } });
const allWorkers = () => Promise.all([1, 2, 3, 4].map(() => startScheduledRuns()));

describe('with the window days away', () => {
  // Only what asks for the time hears another one: timers, and the servers, go on as ever.
  beforeEach(() => vi.useFakeTimers({ toFake: ['Date'], now: MONDAY }));
  afterEach(() => {
    store.aheadMs = 0;
    vi.useRealTimers();
  });

  it('a plan names its window, and its approval lasts to the end of that', async () => {
    const run = await approved();
    const { plan, approvals } = await run.load();
    expect((plan as { facts: unknown }).facts).toMatchObject({ window_words: WORDS });
    expect(approvals[0]?.expiresAt).toEqual(CLOSES);
    const view = await getApprovalView(people.lead, run.approvalId);
    expect(view?.windowWords).toBe(WORDS);
    expect(view?.parameters).toEqual([{ title: 'When', display: `In the next maintenance window: ${WORDS}` }]);
  });

  it('a start before it opens is refused in words, and one after it has closed as well', async () => {
    const run = await approved();
    expect((await refusalOf(start(run))).message).toContain(`maintenance window ${WORDS}, which is not open yet`);
    vi.setSystemTime(CLOSES);
    expect((await refusalOf(start(run))).message).toContain('which is over');
    expect(await db().step.count({ where: { runId: run.runId } })).toBe(0);
  });

  it('what is scheduled starts once when it opens, however many workers look, in the name of who scheduled it', async () => {
    const run = await approved();
    await schedule(run);
    const room = await getRoomView(people.manager, run.incidentCode);
    expect(room?.waiting?.sentence).toBe(`Starts by itself ${WORDS}, scheduled by engineer`);
    expect(room?.run?.scheduled).toEqual({ for: OPENS.toISOString(), by: 'engineer' });
    vi.setSystemTime(minutesAfter(OPENS, -1));
    await allWorkers();
    expect((await run.load()).state).toBe('approved');

    vi.setSystemTime(OPENS);
    await allWorkers();
    expect(await run.load()).toMatchObject({
      state: 'running',
      mode: 'to_decision',
      startedById: people.engineer.id,
      scheduledFor: null,
    });
    const started = await eventsOf(run, 'run.started');
    expect(started).toMatchObject([{ actorId: people.engineer.id, data: { isScheduled: true } }]);
    expect((await workOff(run)).state).toBe('succeeded');
    expect([run.effects(), run.effects('second')]).toEqual([1, 1]);
  });

  it('it opens by the store’s clock, on which a worker’s and a preflight’s have no say', async () => {
    const run = await approved();
    await schedule(run);
    store.aheadMs = 5 * 60_000;
    vi.setSystemTime(minutesAfter(OPENS, -4));
    expect((await getRoomView(people.manager, run.incidentCode))?.run?.window).toMatchObject({ isOpen: true });
    await allWorkers();
    expect(await eventsOf(run, 'run.schedule_refused')).toEqual([]);
    expect((await run.load()).state).toBe('running');
    await workOff(run);

    vi.setSystemTime(minutesAfter(CLOSES, -4));
    const { plan } = await (await approved()).load();
    const next = new Date(OPENS.getTime() + 7 * 24 * 3_600_000).toISOString();
    expect((plan as { facts: unknown }).facts).toMatchObject({ window_opens: next });
  });

  it('somebody else may cancel it; then it starts by a press only', async () => {
    const run = await approved();
    await schedule(run);
    await unscheduleRun(people.otherEngineer, { runId: run.runId });
    expect(await eventsOf(run, 'run.unscheduled')).toMatchObject([{ actorId: people.otherEngineer.id }]);
    vi.setSystemTime(OPENS);
    await allWorkers();
    expect((await run.load()).state).toBe('approved');
    await start(run);
    expect((await run.load()).state).toBe('running');
  });

  it('neither the approver, nor a manager, nor anybody without an approval schedules it', async () => {
    const run = await approved();
    expect(await refusalOf(schedule(run, people.lead))).toMatchObject({ code: 'forbidden' });
    expect(await refusalOf(schedule(run, people.manager))).toMatchObject({ code: 'forbidden' });
    const target = await registerTestTarget(at, { maintenanceWindow: SUNDAY });
    const draft = await plannedRun(at, { procedure: '1.13', parameters: { when: 'window' }, target });
    expect(await refusalOf(scheduleRun(people.engineer, draft))).toMatchObject({ code: 'conflict' });
  });

  it.each([
    ['the approver may not approve any more', 'may not approve any more'],
    ['who scheduled it is disabled', 'This account is not active'],
  ])('it does not start where %s, and says so once', async (who, because) => {
    const approver = await createPerson('approver', 'team_lead');
    const scheduler = await createPerson('scheduler', 'engineer');
    const run = await approved(approver);
    await schedule(run, scheduler);
    const gone = who.startsWith('the approver') ? approver : scheduler;
    await changePerson(people.administrator, { personId: gone.id, isActive: false });
    vi.setSystemTime(OPENS);
    await allWorkers();
    await allWorkers();
    expect(await run.load()).toMatchObject({ state: 'approved', scheduledFor: null });
    expect(await eventsOf(run, 'run.schedule_refused')).toMatchObject([
      { actorId: null, data: { because: expect.stringContaining(because), scheduledBy: 'scheduler' } },
    ]);
    expect(run.effects()).toBe(0);
  });

  it('a changed plan and an approval that ran out end the schedule', async () => {
    const changed = await approved();
    await schedule(changed);
    const chosen = { incidentCode: changed.incidentCode, procedureKey: '1.13', branch: 'main' };
    await prepareRun(people.engineer, { ...chosen, parameters: { when: 'now' } });
    const late = await approved();
    await schedule(late);
    vi.setSystemTime(minutesAfter(CLOSES, 1));
    // Approvals end by the store's clock, which stands where it stood.
    const aMinuteAgo = `update "Approval" set "expiresAt" = now() - interval '1 minute' where "runId" = $1`;
    await at.store.query(aMinuteAgo, [late.runId]);
    await expireApprovals();
    await allWorkers();
    for (const run of [changed, late])
      expect(await run.load()).toMatchObject({ state: 'draft', scheduledFor: null, scheduledById: null });
    expect(await eventsOf(late, 'approval.expired')).toMatchObject([
      { data: { wasScheduled: true, asker: 'engineer' } },
    ]);
  });

  it.each(['approved', 'started without an approval'])(
    'a plan that a change of severity had made anew and that is then %s was scheduled by nobody',
    async (how) => {
      const run = await approved();
      await schedule(run);
      const raised = { incidentCode: run.incidentCode, severity: 'critical', reason: 'rows are being lost' } as const;
      await changeSeverity(people.otherEngineer, raised);
      expect(await run.load()).toMatchObject({ state: 'draft', scheduledFor: null, scheduledById: null });
      await planRun({ runId: run.runId });
      const { planHash, target } = await run.load();
      const anew = { runId: run.runId, planHash: planHash as string };
      vi.setSystemTime(OPENS);
      if (how === 'approved') {
        const { approvalId } = await requestApproval(people.engineer, { ...anew, note: '' });
        const yes = decision({ ...run, ...anew, approvalId });
        await freshly(people.executive, () => decideApproval(people.executive, yes));
      } else {
        const glass = { ...anew, reason: 'Nobody who may approve answers tonight.', confirm: target.name };
        await freshly(people.otherEngineer, () => breakGlass(people.otherEngineer, glass));
      }
      await allWorkers();
      expect(await run.load()).toMatchObject({ state: 'approved', scheduledFor: null });
      expect(run.effects()).toBe(0);
    },
  );

  it('planned for now it starts at once, and the approver sees that it is outside of the window', async () => {
    const target = await registerTestTarget(at, { maintenanceWindow: SUNDAY });
    const run = await approvedRun(at, { procedure: '1.13', parameters: { when: 'now' }, target });
    const { preflight, approvals } = await run.load();
    expect(JSON.stringify(preflight)).toContain(`outside of the maintenance window; the next one is ${WORDS}`);
    expect(approvals[0]?.expiresAt).toEqual(minutesAfter(MONDAY, 60));
    await start(run);
  });

  it('no window is made up for a target that has none', async () => {
    const run = await plannedRun(at, { procedure: '1.13', parameters: { when: 'window' } });
    const { preflight } = await run.load();
    expect(preflight).toMatchObject({ findings: [{ verdict: 'block', key: 'maintenance-window' }] });
  });
});

it('two workers that find a run due start it once, and run it', { timeout: 90_000 }, async () => {
  const always: MaintenanceWindow = { days: [...WEEKDAYS], from: '00:00', to: '00:00', timeZone: 'UTC' };
  const target = await registerTestTarget(at, { maintenanceWindow: always });
  const run = await approvedRun(at, { procedure: '1.13', parameters: { when: 'window' }, target });
  const { plan } = await run.load();
  const { window_opens } = (plan as unknown as { facts: Record<string, string> }).facts;
  expect(new Date(window_opens as string).getTime()).toBeLessThanOrEqual(Date.now());
  await db().run.update({
    where: { id: run.runId },
    data: { scheduledFor: new Date(), scheduledById: people.engineer.id },
  });
  try {
    await Promise.all([startWorker(), startWorker()]);
    await until('the scheduled run to be done', async () => (await run.load()).state === 'succeeded', 30_000);
    expect(await eventsOf(run, 'run.started')).toHaveLength(1);
    expect([run.effects(), run.effects('second')]).toEqual([1, 1]);
  } finally {
    await endWorkers();
  }
});
