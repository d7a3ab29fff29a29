import { AsyncResource } from 'node:async_hooks';
import { describe, expect, it } from 'vitest';
import { inOneReading, onceAReading, tellReading } from './one-reading';

/** Counts how often it is asked. */
function counted() {
  let times = 0;
  return { read: async () => (times += 1), times: () => times };
}

describe('one reading of a page or a route', () => {
  it('asks what its parts ask once, also where they ask at the same time', async () => {
    const { read, times } = counted();
    const seen = await inOneReading(() =>
      Promise.all([onceAReading('who', read), onceAReading('who', read), onceAReading('what', read)]),
    );
    expect(seen).toEqual([1, 1, 2]);
    expect(times()).toBe(2);
  });

  it('shares nothing with another one that is under way', async () => {
    const { read } = counted();
    const one = () => inOneReading(() => onceAReading('who', read));
    expect(await Promise.all([one(), one()])).toEqual([1, 2]);
  });

  it('is none for what changes something: outside of one, each asks anew', async () => {
    const { read } = counted();
    tellReading('who', 99);
    expect([await onceAReading('who', read), await onceAReading('who', read)]).toEqual([1, 2]);
  });

  it('is over with its answer: what the answer goes on with, such as a stream, asks anew', async () => {
    const { read } = counted();
    let later: () => Promise<number> = read;
    await inOneReading(async () => {
      tellReading('who', 99);
      later = () => onceAReading('who', read);
      expect(await later()).toBe(99);
      later = AsyncResource.bind(later);
    });
    expect([await later(), await later()]).toEqual([1, 2]);
  });
});
