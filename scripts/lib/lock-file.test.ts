import { describe, expect, it } from 'vitest';
import { describeGap, findGaps, readLockFile } from './lock-file';

describe('the lock file', () => {
  it('has the packages of every platform, without which npm ci refuses it', () => {
    expect(findGaps(readLockFile()), 'run npm run lock:complete').toEqual([]);
  });

  it('reads a platform from a name', () => {
    const tool = { name: '@biomejs/cli-linux-arm64-musl', version: '2.6.8', isTool: true };
    expect(describeGap(tool)).toEqual({
      version: '2.6.8',
      cpu: ['arm64'],
      dev: true,
      libc: ['musl'],
      optional: true,
      os: ['linux'],
    });
  });
});
