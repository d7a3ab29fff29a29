import { beforeEach, describe, expect, it } from 'vitest';
import { decideApproval } from '../approvals/decide-approval';
import { db } from '../db';
import { askSideStep } from '../side-steps/ask-side-step';
import { runSideStep } from '../side-steps/run-side-step';
import { findTagged } from '../targets/spawner-processes.mjs';
import { noSshd, sshdPath } from '../targets/ssh-server.fixture';
import { livingWorker } from '../testing/living-worker';
import { type Rollback, workOff } from '../testing/rollback';
import { until } from '../testing/until';
import { startWorker } from '../testing/worker-process';
import { hostTag } from './ask-hosts';
import { findLostSteps } from './find-lost-steps';
import { probeStep } from './probe-step';
import { settleUnknown } from './settle-step';
import { openThreeHosts } from './three-hosts.fixture';

if (!sshdPath) console.warn(noSshd);

describe.skipIf(!sshdPath)('a step on every host of a role that is lost sight of', () => {
  const hosts = openThreeHosts();
  const { put, take, effects, letEnd, start, facts, running, outcome, ref } = hosts;

  describe('that loses one of its connections', () => {
    let run: Rollback;
    beforeEach(async () => {
      put('app-2', 'hold');
      run = await start();
      const work = workOff(run);
      await until('the second', async () => (await facts(run))[1] === 'running 1');
      await running(run, 1);
      hosts.servers['app-2'].cut();
      await work;
    });

    it('is unknown, and says host by host what is known', async () => {
      expect(await run.step('append')).toMatchObject({ state: 'unknown' });
      expect(await facts(run)).toEqual(['succeeded 1', 'unknown 1', 'untouched 0']);
      await probeStep(await ref(run));
      const { probe } = await outcome(run);
      expect(probe?.verdict).toBe('unclear');
      expect(probe?.sentences.map(({ text }) => text)).toEqual(
        expect.arrayContaining([
          'app-1: exit code 0',
          expect.stringMatching(/^app-2: .*still runs/),
          'app-3: nothing was started there',
        ]),
      );
      await letEnd('app-2');
    });

    it('takes the word of the host itself later, and runs only where it did not succeed', async () => {
      await letEnd('app-2');
      await until('the host to know it', async () => {
        await probeStep(await ref(run));
        return (await facts(run))[1] === 'succeeded 1';
      });
      expect((await outcome(run)).probe?.sentences).toContainEqual({
        isOk: true,
        text: expect.stringMatching(/^app-2: .*ended with exit code 0/),
      });
      await settleUnknown(hosts.at.people.engineer, {
        ...(await ref(run)),
        verdict: 'run_again',
        reason: 'app-3 is left',
      });
      await workOff(run);
      expect(await facts(run)).toEqual(['succeeded 1', 'succeeded 1', 'succeeded 2']);
      expect(effects()).toEqual([1, 1, 1]);
    });

    it('is ended there as an act of its own that somebody else approved, and is seen gone', async () => {
      await probeStep(await ref(run));
      const [seen] = (await outcome(run)).probe?.running ?? [];
      const { stepId, epoch } = await ref(run);
      expect(seen).toMatchObject({ host: 'app-2', tag: hostTag({ id: stepId, epoch }, 1), machine: null });
      expect(findTagged(seen?.tag ?? '').map(({ pid }) => pid)).toContain(seen?.pids[0]);
      const asking = {
        of: { stepId, epoch },
        kind: 'end_command',
        about: seen?.tag ?? '',
        reason: 'it hangs',
      } as const;
      await expect(askSideStep(hosts.at.people.engineer, { ...asking, about: 'rollback-another-1' })).rejects.toThrow();
      const { approvalId } = await askSideStep(hosts.at.people.engineer, asking);
      const { planHash, sideStepId } = await db().approval.findUniqueOrThrow({ where: { id: approvalId } });
      const word = { approvalId, planHash, verdict: 'approved', reason: 'it hangs' } as const;
      await expect(decideApproval(hosts.at.people.engineer, word)).rejects.toThrow();
      expect(findTagged(seen?.tag ?? '')).not.toEqual([]);
      await decideApproval(hosts.at.people.lead, word);
      await runSideStep({ sideStepId: sideStepId as string }, await livingWorker());
      const side = await db().sideStep.findUniqueOrThrow({ where: { id: sideStepId as string } });
      expect(side).toMatchObject({ kind: 'end_command', state: 'succeeded' });
      expect(side.outcome).toMatchObject({ summary: expect.stringMatching(/is gone on .*exit code 143/) });
      expect(findTagged(seen?.tag ?? '')).toEqual([]);
      await probeStep(await ref(run));
      expect((await outcome(run)).probe).not.toHaveProperty('running');
      expect(await facts(run)).toEqual(['succeeded 1', 'failed 1', 'untouched 0']);
      expect(effects()).toEqual([1, 0, 0]);
      take('app-2', 'hold');
    });

    it('starts nothing anywhere while it may still be running on one', async () => {
      await probeStep(await ref(run));
      await settleUnknown(hosts.at.people.engineer, {
        ...(await ref(run)),
        verdict: 'run_again',
        reason: 'I was in a hurry',
      });
      await workOff(run);
      expect(await run.step('append')).toMatchObject({ state: 'unknown' });
      expect(await facts(run)).toEqual(['succeeded 1', 'unknown 1', 'untouched 0']);
      expect(effects()).toEqual([1, 0, 0]);
      await letEnd('app-2');
    });
  });

  it('keeps what is known of each host when its worker is killed', async () => {
    put('app-2', 'hold');
    const worker = await startWorker();
    const run = await start();
    await until('the second', async () => (await facts(run))[1] === 'running 1', 40_000);
    await running(run, 1);
    worker.send('SIGKILL');
    await worker.ended;
    await until('somebody to be asked', async () => {
      await findLostSteps();
      return (await run.step('append')).state === 'unknown';
    });
    await probeStep(await ref(run));
    const seen = (await outcome(run)).probe;
    expect(seen?.sentences.map(({ text }) => text)).toEqual(
      expect.arrayContaining(['app-1: exit code 0', 'app-3: nothing was started there']),
    );
    expect(seen?.running?.map(({ host }) => host)).toEqual(['app-2']);
    await letEnd('app-2');
    await until('the host to know it', async () => {
      await probeStep(await ref(run));
      return (await facts(run))[1] === 'succeeded 1';
    });
    await settleUnknown(hosts.at.people.engineer, {
      ...(await ref(run)),
      verdict: 'run_again',
      reason: 'app-3 is left',
    });
    await workOff(run);
    expect(await facts(run)).toEqual(['succeeded 1', 'succeeded 1', 'succeeded 2']);
    expect(effects()).toEqual([1, 1, 1]);
  });

  it('keeps what is known of each host when its worker is taken for dead, and hears nothing more of that one', async () => {
    put('app-2', 'hold');
    const run = await start();
    const work = workOff(run);
    await until('the second', async () => (await facts(run))[1] === 'running 1');
    await running(run, 1);
    // As after a crash: the worker that claimed it is one that nobody has heard of, and the attempt is given up.
    await findLostSteps();
    expect(await run.step('append')).toMatchObject({ state: 'unknown' });
    await probeStep(await ref(run));
    const sentences = (await outcome(run)).probe?.sentences.map(({ text }) => text);
    expect(sentences).toContainEqual(expect.stringMatching(/^app-2: .*still runs/));
    await letEnd('app-2');
    await work;
    // The late worker begins no further host, and its own late word is refused.
    expect(await facts(run)).toEqual(['succeeded 1', 'unknown 1', 'untouched 0']);
    expect(effects()).toEqual([1, 1, 0]);
  });
});
