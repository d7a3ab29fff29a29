import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { inOneReading, onceAReading } from './one-reading';
import { shareReads } from './share-reads';

/** Readings that end when the test says so, in their order. */
function readings() {
  const begun: string[] = [];
  const ends: { resolve: (value: string) => void; reject: (error: Error) => void }[] = [];
  const read = shareReads(
    (key) =>
      new Promise<string>((resolve, reject) => {
        begun.push(key);
        ends.push({ resolve, reject });
      }),
  );
  return { begun, ends, read };
}

describe('a reading that many share', () => {
  it('is one for all who ask while another is under way, and begins after each of them asked', async () => {
    const { begun, ends, read } = readings();
    const first = read('room');
    const crowd = Array.from({ length: 199 }, () => read('room'));
    expect(begun).toHaveLength(1);
    ends[0]?.resolve('before');
    expect(await first).toBe('before');
    await setImmediate();
    expect(begun).toHaveLength(2);
    ends[1]?.resolve('after');
    expect(new Set(await Promise.all(crowd))).toEqual(new Set(['after']));
  });

  it('never answers with what was before it was asked, whenever that is', async () => {
    let version = 0;
    let count = 0;
    const read = shareReads(async () => {
      count += 1;
      const seen = version;
      await setImmediate();
      return seen;
    });
    const answers: Promise<{ asked: number; seen: number }>[] = [];
    for (let turn = 0; turn < 300; turn += 1) {
      version += 1;
      const asked = version;
      answers.push(read('room').then((seen) => ({ asked, seen })));
      if (turn % 7 === 0) await setImmediate();
      else if (turn % 3 === 0) await Promise.resolve();
    }
    expect((await Promise.all(answers)).filter(({ asked, seen }) => seen < asked)).toEqual([]);
    expect(count).toBeLessThan(150);
  });

  it('keeps rooms apart, and keeps nothing once it is over', async () => {
    const { begun, ends, read } = readings();
    const [one, other] = [read('a'), read('b')];
    expect(begun).toEqual(['a', 'b']);
    for (const end of ends) end.resolve('read');
    await Promise.all([one, other]);
    void read('a');
    expect(begun).toEqual(['a', 'b', 'a']);
  });

  it('that hangs is left to those who began it', async () => {
    let begun = 0;
    const read = shareReads(() => (++begun === 1 ? new Promise<string>(() => {}) : Promise.resolve('read')), 20);
    void read('room');
    expect(await Promise.all([read('room'), read('room')])).toEqual(['read', 'read']);
    expect(await read('room')).toBe('read');
  });

  it('takes nothing from what its first asker had read', async () => {
    const read = shareReads(() => onceAReading('runbook', async () => 'in force now'));
    const asked = inOneReading(async () => {
      await onceAReading('runbook', async () => 'in force a while ago');
      return read('room');
    });
    expect(await asked).toBe('in force now');
  });

  it('fails for those alone who shared it', async () => {
    const { ends, read } = readings();
    const [first, second] = [read('room'), read('room')];
    ends[0]?.reject(new Error('the store is away'));
    await expect(first).rejects.toThrow('the store is away');
    await setImmediate();
    ends[1]?.resolve('it is back');
    expect(await second).toBe('it is back');
  });
});
