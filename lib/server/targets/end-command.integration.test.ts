import { spawn } from 'node:child_process';
import { hostname } from 'node:os';
import { afterEach, describe, expect, it } from 'vitest';
import { until } from '../testing/until';
import { endCommand } from './end-command';
import type { ReachableTarget } from './get-target';
import { findLeft, findTagged, TAG_VARIABLE } from './spawner-processes.mjs';

const TAG = `rollback-here-${process.pid}-1`;
const target = { inventory: { hosts: [{ key: 'here', kind: 'local' }] } } as unknown as ReachableTarget;
const [MINE, OTHER] = [65533, 65534] as const;
const found = () => findTagged(TAG).map(({ pid }) => pid);
const command = (over = {}) => ({
  host: 'here',
  where: hostname(),
  tag: TAG,
  pids: findLeft(TAG).map(({ pid }) => pid),
  processes: findLeft(TAG),
  machine: hostname(),
  ...over,
});

/** A shell with a child in a group of its own, as a worker leaves them that was killed together with its helper. */
async function leave(script: string): Promise<void> {
  spawn('sh', ['-c', script], {
    detached: true,
    stdio: 'ignore',
    env: { ...process.env, [TAG_VARIABLE]: TAG },
  });
  await until('both of them', () => found().length >= 2);
}

afterEach(() => {
  for (const pid of found()) process.kill(pid, 'SIGKILL');
});

describe('a command on this machine that nobody watches any more', () => {
  it('is ended with all that it started, and is seen gone', async () => {
    await leave('sleep 600 & wait');
    const end = await endCommand(target, command());
    expect(end).toMatchObject({
      state: 'succeeded',
      sentence: expect.stringMatching(/is gone on .*looked at 0\.\d s after/),
    });
    expect(found()).toEqual([]);
  });

  it('is ended also where it does not listen', async () => {
    await leave("trap '' TERM; sh -c \"trap '' TERM; while :; do sleep 0.1; done\" & wait; wait");
    const end = await endCommand(target, command());
    expect(end).toMatchObject({ state: 'succeeded' });
    expect(found()).toEqual([]);
  }, 15_000);

  it('is left alone by a worker of another machine, and by one that is being stopped', async () => {
    await leave('sleep 600 & wait');
    expect(await endCommand(target, command({ machine: 'another' }))).toMatchObject({ state: 'failed' });
    expect(await endCommand(target, command(), AbortSignal.abort())).toMatchObject({ state: 'failed' });
    expect(found()).toHaveLength(2);
  });

  it('is left alone where others run by now that nobody has approved, and says which', async () => {
    await leave('sleep 600 & wait');
    const seen = command();
    const env = { ...process.env, [TAG_VARIABLE]: TAG };
    const daemon = spawn('sleep', ['601'], { detached: true, stdio: 'ignore', env });
    await until('all of them', () => found().length === 3);
    const end = await endCommand(target, seen);
    expect(end).toMatchObject({ state: 'failed', sentence: expect.stringContaining(`${daemon.pid} (sleep). Look`) });
    expect(end.sentence).toMatch(/^Nothing was ended/);
    expect(found()).toHaveLength(3);
  });

  it('is ended with what the approved ones have started since', async () => {
    await leave('sleep 600 & wait');
    const seen = command();
    const [leader] = found();
    expect(await endCommand(target, { ...seen, pids: [leader as number] })).toMatchObject({ state: 'succeeded' });
    expect(found()).toEqual([]);
  });

  it.runIf(process.getuid?.() === 0)(
    'is not called gone while another user’s process lives in its group',
    async () => {
      const as = (id: number) => `setpriv --reuid=${id} --regid=${id} --clear-groups`;
      // As sudo leaves it: the mark is wiped, and this user may neither read nor end it.
      const script = `env -u ${TAG_VARIABLE} ${as(OTHER)} sleep 600 & exec ${as(MINE)} sleep 601`;
      const env = { ...process.env, [TAG_VARIABLE]: TAG };
      const { pid: group = 0 } = spawn('sh', ['-c', script], { detached: true, stdio: 'ignore', env });
      await until('both of them', () => findLeft(TAG).filter(({ name }) => name === 'sleep').length === 2);
      const seen = command();
      try {
        process.setegid?.(MINE);
        process.seteuid?.(MINE);
        const end = await endCommand(target, seen);
        expect(end).toMatchObject({
          state: 'failed',
          sentence: expect.stringMatching(/\(sleep\) still there: .*sudo/),
        });
        // The marked one is gone by now: that is no proof of the others.
        expect(findTagged(TAG)).toEqual([]);
        expect(await endCommand(target, seen)).toMatchObject({
          state: 'failed',
          sentence: expect.stringMatching(/^Nothing was ended\. Something that bears no mark/),
        });
      } finally {
        process.seteuid?.(0);
        process.setegid?.(0);
        process.kill(-group, 'SIGKILL');
      }
      await until('it to be gone', async () => (await endCommand(target, seen)).state === 'succeeded');
    },
    15_000,
  );

  it('that has ended meanwhile is not looked for any further', async () => {
    const end = await endCommand(target, command({ pids: [1] }));
    expect(end).toEqual({ state: 'succeeded', sentence: 'Nothing was ended, as it was over already.' });
  });
});
