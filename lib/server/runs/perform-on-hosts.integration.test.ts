import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { StepOutcome } from '@/lib/contracts/plan';
import { againWords } from '@/lib/domain/host-states';
import { db } from '../db';
import { storeTarget } from '../targets/register-target';
import { findTagged } from '../targets/spawner-processes.mjs';
import { noSshd, sshdPath, startSshServer, type TestSshServer } from '../targets/ssh-server.fixture';
import { countLines, type Rollback, registerTestTarget, startedRun, targetFile, workOff } from '../testing/rollback';
import { openTestConsole, type TestConsole } from '../testing/test-console';
import { until } from '../testing/until';
import { hostTag } from './ask-hosts';
import { findLostSteps } from './find-lost-steps';
import { probeStep } from './probe-step';
import { readOutput } from './read-output';
import { cancelStep, retryStep, runEverywhere, settleUnknown } from './settle-step';

if (!sshdPath) console.warn(noSshd);

// Breaks where its host says so, waits where it is held, and leaves a line for every time that it ran to its end.
const SCRIPT =
  'echo begun; [ -e "$HOME/broken" ] && exit 3; while [ -e "$HOME/hold" ]; do sleep 0.05; done; echo done >> "$HOME/effect"';
const COUNT = 'cat "$HOME/effect" 2>/dev/null | wc -l';
const ALL = ['app-1', 'app-2', 'app-3'] as const;
type HostKey = (typeof ALL)[number];

