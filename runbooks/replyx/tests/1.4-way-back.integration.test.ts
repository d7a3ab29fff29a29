import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Plan } from '@/lib/contracts/plan';
import { claimStep } from '@/lib/server/runs/claim-step';
import { continueRun } from '@/lib/server/runs/drive-run';
import { findLostSteps } from '@/lib/server/runs/find-lost-steps';
import type { LoadedRun } from '@/lib/server/runs/load-run';
import { probeStep } from '@/lib/server/runs/probe-step';
import { plannedShipped, startedShipped, stepOutcomes, wentBack, workUpTo } from '@/lib/server/testing/shipped';
import { isRestorable, openRestore, type Restore, restoring } from './full-restore.fixture';
import { useStandIns } from './stand-in-services.fixture';

// Real services, dumps and restores take their time on a busy machine.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

let restore: Restore;
let at: Restore['at'];
let box: Restore['box'];
beforeAll(async () => {
  restore = await openRestore();
  ({ at, box } = restore);
});
afterAll(() => at?.close());

describe.skipIf(!isRestorable)('with services that stop and start at once (needs pg_dump, pg_restore and psql)', () => {
  let services: Awaited<ReturnType<typeof useStandIns>>;
  beforeAll(async () => {
    await restore.dropKept();
    services = await useStandIns(at);
  });
  afterAll(() => services?.close());

  /** What is kept of the restored database: it may hold what users have written since the swap. */
  async function expectBack(after: LoadedRun, kept: RegExp[] = []) {
    expect(after.state, JSON.stringify(stepOutcomes(after), null, 1)).toBe('aborted');
    expect(await box.kept()).toEqual(kept.map((form) => expect.stringMatching(form)));
    expect([services.isUp(), await box.rows()]).toEqual([true, restore.prepared]);
    await restore.dropKept();
  }
  const UNDONE = [/^replyx_undone_/];

  // Before each step that follows a change; the swap's own two steps are turned round after a crash, below.
  const turns: [before: string, kept?: RegExp[]][] = [
    ['stop-nginx'],
    ['dump-failed-state'],
    ['keep-failed-state'],
    ['create-database'],
    ['restore-plain'],
    ['analyze'],
    ['close-live'],
    ['end-sessions'],
    ['set-aside'],
    ['start-nginx', UNDONE],
    ['full-health-check', UNDONE],
  ];
  it.each(turns)('is turned round before %s by one press, and everything is as it was', async (before, kept) => {
    const run = await startedShipped(at, { ...restoring(), mode: 'step' });
    await workUpTo(at, run, before);
    await expectBack(await wentBack(at, run), kept);
  });

  it.each([
    ['between the two renames', false, 'not_applied', undefined],
    ['behind the second rename', true, 'applied', UNDONE],
  ] as const)('is turned round after a crash %s', async (_where, isApplied, verdict, kept) => {
    const run = await startedShipped(at, { ...restoring(), mode: 'step' });
    await workUpTo(at, run, 'swap-in');
    expect(await box.names()).not.toContain('replyx');
    await continueRun(at.people.engineer, { runId: run.runId, mode: 'step' });
    // Claimed as by a worker that then dies, before or after its effect.
    const { id, epoch } = await run.step('swap-in');
    const claim = await claimStep(id, epoch, randomUUID());
    const statement = claim?.rendered.action;
    if (isApplied && statement?.kind === 'sql') await box.maintain((client) => client.query(statement.text));
    await findLostSteps();
    await probeStep({ stepId: id, epoch: epoch + 1 });
    expect(await run.step('swap-in')).toMatchObject({ state: 'unknown', outcome: { probe: { verdict } } });
    await expectBack(await wentBack(at, run), kept && [...kept]);
  });

  it('is turned round before restore-archive by one press, and everything is as it was', async () => {
    const run = await startedShipped(at, { ...restoring({ backup: 'whole.dump' }), mode: 'step' });
    await workUpTo(at, run, 'restore-archive');
    await expectBack(await wentBack(at, run));
  });

  it.each(['restore-plain', 'start-services'])(
    'in place, is turned round before %s by one press: the failed state comes back from its dump, and nothing is lost',
    async (before) => {
      // Rows that no backup has: only the dump of the failed state brings them back.
      await box.fault('corrupted-rows', 'on');
      const failed = await box.rows();
      const run = await startedShipped(at, { ...restoring({ where: 'in_place' }), mode: 'step' });
      await workUpTo(at, run, before);
      const inBetween = before === 'start-services' ? await box.rows() : null;
      if (inBetween) expect(inBetween).not.toEqual(failed);

      const after = await wentBack(at, run);
      expect(after.state, JSON.stringify(stepOutcomes(after), null, 1)).toBe('aborted');
      expect([services.isUp(), await box.rows(), await box.kept()]).toEqual([true, failed, []]);
      const { stamp } = (after.plan as unknown as Plan).facts;
      const undone = box.backup(`undone_state_${stamp}.sql`);
      expect(existsSync(undone), 'nothing that was there is lost').toBe(inBetween !== null);
      if (inBetween) expect(readFileSync(undone, 'utf8')).toContain('PostgreSQL database dump complete');

      // Planned alone later it would take what users wrote since for what was restored: that it leaves to people.
      const alone = await (await plannedShipped(at, { ...restoring(), branch: 'way-back' })).load();
      expect(alone.parameters).toMatchObject({ where: 'in_place' });
      const { steps } = alone.plan as unknown as Plan;
      const emptying = steps.filter(({ key }) =>
        ['dump-undone-state', 'empty-again', 'restore-failed-state'].includes(key),
      );
      expect(emptying.map(({ plannedSkip }) => plannedSkip)).toEqual(
        Array(3).fill(expect.stringContaining('known to the run alone that emptied it')),
      );
      await box.fault('corrupted-rows', 'off');
      expect(await box.rows()).toEqual(restore.prepared);
    },
  );
});
