import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { db } from '../db';
import { getRoomView } from '../incidents/get-room-view';
import { abortRun } from '../runs/drive-run';
import { startRun } from '../runs/start-run';
import { approvedRun, requestedRun } from '../testing/rollback';
import { openTestConsole, type TestConsole } from '../testing/test-console';
import { getApprovalView } from './get-approval-view';

const HOUR_MS = 60 * 60_000;
const NEAR_MS = 5 * 60_000;

/** How far a time is from the store's own, in ms. */
async function offOf(time: Date | string | null | undefined): Promise<number> {
  const { rows } = await at.store.query('select clock_timestamp() as now');
  return Math.abs(rows[0].now.getTime() - new Date(time ?? 0).getTime());
}
const approvalOf = (runId: string) =>
  db().approval.findFirstOrThrow({ where: { runId }, include: { decisions: true } });

let at: TestConsole;
beforeAll(async () => {
  at = await openTestConsole();
});
afterAll(() => at?.close());

describe.each([
  ['an hour fast', HOUR_MS],
  ['an hour slow', -HOUR_MS],
])('a web whose clock is %s', (_, offMs) => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + offMs });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('writes when an approval was asked for, given, used and ended by the store’s clock', async () => {
    const run = await approvedRun(at);
    const approval = await approvalOf(run.runId);
    expect(await offOf(approval.requestedAt)).toBeLessThan(NEAR_MS);
    expect(await offOf(approval.decidedAt)).toBeLessThan(NEAR_MS);
    expect(await offOf(approval.decisions[0]?.at)).toBeLessThan(NEAR_MS);
    await startRun(at.people.engineer, { runId: run.runId, planHash: run.planHash, mode: 'step' });
    expect(await offOf((await run.load()).startedAt)).toBeLessThan(NEAR_MS);
    const other = await requestedRun(at);
    await abortRun(at.people.engineer, { runId: other.runId, reason: 'it is not wanted any more' });
    expect(await offOf((await approvalOf(other.runId)).decidedAt)).toBeLessThan(NEAR_MS);
    expect(await offOf((await other.load()).finishedAt)).toBeLessThan(NEAR_MS);
  });

  it('tells a room and an approval’s page the store’s time', async () => {
    const run = await requestedRun(at);
    const { id } = await approvalOf(run.runId);
    expect(await offOf((await getRoomView(at.people.lead, run.incidentCode))?.at)).toBeLessThan(NEAR_MS);
    expect(await offOf((await getApprovalView(at.people.lead, id))?.at)).toBeLessThan(NEAR_MS);
  });
});
