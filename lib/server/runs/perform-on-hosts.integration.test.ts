import { describe, expect, it } from 'vitest';
import { againWords } from '@/lib/domain/host-states';
import { findTagged } from '../targets/spawner-processes.mjs';
import { noSshd, sshdPath } from '../targets/ssh-server.fixture';
import { workOff } from '../testing/rollback';
import { until } from '../testing/until';
import { hostTag } from './ask-hosts';
import { readOutput } from './read-output';
import { cancelStep, retryStep, runEverywhere } from './settle-step';
import { EVERY_HOST, openThreeHosts } from './three-hosts.fixture';

if (!sshdPath) console.warn(noSshd);

describe.skipIf(!sshdPath)('a step on every host of a role', () => {
  const hosts = openThreeHosts();
  const { put, take, effects, start, facts, running, happened, outcome, ref } = hosts;

  it('takes one host after the other, says which in the plan, and marks what each printed', async () => {
    const run = await start();
    await workOff(run);
    expect(await run.step('append')).toMatchObject({ state: 'succeeded' });
    expect(effects()).toEqual([1, 1, 1]);
    expect(await happened(run)).toEqual(EVERY_HOST.flatMap((host) => [`started ${host}`, `ended ${host}`]));
    expect((await outcome(run)).summary).toBe('done on app-1, app-2, app-3');
    const { stepId } = await ref(run);
    const page = await readOutput(hosts.at.people.manager, { stepId, epoch: 1, after: 0 });
    const printed = page?.chunks.filter(({ stream }) => stream === 'stdout').map(({ text }) => text);
    expect(printed?.join('')).toBe(EVERY_HOST.map((host) => `[${host}] begun\n`).join(''));
  });

  it('stops at the first failure, and a further try leaves alone where it succeeded', async () => {
    put('app-2', 'broken');
    const run = await start();
    await workOff(run);
    expect(await run.step('append')).toMatchObject({ state: 'failed' });
    expect(await facts(run)).toEqual(['succeeded 1', 'failed 1', 'untouched 0']);
    expect((await outcome(run)).summary).toBe('app-2: sh ended with exit code 3; done on app-1; not touched: app-3');
    take('app-2', 'broken');
    await retryStep(hosts.at.people.engineer, await ref(run));
    await workOff(run);
    expect(await facts(run)).toEqual(['succeeded 1', 'succeeded 2', 'succeeded 2']);
    expect(effects()).toEqual([1, 1, 1]);
  });

  it('runs again where it succeeded only when a person asks for that, with a reason', async () => {
    put('app-2', 'broken');
    const run = await start();
    await workOff(run);
    take('app-2', 'broken');
    await runEverywhere(hosts.at.people.engineer, { ...(await ref(run)), reason: 'app-1 was set up anew meanwhile' });
    await workOff(run);
    expect(effects()).toEqual([2, 1, 1]);
    // It counts the runs, and twice is not what the step is for.
    expect((await outcome(run)).summary).toMatch(/it did not work/);
  });

  it('runs on all at once where the procedure says so, and a stop ends it on each of them', async () => {
    for (const host of EVERY_HOST) put(host, 'hold');
    const run = await start('1.14');
    const work = workOff(run);
    await running(run, 3);
    const { stepId, epoch } = await ref(run);
    await cancelStep(hosts.at.people.engineer, { stepId, epoch });
    await work;
    expect(await run.step('append')).toMatchObject({ state: 'cancelled' });
    expect(await facts(run)).toEqual(['cancelled 1', 'cancelled 1', 'cancelled 1']);
    expect(EVERY_HOST.flatMap((_, ordinal) => findTagged(hostTag({ id: stepId, epoch }, ordinal)))).toEqual([]);
    expect(effects()).toEqual([0, 0, 0]);
  });

  it('stopped in the middle of a rolling one begins no further host', async () => {
    put('app-2', 'hold');
    const run = await start();
    const work = workOff(run);
    await until('the second', async () => (await facts(run))[1] === 'running 1');
    await running(run, 1);
    await cancelStep(hosts.at.people.engineer, await ref(run));
    await work;
    expect(await run.step('append')).toMatchObject({ state: 'cancelled' });
    expect(await facts(run)).toEqual(['succeeded 1', 'cancelled 1', 'untouched 0']);
  });

  it('refuses a host whose key has changed since the approval, and begins none after it', async () => {
    const run = await start();
    await hosts.servers['app-2'].showKey('other');
    await workOff(run);
    await hosts.servers['app-2'].showKey('own');
    expect(await facts(run)).toEqual(['succeeded 1', 'failed 1', 'untouched 0']);
    expect((await outcome(run)).summary).toMatch(/app-2: .*not the pinned ssh-ed25519 key/);
    expect(effects()).toEqual([1, 0, 0]);
  });

  it('says which hosts a further try would run on', () => {
    const hosts = [
      { host: 'app-1', state: 'succeeded' as const },
      { host: 'app-2', state: 'failed' as const },
    ];
    expect(againWords(hosts)).toBe(
      'Runs exactly the approved step on app-2. It succeeded on app-1: nothing is run there.',
    );
  });
});
