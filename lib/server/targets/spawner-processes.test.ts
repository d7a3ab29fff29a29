import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { bornAfter, findTagged, TAG_VARIABLE } from './spawner-processes.mjs';

const isLinux = process.platform === 'linux';

describe.runIf(isLinux)('what a command left running', () => {
  it('is found among the processes that came after it', async () => {
    const leader = spawn('true', { stdio: 'ignore' });
    await once(leader, 'exit');
    const tag = `born-${process.pid}`;
    const left = spawn('sleep', ['60'], { stdio: 'ignore', env: { ...process.env, [TAG_VARIABLE]: tag } });
    try {
      await once(left, 'spawn');
      const mayBe = bornAfter(leader.pid as number);
      expect(mayBe).not.toBeNull();
      expect(findTagged(tag, mayBe ?? undefined)).toEqual([{ pid: left.pid, name: 'sleep' }]);
      expect(mayBe?.(leader.pid as number)).toBe(false);
    } finally {
      left.kill('SIGKILL');
      await once(left, 'exit');
    }
  });

  it('is also found where the numbers began anew in between', () => {
    // As though the kernel had given out its last number and gone on from the first.
    const mayBe = bornAfter(4_194_303);
    expect(mayBe?.(300)).toBe(true);
    expect(mayBe?.(4_194_304)).toBe(true);
    expect(mayBe?.(4_194_303)).toBe(false);
  });
});