describe.skipIf(!sshdPath)('a step on every host of a role', () => {
  let at: TestConsole;
  let servers: Record<HostKey, TestSshServer>;
  beforeAll(async () => {
    at = await openTestConsole();
    const [one, two, three] = await Promise.all([startSshServer(), startSshServer(), startSshServer()]);
    servers = { 'app-1': one, 'app-2': two, 'app-3': three };
    for (const other of [two, three]) other.letIn(one.publicKey);
  });
  afterAll(async () => {
    await at?.close();
    await Promise.all(Object.values(servers ?? {}).map((server) => server.stop()));
  });
  beforeEach(() => {
    for (const { home } of Object.values(servers))
      for (const name of ['broken', 'hold', 'effect']) rmSync(join(home, name), { force: true });
  });

  const put = (host: HostKey, name: 'broken' | 'hold') => writeFileSync(join(servers[host].home, name), '');
  const take = (host: HostKey, name: 'broken' | 'hold') => rmSync(join(servers[host].home, name));
  const effects = () => ALL.map((host) => countLines(join(servers[host].home, 'effect')));

  /** To the end of what still runs there, so that nothing of it is left for the next test. */
  const letEnd = (host: HostKey) => {
    take(host, 'hold');
    return until('the command to end by itself', () => countLines(join(servers[host].home, 'effect')) === 1);
  };

  async function start(procedure: '1.1' | '1.14' = '1.1'): Promise<Rollback> {
    const target = await registerTestTarget(at);
    const hosts = ALL.map((key) => ({
      ...servers[key].host,
      key,
      roles: ['app'],
    }));
    const file = targetFile(at, target);
    // Programs of the hosts: a list that hands a line to a shell is refused.
    for (const { home } of Object.values(servers)) {
      writeFileSync(join(home, 'act.sh'), SCRIPT);
      writeFileSync(join(home, 'count.sh'), COUNT);
    }
    const shell = (name: string) => ({ host: 'app', argv: ['sh', name] });
    const commands = { ...file.inventory.commands, append: shell('act.sh'), count: shell('count.sh') };
    const inventory = { ...file.inventory, hosts: [...file.inventory.hosts, ...hosts], commands };
    await storeTarget({ ...file, inventory, sshKey: servers['app-1'].credentials.privateKey }, null);
    return startedRun(at, { target, procedure });
  }
  async function facts(run: Rollback) {
    const { id } = await run.step('append');
    const rows = await db().stepHost.findMany({ where: { stepId: id }, orderBy: { ordinal: 'asc' } });
    return rows.map(({ state, epoch }) => `${state} ${epoch}`);
  }
  const running = (run: Rollback, count: number) =>
    until('the hosts to run it', async () => {
      const { id, epoch } = await run.step('append');
      const known = await db().stepHost.count({ where: { stepId: id, state: 'running' } });
      const tags = ALL.map((_, ordinal) => hostTag({ id, epoch }, ordinal));
      return known === count && tags.filter((tag) => findTagged(tag).length > 0).length === count;
    });
  const happened = async (run: Rollback) =>
    (
      await db().event.findMany({
        where: { runId: run.runId, type: { startsWith: 'step.host' } },
        orderBy: { id: 'asc' },
      })
    ).map(({ type, data }) => `${type.slice('step.host_'.length)} ${(data as { host: string }).host}`);
  const outcome = async (run: Rollback) => (await run.step('append')).outcome as unknown as StepOutcome;
  const ref = async (run: Rollback) => {
    const { id, epoch } = await run.step('append');
    return { stepId: id, epoch };
  };

  it('takes one host after the other, says which in the plan, and marks what each printed', async () => {
    const run = await start();
    await workOff(run);
    expect(await run.step('append')).toMatchObject({ state: 'succeeded' });
    expect(effects()).toEqual([1, 1, 1]);
    expect(await happened(run)).toEqual(ALL.flatMap((host) => [`started ${host}`, `ended ${host}`]));
    expect((await outcome(run)).summary).toBe('done on app-1, app-2, app-3');
    const { stepId } = await ref(run);
    const page = await readOutput(at.people.manager, { stepId, epoch: 1, after: 0 });
    const printed = page?.chunks.filter(({ stream }) => stream === 'stdout').map(({ text }) => text);
    expect(printed?.join('')).toBe(ALL.map((host) => `[${host}] begun\n`).join(''));
  });

  it('stops at the first failure, and a further try leaves alone where it succeeded', async () => {
    put('app-2', 'broken');
    const run = await start();
    await workOff(run);
    expect(await run.step('append')).toMatchObject({ state: 'failed' });
    expect(await facts(run)).toEqual(['succeeded 1', 'failed 1', 'untouched 0']);
    expect((await outcome(run)).summary).toBe('app-2: sh ended with exit code 3; done on app-1; not touched: app-3');
    take('app-2', 'broken');
    await retryStep(at.people.engineer, await ref(run));
    await workOff(run);
    expect(await facts(run)).toEqual(['succeeded 1', 'succeeded 2', 'succeeded 2']);
    expect(effects()).toEqual([1, 1, 1]);
  });

  it('runs again where it succeeded only when a person asks for that, with a reason', async () => {
    put('app-2', 'broken');
    const run = await start();
    await workOff(run);
    take('app-2', 'broken');
    await runEverywhere(at.people.engineer, { ...(await ref(run)), reason: 'app-1 was set up anew meanwhile' });
    await workOff(run);
    expect(effects()).toEqual([2, 1, 1]);
    // It counts the runs, and twice is not what the step is for.
    expect((await outcome(run)).summary).toMatch(/it did not work/);
  });

  it('runs on all at once where the procedure says so, and a stop ends it on each of them', async () => {
    for (const host of ALL) put(host, 'hold');
    const run = await start('1.14');
    const work = workOff(run);
    await running(run, 3);
    const { stepId, epoch } = await ref(run);
    await cancelStep(at.people.engineer, { stepId, epoch });
    await work;
    expect(await run.step('append')).toMatchObject({ state: 'cancelled' });
    expect(await facts(run)).toEqual(['cancelled 1', 'cancelled 1', 'cancelled 1']);
    expect(ALL.flatMap((_, ordinal) => findTagged(hostTag({ id: stepId, epoch }, ordinal)))).toEqual([]);
    expect(effects()).toEqual([0, 0, 0]);
  });

  it('stopped in the middle of a rolling one begins no further host', async () => {
    put('app-2', 'hold');
    const run = await start();
    const work = workOff(run);
    await until('the second', async () => (await facts(run))[1] === 'running 1');
    await running(run, 1);
    await cancelStep(at.people.engineer, await ref(run));
    await work;
    expect(await run.step('append')).toMatchObject({ state: 'cancelled' });
    expect(await facts(run)).toEqual(['succeeded 1', 'cancelled 1', 'untouched 0']);
  });

  it('refuses a host whose key has changed since the approval, and begins none after it', async () => {
    const run = await start();
    await servers['app-2'].showKey('other');
    await workOff(run);
    await servers['app-2'].showKey('own');
    expect(await facts(run)).toEqual(['succeeded 1', 'failed 1', 'untouched 0']);
    expect((await outcome(run)).summary).toMatch(/app-2: .*not the pinned ssh-ed25519 key/);
    expect(effects()).toEqual([1, 0, 0]);
  });

  describe('that loses one of its connections', () => {
    let run: Rollback;
    beforeEach(async () => {
      put('app-2', 'hold');
      run = await start();
      const work = workOff(run);
      await until('the second', async () => (await facts(run))[1] === 'running 1');
      await running(run, 1);
      servers['app-2'].cut();
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
      await settleUnknown(at.people.engineer, { ...(await ref(run)), verdict: 'run_again', reason: 'app-3 is left' });
      await workOff(run);
      expect(await facts(run)).toEqual(['succeeded 1', 'succeeded 1', 'succeeded 2']);
      expect(effects()).toEqual([1, 1, 1]);
    });

    it('starts nothing anywhere while it may still be running on one', async () => {
      await probeStep(await ref(run));
      await settleUnknown(at.people.engineer, {
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

  it('keeps what is known of each host when its worker is gone for good', async () => {
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
